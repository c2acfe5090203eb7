-- Scope for every table that holds rows of somebody (invariant 11). A row belongs to a unit: its own, that of its directive,
-- group or account, or that of its person. test/architecture/row-security.test.ts lists the tables that have no policy.
--
-- Written as «exists … where key = this row's key»: one index lookup for a row, or one hash table for thousands, as the
-- planner sees fit; «in (select …)» always builds the table. The question whether the scope holds the whole tree is
-- answered once a statement, and then no row is looked at twice.

-- Is the whole tree below one place of the scope? A subtree is a range in the order of paths, so the first and the last
-- unit tell.
create function loa_sees_all() returns boolean language sql stable security definer parallel safe set search_path = public
  begin atomic
    select exists (select from unnest(loa_scopes()) as top
      where (select path from unit order by path limit 1) <@ top and (select path from unit order by path desc limit 1) <@ top);
  end;

-- ── People ───────────────────────────────────────────────────────────────────────────────────────────────────────────
-- Whose person this is: the unit whose staff entered them, or the unit of the officer who named them. Those who hold posts
-- belong to the units of their posts as well.
create function loa_entering_unit() returns bigint language plpgsql stable security definer set search_path = public as $$
begin
  if coalesce(current_setting('loa.scope', true), '') = '' then return null; end if;
  return (select id from unit where path = (loa_scopes())[1]);
end $$;
alter table person add column home_unit_id bigint references unit default loa_entering_unit();
create index person_home on person (home_unit_id) where home_unit_id is not null;
update person p set home_unit_id = s.unit_id from staff s where s.person_id = p.id;
update person p set home_unit_id = t.unit_id
  from delegation d join recipient r on r.id = d.from_recipient_id join target t on t.id = r.target_id
  join recipient other on other.id = d.to_recipient_id
  where other.person_id = p.id and p.home_unit_id is null and not exists (select from post where person_id = p.id);
update person p set home_unit_id = g.owner_unit_id
  from chat_group_member m join chat_group g on g.id = m.group_id
  where m.person_id = p.id and p.home_unit_id is null and not exists (select from post where person_id = p.id);

-- A member of staff is at home in their office.
create function staff_is_at_home() returns trigger language plpgsql security definer set search_path = public as $$
begin
  update person set home_unit_id = new.unit_id where id = new.person_id and home_unit_id is distinct from new.unit_id;
  return null;
end $$;
create trigger staff_at_home after insert or update of unit_id on staff for each row execute function staff_is_at_home();

-- Whom an officer names in their place is at home where the officer is.
create function delegate_is_at_home() returns trigger language plpgsql security definer set search_path = public as $$
begin
  update person p set home_unit_id = t.unit_id
  from recipient mine join target t on t.id = mine.target_id, recipient other
  where mine.id = new.from_recipient_id and other.id = new.to_recipient_id and p.id = other.person_id
    and p.home_unit_id is null and not exists (select from post where person_id = p.id);
  return null;
end $$;
create trigger delegate_at_home after insert on delegation for each row execute function delegate_is_at_home();

-- The name of who acted stands beside the act, also when they sit above the reader's part of the tree.
create function loa_staff_name(staff_id bigint) returns text language sql stable security definer parallel safe
  set search_path = public
  begin atomic
    select p.full_name from staff s join person p on p.id = s.person_id where s.id = loa_staff_name.staff_id;
  end;

alter table person enable row level security;
create policy console on person to loa_console using ((select loa_sees_all())
  or exists (select from unit u where u.id = home_unit_id) or exists (select from post p where p.person_id = person.id));
-- Whoever may write a post, a seat in a group or a role for themselves may not reach for somebody else's person with it.
-- Functions, because a policy of posts that asks the policy of people would go round in a circle.
create function loa_person_in_scope(id bigint) returns boolean language sql stable security definer parallel safe
  set search_path = public
  begin atomic
    select exists (select from person p join unit u on u.id = p.home_unit_id
        where p.id = loa_person_in_scope.id and u.path <@ any (loa_scopes()))
      or exists (select from post p join unit u on u.id = p.unit_id
        where p.person_id = loa_person_in_scope.id and u.path <@ any (loa_scopes()));
  end;
create function loa_staff_in_scope(id bigint) returns boolean language sql stable security definer parallel safe
  set search_path = public
  begin atomic
    select exists (select from staff s join unit u on u.id = s.unit_id
        where s.id = loa_staff_in_scope.id and u.path <@ any (loa_scopes()))
      or exists (select from role_grant g join unit u on u.id = g.unit_id
        where g.staff_id = loa_staff_in_scope.id and u.path <@ any (loa_scopes()));
  end;
alter policy console on post using ((select loa_sees_all()) or exists (select from unit u where u.id = unit_id))
  with check ((select loa_sees_all())
    or exists (select from unit u where u.id = unit_id) and loa_person_in_scope(person_id));
alter table contact_point enable row level security;
create policy console on contact_point to loa_console
  using ((select loa_sees_all()) or exists (select from person p where p.id = person_id));
alter table staff enable row level security;
create policy console on staff to loa_console
  using ((select loa_sees_all()) or exists (select from unit u where u.id = unit_id)
    or exists (select from role_grant g where g.staff_id = staff.id))
  with check ((select loa_sees_all())
    or exists (select from unit u where u.id = unit_id) and exists (select from person p where p.id = person_id));
alter policy console on role_grant using ((select loa_sees_all()) or exists (select from unit u where u.id = unit_id))
  with check ((select loa_sees_all())
    or exists (select from unit u where u.id = unit_id) and loa_staff_in_scope(staff_id));

-- ── Units ────────────────────────────────────────────────────────────────────────────────────────────────────────────
alter table unit_parent enable row level security;
create policy console on unit_parent to loa_console
  using ((select loa_sees_all()) or exists (select from unit u where u.id = unit_id));
alter table unit_headcount enable row level security;
create policy console on unit_headcount to loa_console
  using ((select loa_sees_all()) or exists (select from unit u where u.id = unit_id));
alter table number_register enable row level security;
create policy console on number_register to loa_console
  using ((select loa_sees_all()) or exists (select from unit u where u.id = unit_id));

-- ── Groups and channels ──────────────────────────────────────────────────────────────────────────────────────────────
alter policy console on chat_group
  using ((select loa_sees_all()) or exists (select from unit u where u.id = owner_unit_id));
alter table chat_group_unit enable row level security;
create policy console on chat_group_unit to loa_console
  using ((select loa_sees_all()) or exists (select from chat_group g where g.id = group_id))
  with check ((select loa_sees_all())
    or exists (select from chat_group g where g.id = group_id) and exists (select from unit u where u.id = unit_id));
alter table chat_group_member enable row level security;
create policy console on chat_group_member to loa_console
  using ((select loa_sees_all()) or exists (select from chat_group g where g.id = group_id))
  with check ((select loa_sees_all())
    or exists (select from chat_group g where g.id = group_id) and exists (select from person p where p.id = person_id));
alter policy console on channel_account
  using ((select loa_sees_all()) or exists (select from unit u where u.id = owner_unit_id));
alter table channel_lane enable row level security;
create policy console on channel_lane to loa_console
  using ((select loa_sees_all()) or exists (select from channel_account a where a.id = account_id));

-- ── Directives and what belongs to them ──────────────────────────────────────────────────────────────────────────────
alter policy console on directive
  using ((select loa_sees_all()) or exists (select from unit u where u.id = owner_unit_id));
do $$
declare
  name text;
begin
  foreach name in array array['target', 'recipient', 'delivery', 'acknowledgement', 'question', 'group_post', 'attachment', 'leader_notice'] loop
    execute format('alter policy console on %I using ((select loa_sees_all())
      or exists (select from directive d where d.id = directive_id))', name);
  end loop;
  foreach name in array array['nudge', 'call_result'] loop
    execute format('alter policy console on %I using ((select loa_sees_all()) or exists (select from target t where t.id = target_id))', name);
  end loop;
end $$;
alter policy console on delegation
  using ((select loa_sees_all()) or exists (select from recipient r where r.id = from_recipient_id));
alter policy console on link_event
  using ((select loa_sees_all()) or exists (select from recipient r where r.id = recipient_id));

-- ── What a console request has no business with ──────────────────────────────────────────────────────────────────────
-- Links, phones and codes of officers; raw posts of providers; heartbeats. Row security stays on without any policy, so
-- that a right given by mistake shows nothing.
revoke all on access_link, device, step_up_code, provider_event, early_receipt, worker from loa_console;
do $$
declare
  name text;
  columns text;
begin
  foreach name in array array['access_link', 'device', 'step_up_code', 'provider_event', 'early_receipt', 'worker',
    'auth_user', 'auth_session', 'auth_account', 'auth_verification'] loop
    execute format('alter table %I enable row level security', name);
  end loop;
  -- Sealed credentials are for those who send; a screen never needs them. A changed account is a dangerous act, carried out
  -- by the service for two people (src/domain/approval).
  select string_agg(quote_ident(column_name), ', ' order by ordinal_position) into columns
  from information_schema.columns where table_schema = 'public' and table_name = 'channel_account' and column_name <> 'secrets';
  revoke all on channel_account from loa_console;
  execute format('grant select (%s) on channel_account to loa_console', columns);
end $$;
-- Nothing of a directive is ever deleted, and catalogues are not written by a request.
revoke delete on directive, target, recipient, delivery, acknowledgement, question, group_post, nudge, call_result, delegation,
  link_event, leader_notice, staff, number_register from loa_console;
revoke insert, update, delete on channel_lane, directive_kind, position, link_event from loa_console;
