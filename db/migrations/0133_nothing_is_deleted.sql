-- What a console request may delete: a file of a draft, a tick in a list of who sits in a chat group, the ward
-- of an office that was put right on the same day. Everything else ends, is
-- marked or is replaced, and stays for the record; retention and undo run as the owner.
do $$
declare
  name text;
begin
  for name in select c.relname from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
      and has_table_privilege('loa_console', c.oid, 'delete') and c.relname not in ('attachment', 'chat_group_seat', 'unit_area')
  loop
    execute format('revoke delete on %I from loa_console', name);
  end loop;
end $$;
