-- What an event of the organisation does to directives that are under way. Issued directives stay frozen (invariant 9):
-- a target keeps its name and parents; that somebody else answers for it now is a fact beside it.
create table organisation_effect (
  id bigint generated always as identity primary key,
  event_id bigint not null references organisation_event,
  -- target_moved: left the denominator, to_target_id carries it on · target_ended: left it, nobody takes over ·
  -- target_made: the successor's own row · recipient_moved: answers for to_target_id from now on · recipient_made: asked
  -- because nobody of the successor was · recipient_left: the post ended with the unit, links are closed ·
  -- delivery_cancelled: was waiting for somebody who left
  kind text not null check (kind in
    ('target_moved', 'target_ended', 'target_made', 'recipient_moved', 'recipient_made', 'recipient_left', 'delivery_cancelled')),
  directive_id bigint not null references directive,
  target_id bigint references target,
  to_target_id bigint references target,
  recipient_id bigint references recipient,
  delivery_id bigint references delivery,
  check ((kind in ('target_moved', 'recipient_moved')) = (to_target_id is not null))
);
create index organisation_effect_event on organisation_effect (event_id);
create index organisation_effect_target on organisation_effect (target_id);
create index organisation_effect_recipient on organisation_effect (recipient_id);
create index organisation_effect_to on organisation_effect (to_target_id);
create index organisation_effect_delivery on organisation_effect (delivery_id);
create index organisation_effect_directive on organisation_effect (directive_id);
alter table organisation_effect enable row level security;
create policy console on organisation_effect to loa_console using (directive_id in (select id from directive));
revoke insert, update, delete on organisation_effect from loa_console;

-- A recipient stays who they are; whom they answer for follows a filed event, and nothing else.
create or replace function forbid_recipient_change() returns trigger language plpgsql as $$
begin
  if (old.directive_id, old.person_id, old.delegated_from) is not distinct from (new.directive_id, new.person_id, new.delegated_from)
    and exists (select from organisation_effect e where e.recipient_id = old.id and e.kind = 'recipient_moved'
      and (e.target_id, e.to_target_id) in ((old.target_id, new.target_id), (new.target_id, old.target_id))
      and (e.target_id = old.target_id or loa_undoing()))
  then
    return new;
  end if;
  raise exception 'recipient % stays who they are', old.id using errcode = 'LOA04';
end $$;

-- ── Lending a channel downward ──────────────────────────────────────────────────────────────────────────────────────

-- An account of a tier above that a unit and all below it may speak through, from one day to another. `state` is kept by
-- the programme with its clock, so that the planner's statements need no day: a loan is open or it is not.
create table channel_loan (
  id bigint generated always as identity primary key,
  account_id bigint not null references channel_account on delete cascade,
  borrower_unit_id bigint not null references unit,
  valid_from date not null,
  valid_to date,
  state text not null check (state in ('planned', 'open', 'ended')),
  lent_by bigint references staff,
  created_at timestamptz not null,
  check (valid_to is null or valid_to > valid_from),
  constraint channel_loan_once exclude using gist
    (account_id with =, borrower_unit_id with =, daterange(valid_from, valid_to) with &&)
);
create index channel_loan_borrower on channel_loan (borrower_unit_id);

-- An account is lent downward only.
create function check_channel_loan() returns trigger language plpgsql security definer set search_path = public as $$
begin
  if not exists (select from channel_account a join unit o on o.id = a.owner_unit_id join unit b on b.id = new.borrower_unit_id
    where a.id = new.account_id and b.path <@ o.path and b.id <> o.id)
  then
    raise exception 'account % can be lent to units below its owner only', new.account_id
      using errcode = 'LOA15', table = 'channel_loan';
  end if;
  return null;
end $$;
create trigger channel_loan_downward after insert or update of account_id, borrower_unit_id on channel_loan
  for each row execute function check_channel_loan();

-- Until now whoever stood below spoke through the accounts above: those stay lent.
insert into channel_loan (account_id, borrower_unit_id, valid_from, state, created_at)
select a.id, b.id, '1900-01-01', 'open', statement_timestamp()
from channel_account a join unit o on o.id = a.owner_unit_id
join unit b on b.path <@ o.path and nlevel(b.path) = nlevel(o.path) + 1
join unit_type t on t.code = b.type_code and not t.is_recipient;

-- The channel accounts through which a federation may speak: its own, and those lent to it or to a tier above it.
create or replace function loa_usable_accounts(federation bigint)
  returns table (account_id bigint, channel text, rank smallint)
  language sql stable security definer parallel safe rows 4
  set search_path = public
  begin atomic
    select a.id, a.channel, a.rank
    from channel_account a
    where a.enabled and (a.owner_unit_id = federation or exists (
      select from channel_loan l join unit b on b.id = l.borrower_unit_id join unit home on home.id = federation
      where l.account_id = a.id and l.state = 'open' and b.path @> home.path));
  end;

alter table channel_loan enable row level security;
-- Seen by the lender and by the borrower.
create policy console on channel_loan to loa_console
  using (borrower_unit_id in (select id from unit) or account_id in (select id from channel_account))
  with check (account_id in (select id from channel_account));

-- A unit may be moved, split or end on the day on which it came; what its dates do not allow they refuse themselves.
create or replace function check_event_units() returns trigger language plpgsql security definer set search_path = public as $$
begin
  if exists (select from unit u, organisation_event e where u.id = new.unit_id and e.id = new.event_id
    and (coalesce(u.valid_to, 'infinity') <= e.effective_on or u.valid_from > e.effective_on))
  then
    raise exception 'unit % is not there on the day of the event', new.unit_id
      using errcode = 'LOA13', table = 'organisation_event_unit';
  end if;
  return null;
end $$;

-- Before an update the generated columns are not there yet: what is kept is named.
create or replace function keep_closed_unit() returns trigger language plpgsql as $$
begin
  if (old.code, old.name, old.short_name, old.type_code, old.sector_code, old.subsector, old.area_id, old.address, old.symbol,
      old.place_name, old.valid_from, old.valid_to, old.end_reason)
    is distinct from (new.code, new.name, new.short_name, new.type_code, new.sector_code, new.subsector, new.area_id,
      new.address, new.symbol, new.place_name, new.valid_from, new.valid_to, new.end_reason)
  then
    raise exception 'unit % has ended: it is kept as it was', old.id using errcode = 'LOA13', table = 'unit';
  end if;
  return new;
end $$;

-- An undo puts back rows that were valid together, one after the other: on the way the checks of what stands in between
-- are off. That it is an undo is a row that no console request can write, not a setting that anybody can make.
create table organisation_undo (xid xid8 primary key);
revoke all on organisation_undo from loa_console;
alter table organisation_undo enable row level security;
create or replace function loa_undoing() returns boolean language sql stable security definer set search_path = public
  begin atomic
    select coalesce(current_setting('loa.undoing', true), '') = 'on'
      and exists (select from organisation_undo where xid = pg_current_xact_id_if_assigned());
  end;
create function begin_organisation_undo() returns void language plpgsql set search_path = public as $$
begin
  insert into organisation_undo values (pg_current_xact_id()) on conflict do nothing;
  perform set_config('loa.undoing', 'on', true);
end $$;
create function end_organisation_undo() returns void language plpgsql set search_path = public as $$
begin
  perform set_config('loa.undoing', '', true);
  delete from organisation_undo where xid = pg_current_xact_id();
end $$;
revoke execute on function begin_organisation_undo(), end_organisation_undo() from public;

drop trigger unit_parents_come on unit_parent;
create trigger unit_parents_come after insert on unit_parent referencing new table as added
  for each statement when (not loa_undoing()) execute function check_unit_parents();
drop trigger unit_parents_change on unit_parent;
create trigger unit_parents_change after update on unit_parent referencing new table as added
  for each statement when (not loa_undoing()) execute function check_unit_parents();
drop trigger posts_come_to_open_units on post;
create trigger posts_come_to_open_units after insert on post referencing new table as added
  for each statement when (not loa_undoing()) execute function check_posts_of_open_units();
drop trigger posts_stay_in_open_units on post;
create trigger posts_stay_in_open_units after update on post referencing new table as added
  for each statement when (not loa_undoing()) execute function check_posts_of_open_units();

-- The posts of a unit that ends are over that day (0110), and the unit says why.
create or replace function close_unit() returns trigger language plpgsql security definer set search_path = public as $$
declare
  ends date := new.valid_to;
begin
  if exists (select from unit_parent e where e.parent_id = new.id and coalesce(e.valid_to, 'infinity') > ends) then
    raise exception 'unit % still has units below it', new.id using errcode = 'LOA12', table = 'unit';
  end if;
  if exists (select from unit_headcount h where h.unit_id = new.id and h.as_of > ends) then
    raise exception 'unit % has a headcount after its end', new.id using errcode = 'LOA12', table = 'unit_headcount';
  end if;
  update unit_parent set valid_to = ends where unit_id = new.id and coalesce(valid_to, 'infinity') > ends;
  update unit_name set valid_to = ends where unit_id = new.id and coalesce(valid_to, 'infinity') > ends;
  update unit_area set valid_to = ends where unit_id = new.id and coalesce(valid_to, 'infinity') > ends;
  update post set valid_to = greatest(ends, valid_from), end_reason = 'unit_ended',
    ended_at = greatest(ends, valid_from)::timestamp at time zone 'Asia/Ho_Chi_Minh'
  where unit_id = new.id and (ended_at is null or coalesce(valid_to, 'infinity') > ends);
  return null;
end $$;
