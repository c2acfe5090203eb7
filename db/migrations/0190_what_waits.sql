-- What waits or is under way stands in narrow tables beside `delivery`, and the provider's names of messages in another.
-- Before, four partial indexes of `delivery` followed its state: each claim and each outcome wrote a new entry into every
-- index of a wide row. Now no index of `delivery` holds anything that sending changes, both updates stay on their page, and
-- the queue is a few bytes a row. The delivery row stays the truth: a line of the queue is only where to look, and whoever
-- takes it looks at the row itself. Triggers keep the two in step, so that no statement can forget to.

drop index delivery_queue;
drop index delivery_in_flight;
drop index delivery_unknown;
drop index delivery_provider;
-- Room for two new versions of each row on its page: claimed, recorded.
alter table delivery set (fillfactor = 50);

create table delivery_queue (
  delivery_id bigint primary key,
  recipient_id bigint not null,
  account_id bigint not null,
  urgency smallint not null,
  due_at timestamptz not null,
  valid_until timestamptz not null,
  -- The worker that has it in hand; the line goes when the outcome is written.
  claimed_by bigint
) with (fillfactor = 50);
create index delivery_queue_order on delivery_queue (account_id, urgency desc, due_at, delivery_id);
alter table delivery_queue set (autovacuum_vacuum_scale_factor = 0.05);

-- Messages without an answer whose next step has not been taken yet.
create table delivery_unknown (
  delivery_id bigint primary key,
  account_id bigint not null
);

-- How providers call our messages: by it their receipts find them. A name that is written twice is found twice and means
-- the same delivery, so nothing has to look before it writes.
create table provider_message (
  account_id bigint not null,
  provider_message_id text not null,
  delivery_id bigint not null
);
create index provider_message_name on provider_message (account_id, provider_message_id);

insert into delivery_queue (delivery_id, recipient_id, account_id, urgency, due_at, valid_until, claimed_by)
  select id, recipient_id, account_id, urgency, due_at, valid_until, case when state = 'sending' then claimed_by end
  from delivery where state in ('queued', 'sending');
insert into delivery_unknown (delivery_id, account_id)
  select id, account_id from delivery where state = 'unknown' and followed_up_at is null;
insert into provider_message (account_id, provider_message_id, delivery_id)
  select account_id, provider_message_id, id from delivery where provider_message_id is not null;

create function queue_new_deliveries() returns trigger language plpgsql security definer set search_path = public as $$
begin
  insert into delivery_queue (delivery_id, recipient_id, account_id, urgency, due_at, valid_until)
    select id, recipient_id, account_id, urgency, due_at, valid_until from added where state = 'queued';
  return null;
end $$;
create trigger delivery_queued after insert on delivery referencing new table as added
  for each statement execute function queue_new_deliveries();

create function queue_again() returns trigger language plpgsql security definer set search_path = public as $$
begin
  insert into delivery_queue (delivery_id, recipient_id, account_id, urgency, due_at, valid_until)
    values (new.id, new.recipient_id, new.account_id, new.urgency, new.due_at, new.valid_until)
    on conflict (delivery_id) do update set account_id = excluded.account_id, urgency = excluded.urgency,
      due_at = excluded.due_at, valid_until = excluded.valid_until, claimed_by = null;
  return null;
end $$;
create trigger delivery_queued_again after update on delivery for each row
  when (new.state = 'queued' and (old.state <> 'queued' or new.due_at <> old.due_at
    or new.account_id <> old.account_id or new.valid_until <> old.valid_until))
  execute function queue_again();

create function leave_queue() returns trigger language plpgsql security definer set search_path = public as $$
begin
  delete from delivery_queue where delivery_id = new.id;
  return null;
end $$;
-- Acceptances, which are nearly all of them, take their lines out in the statement that records them.
create trigger delivery_left_queue after update on delivery for each row
  when (old.state in ('queued', 'sending') and new.state not in ('queued', 'sending', 'accepted'))
  execute function leave_queue();

create function follow_unknown() returns trigger language plpgsql security definer set search_path = public as $$
begin
  if new.state = 'unknown' and new.followed_up_at is null then
    insert into delivery_unknown (delivery_id, account_id) values (new.id, new.account_id) on conflict do nothing;
  else
    delete from delivery_unknown where delivery_id = new.id;
  end if;
  return null;
end $$;
create trigger delivery_becomes_unknown after update on delivery for each row
  when ((new.state = 'unknown' and new.followed_up_at is null) <> (old.state = 'unknown' and old.followed_up_at is null))
  execute function follow_unknown();

create function forget_delivery() returns trigger language plpgsql security definer set search_path = public as $$
begin
  delete from delivery_queue where delivery_id = old.id;
  delete from delivery_unknown where delivery_id = old.id;
  delete from provider_message where account_id = old.account_id and provider_message_id = old.provider_message_id
    and delivery_id = old.id;
  return null;
end $$;
create trigger delivery_forgotten after delete on delivery for each row execute function forget_delivery();

-- The console may see how much waits for an account, and change none of it.
revoke all on delivery_queue, delivery_unknown, provider_message from loa_console;
grant select on delivery_queue to loa_console;
alter table delivery_queue enable row level security;
create policy console on delivery_queue to loa_console using (account_id in (select id from channel_account));
alter table delivery_unknown enable row level security;
alter table provider_message enable row level security;
