-- Scope in the database (invariant 11). Console requests run as the role loa_console, which sees only rows of the
-- subtree named in the setting `loa.scope` (an ltree path). src/../db/scope.ts is the only place that sets it.
-- Workers and phone links run as the owner: their statements name the rows they touch.

do $$ begin
  create role loa_console nologin;
exception when duplicate_object or unique_violation then null;
end $$;
do $$ begin
  execute format('grant loa_console to %I with inherit false, set true', current_user);
exception when others then
  -- Superusers need no grant; PostgreSQL 15 has no «inherit» option.
  begin execute format('grant loa_console to %I', current_user); exception when others then null; end;
end $$;

grant usage on schema public to loa_console;
grant select, insert, update, delete on all tables in schema public to loa_console;
grant usage on all sequences in schema public to loa_console;
alter default privileges in schema public grant select, insert, update, delete on tables to loa_console;
alter default privileges in schema public grant usage on sequences to loa_console;
revoke update, delete, truncate on audit_entry from loa_console;

create function loa_scope() returns ltree language sql stable parallel safe
  return nullif(current_setting('loa.scope', true), '')::ltree;

-- Is this unit inside the scope? One index lookup; a null scope sees nothing.
create function loa_in_scope(unit bigint) returns boolean language sql stable security definer parallel safe
  set search_path = public
  begin atomic
    select exists (select from unit u where u.id = unit and u.path <@ loa_scope());
  end;

alter table unit enable row level security;
create policy console on unit to loa_console using (path <@ (select loa_scope()));
alter table post enable row level security;
create policy console on post to loa_console using (unit_id in (select id from unit));
alter table chat_group enable row level security;
create policy console on chat_group to loa_console using (owner_unit_id in (select id from unit));
alter table channel_account enable row level security;
create policy console on channel_account to loa_console using (owner_unit_id in (select id from unit));
alter table directive enable row level security;
create policy console on directive to loa_console using (owner_unit_id in (select id from unit));
alter table target enable row level security;
create policy console on target to loa_console using (directive_id in (select id from directive));
alter table recipient enable row level security;
create policy console on recipient to loa_console using (directive_id in (select id from directive));
alter table delivery enable row level security;
create policy console on delivery to loa_console using (directive_id in (select id from directive));
