-- Who sees the whole tree asks from the console as well (0241, 0260).
create or replace function loa_is_console() returns boolean language sql stable parallel safe
  return session_user in ('loa_console', 'loa_whole') or current_setting('role') in ('loa_console', 'loa_whole');

-- Tables that came after 0241.
do $$
declare
  name text;
begin
  for name in
    select distinct p.tablename from pg_policies p where p.schemaname = 'public' and p.policyname = 'console'
      and p.tablename not in ('organisation_change', 'organisation_event') and p.qual <> 'true'
      and not exists (select from pg_policies w where w.schemaname = 'public' and w.tablename = p.tablename and w.policyname = 'whole')
    order by 1
  loop
    execute format('create policy whole on %I to loa_whole using (true)', name);
  end loop;
end $$;
