-- Groups by hand or by rule, and what a person does about the real chat group.

-- list: people who are written to together and sit in no chat group.
alter table chat_group drop constraint chat_group_platform_check,
  add constraint chat_group_platform_check check (platform in ('zalo', 'facebook', 'list'));
-- When a group was last brought up to date is no part of the group: the undo of a decision compares its row.
alter table chat_group drop column refreshed_at;
create index chat_group_owner on chat_group (owner_unit_id) where ended_at is null;

-- Why and by whom somebody joined or left. Left without a reason: the post of that moment ended, and says why.
alter table chat_group_member
  add column join_reason text check (join_reason in ('hand', 'rule', 'successor')),
  add column joined_by bigint references staff,
  add column leave_reason text check (leave_reason in ('hand', 'rule', 'group_ended')),
  add column left_by bigint references staff;

-- Groups that were there before were written down from their real chat groups: their members sit in them.
insert into chat_group_seat (group_id, person_id, in_chat, at)
select distinct m.group_id, m.person_id, true, coalesce(m.joined_at, m.valid_from::timestamptz)
from chat_group_member m where m.valid_to is null and m.valid_from > '1900-01-01'
on conflict do nothing;
insert into chat_group_seat (group_id, person_id, in_chat, at)
select distinct m.group_id, m.person_id, true, '2000-01-01'::timestamptz from chat_group_member m where m.valid_to is null
on conflict do nothing;

alter policy console on chat_group_seat
  using ((select loa_sees_all()) or exists (select from chat_group g where g.id = group_id))
  with check ((select loa_sees_all())
    or exists (select from chat_group g where g.id = group_id) and exists (select from person p where p.id = person_id));

-- ── Bringing groups by rule up to date ───────────────────────────────────────────────────────────────────────────────

create table chat_group_refresh (
  group_id bigint primary key references chat_group,
  refreshed_at timestamptz not null
);
-- Federations below which something changed that rules speak of. Rows are only added and taken away, so that two people who
-- change officers at once never wait for each other. No reference to the unit: the undo of a decision may take it away.
create table chat_group_due (
  id bigint generated always as identity primary key,
  owner_unit_id bigint not null
);
-- The console's role needs neither: the triggers and the refresh write them.
alter table chat_group_refresh enable row level security;
alter table chat_group_due enable row level security;

-- Which federations have groups by rule above these places of the tree?
create function loa_groups_are_due(paths ltree[]) returns void language sql security definer set search_path = public as $$
  insert into chat_group_due (owner_unit_id)
  select distinct g.owner_unit_id from chat_group g join unit o on o.id = g.owner_unit_id
  where g.rule is not null and g.ended_at is null and o.path @> any (paths);
$$;

-- Posts, headcounts and areas: the units they belong to.
create function unit_part_changes_groups() returns trigger language plpgsql security definer set search_path = public as $$
begin
  if not exists (select from chat_group where rule is not null and ended_at is null) then return null; end if;
  if tg_op = 'DELETE' then
    perform loa_groups_are_due(array(select distinct u.path from old_rows r join unit u on u.id = r.unit_id));
  else
    perform loa_groups_are_due(array(select distinct u.path from new_rows r join unit u on u.id = r.unit_id));
  end if;
  return null;
end $$;
do $$
declare
  name text;
begin
  foreach name in array array['post', 'unit_headcount'] loop
    execute format('create trigger groups_due_in after insert on %I referencing new table as new_rows
      for each statement execute function unit_part_changes_groups()', name);
    execute format('create trigger groups_due_up after update on %I referencing new table as new_rows
      for each statement execute function unit_part_changes_groups()', name);
    execute format('create trigger groups_due_out after delete on %I referencing old table as old_rows
      for each statement execute function unit_part_changes_groups()', name);
  end loop;
end $$;

-- Units: where they stood and where they stand now.
create function unit_changes_groups() returns trigger language plpgsql security definer set search_path = public as $$
begin
  if not exists (select from chat_group where rule is not null and ended_at is null) then return null; end if;
  if tg_op = 'INSERT' then
    perform loa_groups_are_due(array(select n.path from new_rows n));
  else
    perform loa_groups_are_due(array(
      select unnest(array[o.path, n.path]) from new_rows n join old_rows o on o.id = n.id
      where (o.path, o.type_code, o.sector_code, o.subsector, o.area_id, o.valid_from, o.valid_to)
        is distinct from (n.path, n.type_code, n.sector_code, n.subsector, n.area_id, n.valid_from, n.valid_to)));
  end if;
  return null;
end $$;
create trigger groups_due_in after insert on unit referencing new table as new_rows
  for each statement execute function unit_changes_groups();
create trigger groups_due_up after update on unit referencing old table as old_rows new table as new_rows
  for each statement execute function unit_changes_groups();

-- A seat by rule is no fact of its own: it never stands in the way when a person or a post that was entered by mistake is
-- taken back. A seat by hand does.
create function rule_seats_follow() returns trigger language plpgsql security definer set search_path = public as $$
begin
  if tg_table_name = 'person' then
    delete from chat_group_member where person_id = old.id and join_reason = 'rule';
  else
    update chat_group_member set post_id = null where post_id = old.id and join_reason = 'rule';
  end if;
  return old;
end $$;
create trigger rule_seats_follow before delete on person for each row execute function rule_seats_follow();
create trigger rule_seats_follow before delete on post for each row execute function rule_seats_follow();
revoke all on chat_group_refresh, chat_group_due from loa_console;
