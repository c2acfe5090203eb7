-- Roles are granted on a part of the tree, from one instant to another; a member of staff may hold several. What a role
-- may do stands in src/domain/identity/permissions.ts. `staff` keeps who somebody is and at which office they sit.
create extension if not exists btree_gist;

create table role_grant (
  id bigint generated always as identity primary key,
  staff_id bigint not null references staff,
  role text not null check (role in ('administrator', 'leader', 'specialist', 'clerk', 'viewer', 'unit_officer')),
  -- The role holds for this unit and every unit below it.
  unit_id bigint not null references unit,
  -- Instants, not days: rights end the moment they are taken.
  valid_from timestamptz not null default '1900-01-01T00:00:00Z',
  valid_to timestamptz,
  -- Null: given by the installation itself (first run, sample data, migration).
  granted_by bigint references staff,
  ended_by bigint references staff,
  check (valid_to is null or valid_to > valid_from),
  check (ended_by is null or valid_to is not null),
  constraint role_grant_once exclude using gist
    (staff_id with =, role with =, unit_id with =, tstzrange(valid_from, valid_to) with &&)
);
create index role_grant_staff on role_grant (staff_id);
create index role_grant_unit on role_grant (unit_id);

insert into role_grant (staff_id, role, unit_id) select id, role, unit_id from staff order by id;
alter table staff drop column role;
comment on column staff.unit_id is 'The office: whose letterhead they write under. What they may do, and where: role_grant.';

-- What was granted stays on record: a change of mind is an end and a new grant.
create function forbid_grant_change() returns trigger language plpgsql as $$
begin
  raise exception 'a role grant stays what it is' using errcode = 'LOA05';
end $$;
create trigger role_grant_stays before update on role_grant
  for each row when ((old.staff_id, old.role, old.unit_id, old.valid_from, old.granted_by)
    is distinct from (new.staff_id, new.role, new.unit_id, new.valid_from, new.granted_by))
  execute function forbid_grant_change();

-- Every web process forgets at once what it remembered of a member of staff (payload: staff id, empty: everybody).
create function tell_rights_changed() returns trigger language plpgsql as $$
begin
  if tg_table_name = 'role_grant' then
    perform pg_notify('loa_staff', coalesce(new.staff_id, old.staff_id)::text);
  else
    perform pg_notify('loa_staff', new.id::text);
  end if;
  return null;
end $$;
create trigger role_grant_heard after insert or update or delete on role_grant
  for each row execute function tell_rights_changed();
create trigger staff_heard after update on staff for each row execute function tell_rights_changed();

-- A scope is now several places of the tree: `loa.scope` holds ltree paths with commas between them. Nothing set: nothing
-- is seen.
create function loa_scopes() returns ltree[] language sql stable parallel safe
  return string_to_array(nullif(current_setting('loa.scope', true), ''), ',')::ltree[];
alter policy console on unit using (path <@ any ((select loa_scopes())::ltree[]));
create or replace function loa_in_scope(unit bigint) returns boolean language sql stable security definer parallel safe
  set search_path = public
  begin atomic
    select exists (select from unit u where u.id = unit and u.path <@ any (loa_scopes()));
  end;
drop function loa_scope();

alter table role_grant enable row level security;
create policy console on role_grant to loa_console using (exists (select from unit u where u.id = unit_id));
revoke delete on role_grant from loa_console;

-- A moved unit takes the rights on it along: nobody remembers where it stood.
create function tell_units_moved() returns trigger language plpgsql as $$
begin
  perform pg_notify('loa_staff', '');
  return null;
end $$;
create trigger units_moved after update of path on unit for each statement execute function tell_units_moved();
