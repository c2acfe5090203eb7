-- Telegram, and how a person's account in a chat program becomes an address: by a one-time code, never by a guess.

alter table channel_account drop constraint channel_account_channel_check,
  add constraint channel_account_channel_check check (channel in ('zalo', 'sms', 'email', 'telegram'));
alter table delivery drop constraint delivery_channel_check,
  add constraint delivery_channel_check check (channel in ('zalo', 'sms', 'email', 'telegram'));
alter table consent drop constraint consent_channel_check,
  add constraint consent_channel_check check (channel in ('zalo', 'sms', 'email', 'telegram'));
alter table objection drop constraint objection_channel_check,
  add constraint objection_channel_check check (channel in ('zalo', 'sms', 'email', 'telegram'));
alter table contact_point drop constraint contact_point_channel_check, drop constraint contact_point_check,
  add constraint contact_point_channel_check check (channel in ('zalo', 'sms', 'email', 'telegram', 'phone')),
  -- A user id means something to one Official Account or one bot alone.
  add constraint contact_point_account check (account_id is null or channel in ('zalo', 'telegram')),
  -- When the provider last told anything about this chat, by its own clock: news that comes late changes nothing.
  add column heard_at timestamptz;

-- Codes by which people link a chat account to themselves: in a deep link, pressed once. Only their hashes are kept.
create table link_code (
  code_hash bytea primary key,
  person_id bigint not null references person on delete cascade,
  account_id bigint not null references channel_account on delete cascade,
  created_at timestamptz not null,
  -- Null: the person asked for it themself.
  created_by bigint references staff,
  expires_at timestamptz not null,
  used_at timestamptz,
  check (expires_at > created_at)
);
create index link_code_person on link_code (person_id, account_id);

-- Somebody pressed another person's link, or two people share one account: a person decides whose it is.
create table link_conflict (
  id bigint generated always as identity primary key,
  account_id bigint not null references channel_account on delete cascade,
  channel text not null check (channel in ('zalo', 'telegram')),
  -- Emptied when it is settled: who has the chat stands in contact_point.
  address text not null,
  -- Who has the address now, and whose code was used.
  holder_id bigint not null references person on delete cascade,
  claimant_id bigint not null references person on delete cascade,
  at timestamptz not null,
  settled_at timestamptz,
  settled_by bigint references staff,
  outcome text check (outcome in ('holder', 'claimant', 'void')),
  check ((settled_at is null) = (outcome is null)),
  check (settled_at >= at),
  check (holder_id <> claimant_id)
);
create unique index link_conflict_open on link_conflict (account_id, address, claimant_id) where settled_at is null;
create index link_conflict_claimant on link_conflict (claimant_id);
create index link_conflict_holder on link_conflict (holder_id);

-- Seen by who sees one of the two people; the decision needs both (src/domain/channel/linking).
alter table link_code enable row level security;
alter table link_conflict enable row level security;
create policy console on link_code to loa_console using ((select loa_sees_all())
  or exists (select from person p where p.id = link_code.person_id));
create policy console on link_conflict to loa_console using ((select loa_sees_all())
  or exists (select from person p where p.id in (link_conflict.holder_id, link_conflict.claimant_id)));
grant select, insert, update on link_code, link_conflict to loa_console;
revoke delete on link_code, link_conflict from loa_console;
