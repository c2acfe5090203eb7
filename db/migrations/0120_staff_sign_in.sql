-- How staff prove who they are: second factors, links by which access is given or regained, waits after failures.
-- All times here are the machine's own, as those of the sign-in library are: a demo may shift the calendar of the
-- organisation, never the clock on which a code of an authenticator app depends.

-- One address, one account, however it is typed.
create unique index staff_email_folded on staff (lower(email));
-- Until then a member of staff may work without a second factor where one is asked; null: never allowed.
alter table staff add column second_factor_due timestamptz;

-- One row: what this installation asks of its staff.
create table sign_in_policy (
  single boolean primary key default true check (single),
  second_factor text not null default 'required' check (second_factor in ('required', 'optional')),
  grace_days smallint not null default 7 check (grace_days between 0 and 60)
);
insert into sign_in_policy default values;

-- The shared secret of an authenticator app, sealed under LOA_SECRET. `pending` waits for its first code.
create table staff_totp (
  staff_id bigint primary key references staff on delete cascade,
  secret bytea,
  confirmed_at timestamptz,
  -- The half-minute of the last accepted code: no code works twice.
  last_step bigint not null default 0,
  pending bytea,
  pending_until timestamptz,
  check ((secret is null) = (confirmed_at is null)),
  check ((pending is null) = (pending_until is null)),
  check (secret is not null or pending is not null)
);

-- Hashed under LOA_SECRET: whoever reads the table cannot try codes out.
create table staff_recovery_code (
  staff_id bigint not null references staff on delete cascade,
  code_hash bytea not null,
  used_at timestamptz,
  primary key (staff_id, code_hash)
);

create table staff_passkey (
  id bigint generated always as identity primary key,
  staff_id bigint not null references staff on delete cascade,
  credential_id text not null unique,
  public_key bytea not null,
  counter bigint not null,
  transports text[] not null,
  name text not null check (length(name) between 1 and 60),
  backed_up boolean not null,
  created_at timestamptz not null,
  last_used_at timestamptz
);
create index staff_passkey_staff on staff_passkey (staff_id);

-- A single-use link by which a person sets a password: an invitation, or a way back in.
create table staff_link (
  id bigint generated always as identity primary key,
  staff_id bigint not null references staff on delete cascade,
  kind text not null check (kind in ('invitation', 'reset_by_staff', 'reset_by_self')),
  token_hash bytea not null unique,
  created_by bigint references staff,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  mailed_at timestamptz,
  used_at timestamptz,
  revoked_at timestamptz,
  check (expires_at > created_at),
  check (used_at is null or revoked_at is null)
);
-- The newest link is the only one that works.
create unique index staff_link_open on staff_link (staff_id) where used_at is null and revoked_at is null;

-- Between two steps of one sign-in: the password was right and a code is awaited, or a provider was asked. Used once.
create table sign_in_step (
  token_hash bytea primary key,
  kind text not null check (kind in ('second_factor', 'passkey', 'passkey_new', 'oidc')),
  staff_id bigint references staff on delete cascade,
  data jsonb not null default '{}',
  expires_at timestamptz not null
);
create index sign_in_step_expiry on sign_in_step (expires_at);

-- Failures by account and by address, each under a keyed hash: the table tells nobody who tried.
create table sign_in_attempt (
  key bytea primary key,
  failures integer not null check (failures >= 0),
  last_at timestamptz not null,
  locked_until timestamptz
);
create index sign_in_attempt_age on sign_in_attempt (last_at);

-- A withdrawn access ends its sessions in the same transaction.
create function end_sessions_of_disabled() returns trigger language plpgsql security definer set search_path = public as $$
begin
  delete from auth_session s using auth_user u where u.id = s.user_id and u.staff_id = new.id;
  return null;
end $$;
create trigger staff_disabled after update of disabled_at on staff
  for each row when (new.disabled_at is not null and old.disabled_at is null)
  execute function end_sessions_of_disabled();

-- Console requests have no business here: src/domain/identity reads these as the owner, after it has seen through the
-- eyes of the asking member of staff (row-level security) that the account is theirs to act upon.
revoke all on staff_totp, staff_recovery_code, staff_passkey, staff_link, sign_in_step, sign_in_attempt, sign_in_policy
  from loa_console;
alter table staff_totp enable row level security;
alter table staff_recovery_code enable row level security;
alter table staff_passkey enable row level security;
alter table staff_link enable row level security;
alter table sign_in_step enable row level security;
alter table sign_in_attempt enable row level security;
alter table sign_in_policy enable row level security;
