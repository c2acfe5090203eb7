-- What row security costs (docs/decisions/0241). Two things made it dear: the question whether the scope holds the whole tree
-- was answered for every table of every statement, and a policy that reads a table with a policy of its own is planned inside
-- it, each in two ways: contacts → people → posts → units took the planner ten times as long as the statement itself.

-- ── The whole tree ───────────────────────────────────────────────────────────────────────────────────────────────────
-- Whoever sees all of it works under a role of their own, for which the policies say «true»: the planner takes them out.
-- db/scope.ts asks once a transaction. A table that has no policy for this role keeps the one of loa_console, from which it
-- inherits.
do $$ begin
  create role loa_whole nologin;
exception when duplicate_object or unique_violation then null;
end $$;
do $$ begin
  grant loa_console to loa_whole;
exception when others then null;
end $$;
do $$ begin
  execute format('grant loa_whole to %I with inherit false, set true', current_user);
exception when others then
  begin execute format('grant loa_whole to %I', current_user); exception when others then null; end;
end $$;

create function loa_holds_whole_tree(scopes ltree[]) returns boolean language sql stable security definer parallel safe
  set search_path = public
  begin atomic
    select exists (select from unnest(scopes) as top
      where (select path from unit order by path limit 1) <@ top and (select path from unit order by path desc limit 1) <@ top);
  end;

-- ── Whose rows ───────────────────────────────────────────────────────────────────────────────────────────────────────
-- Views are read with the rights of their owner: one join instead of policies within policies. They show ids and nothing
-- else, so that there is nothing to find out about what lies outside.
create view loa_seen_directive as
  select d.id from directive d join unit u on u.id = d.owner_unit_id where u.path <@ any ((select loa_scopes())::ltree[]);
create view loa_seen_target as
  select t.id from target t join directive d on d.id = t.directive_id join unit u on u.id = d.owner_unit_id
  where u.path <@ any ((select loa_scopes())::ltree[]);
create view loa_seen_recipient as
  select r.id from recipient r join directive d on d.id = r.directive_id join unit u on u.id = d.owner_unit_id
  where u.path <@ any ((select loa_scopes())::ltree[]);
create view loa_seen_post as
  select p.person_id from post p join unit u on u.id = p.unit_id where u.path <@ any ((select loa_scopes())::ltree[]);
create view loa_seen_home as
  select h.id as person_id from person h join unit u on u.id = h.home_unit_id
  where u.path <@ any ((select loa_scopes())::ltree[]);
create view loa_seen_grant as
  select g.staff_id from role_grant g join unit u on u.id = g.unit_id where u.path <@ any ((select loa_scopes())::ltree[]);
create view loa_seen_group as
  select g.id from chat_group g join unit u on u.id = g.owner_unit_id where u.path <@ any ((select loa_scopes())::ltree[]);
create view loa_seen_account as
  select a.id from channel_account a join unit u on u.id = a.owner_unit_id
  where u.path <@ any ((select loa_scopes())::ltree[]);
create view loa_seen_approval as
  select a.id from approval a join unit u on u.id = a.unit_id where u.path <@ any ((select loa_scopes())::ltree[]);
create view loa_seen_import as
  select i.id from list_import i join unit u on u.id = i.unit_id where u.path <@ any ((select loa_scopes())::ltree[]);
create view loa_seen_event as
  select e.event_id as id from organisation_event_unit e join unit u on u.id = e.unit_id
  where u.path <@ any ((select loa_scopes())::ltree[]);

do $$
declare
  name text;
  rule record;
begin
  for name in select relname from pg_class where relnamespace = 'public'::regnamespace and relname like 'loa\_seen\_%' loop
    execute format('revoke all on %I from loa_console', name);
    execute format('grant select on %I to loa_console', name);
  end loop;
  for rule in
    -- table, column, and what it is looked for in
    select * from (values
      ('post', 'unit_id', 'unit', 'id'), ('role_grant', 'unit_id', 'unit', 'id'), ('directive', 'owner_unit_id', 'unit', 'id'),
      ('chat_group', 'owner_unit_id', 'unit', 'id'), ('channel_account', 'owner_unit_id', 'unit', 'id'),
      ('unit_parent', 'unit_id', 'unit', 'id'), ('unit_headcount', 'unit_id', 'unit', 'id'),
      ('unit_name', 'unit_id', 'unit', 'id'), ('unit_area', 'unit_id', 'unit', 'id'),
      ('number_register', 'unit_id', 'unit', 'id'), ('organisation_event_unit', 'unit_id', 'unit', 'id'),
      ('list_import', 'unit_id', 'unit', 'id'), ('list_layout', 'unit_id', 'unit', 'id'), ('api_key', 'unit_id', 'unit', 'id'),
      ('approval', 'unit_id', 'unit', 'id'), ('approval_policy', 'unit_id', 'unit', 'id'),
      ('approval_notice', 'approval_id', 'loa_seen_approval', 'id'),
      ('target', 'directive_id', 'loa_seen_directive', 'id'), ('recipient', 'directive_id', 'loa_seen_directive', 'id'),
      ('delivery', 'directive_id', 'loa_seen_directive', 'id'), ('acknowledgement', 'directive_id', 'loa_seen_directive', 'id'),
      ('question', 'directive_id', 'loa_seen_directive', 'id'), ('group_post', 'directive_id', 'loa_seen_directive', 'id'),
      ('attachment', 'directive_id', 'loa_seen_directive', 'id'), ('leader_notice', 'directive_id', 'loa_seen_directive', 'id'),
      ('replacement', 'directive_id', 'loa_seen_directive', 'id'),
      ('organisation_effect', 'directive_id', 'loa_seen_directive', 'id'),
      ('nudge', 'target_id', 'loa_seen_target', 'id'), ('call_result', 'target_id', 'loa_seen_target', 'id'),
      ('delegation', 'from_recipient_id', 'loa_seen_recipient', 'id'), ('link_event', 'recipient_id', 'loa_seen_recipient', 'id'),
      ('chat_group_unit', 'group_id', 'loa_seen_group', 'id'), ('chat_group_member', 'group_id', 'loa_seen_group', 'id'),
      ('chat_group_seat', 'group_id', 'loa_seen_group', 'id'),
      ('channel_lane', 'account_id', 'loa_seen_account', 'id'), ('delivery_queue', 'account_id', 'loa_seen_account', 'id'),
      ('list_import_sheet', 'import_id', 'loa_seen_import', 'id'), ('list_import_edit', 'import_id', 'loa_seen_import', 'id'),
      ('list_import_row', 'import_id', 'loa_seen_import', 'id'), ('organisation_event', 'id', 'loa_seen_event', 'id')
    ) r (table_name, own, place, key)
  loop
    execute format('alter policy console on %1$I using (exists (select from %3$I s where s.%4$I = %1$I.%2$I))',
      rule.table_name, rule.own, rule.place, rule.key);
  end loop;
  for rule in
    select * from (values ('contact_point', 'person_id'), ('consent', 'person_id'), ('objection', 'person_id'),
      ('data_request', 'person_id')) r (table_name, own)
  loop
    execute format('alter policy console on %1$I using (exists (select from loa_seen_post s where s.person_id = %1$I.%2$I)
      or exists (select from loa_seen_home s where s.person_id = %1$I.%2$I))', rule.table_name, rule.own);
  end loop;
end $$;
alter policy console on person using (exists (select from unit u where u.id = home_unit_id)
  or exists (select from loa_seen_post s where s.person_id = person.id));
alter policy console on staff using (exists (select from unit u where u.id = unit_id)
  or exists (select from loa_seen_grant s where s.staff_id = staff.id));
alter policy console on channel_loan using (exists (select from unit u where u.id = borrower_unit_id)
  or exists (select from loa_seen_account s where s.id = account_id))
  with check (exists (select from loa_seen_account s where s.id = account_id));

-- ── «true» for the whole tree ────────────────────────────────────────────────────────────────────────────────────────
-- Not: changes of the organisation (nobody's), and decisions that name no unit any more.
do $$
declare
  name text;
begin
  for name in
    select distinct p.tablename from pg_policies p where p.schemaname = 'public' and p.policyname = 'console'
      and p.tablename not in ('organisation_change', 'organisation_event') and p.qual <> 'true' order by 1
  loop
    execute format('create policy whole on %I to loa_whole using (true)', name);
  end loop;
end $$;
create policy whole on audit_entry for select to loa_whole using (true);
