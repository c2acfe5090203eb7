-- The audit log as a chain that shows every later change, however it was made (docs/decisions/0140).

-- Whose log this line is: the unit of the thing acted upon, else the unit of who acted; null = the whole installation.
-- No foreign key: an entry outlives what it speaks of.
alter table audit_entry add column unit_id bigint;
create index audit_entry_unit on audit_entry (unit_id, id);
create index audit_entry_actor on audit_entry (actor_kind, actor_id, id);
create index audit_entry_action on audit_entry (action text_pattern_ops, id);

create function loa_audit_unit(actor_kind text, actor_id bigint, entity text, entity_id bigint) returns bigint
  language plpgsql stable security definer set search_path = public as $$
declare
  found_unit bigint;
begin
  case entity
    when 'unit' then found_unit := entity_id;
    when 'directive' then select d.owner_unit_id into found_unit from directive d where d.id = entity_id;
    when 'target' then select t.unit_id into found_unit from target t where t.id = entity_id;
    when 'recipient' then
      select coalesce(t.unit_id, d.owner_unit_id) into found_unit
      from recipient r join directive d on d.id = r.directive_id left join target t on t.id = r.target_id where r.id = entity_id;
    when 'question' then
      select coalesce(t.unit_id, d.owner_unit_id) into found_unit
      from question q join directive d on d.id = q.directive_id left join target t on t.id = q.target_id where q.id = entity_id;
    when 'person' then
      select p.unit_id into found_unit from post p where p.person_id = entity_id
      order by p.valid_to desc nulls first, p.contact_order nulls last, p.id limit 1;
    when 'post' then select p.unit_id into found_unit from post p where p.id = entity_id;
    when 'chat_group' then select g.owner_unit_id into found_unit from chat_group g where g.id = entity_id;
    when 'channel_account' then select a.owner_unit_id into found_unit from channel_account a where a.id = entity_id;
    when 'staff' then select s.unit_id into found_unit from staff s where s.id = entity_id;
    else null;
  end case;
  if found_unit is null and actor_kind = 'staff' then
    select s.unit_id into found_unit from staff s where s.id = actor_id;
  elsif found_unit is null and actor_kind = 'officer' then
    select t.unit_id into found_unit from recipient r join target t on t.id = r.target_id where r.id = actor_id;
  elsif found_unit is null and actor_kind = 'provider' then
    select a.owner_unit_id into found_unit from channel_account a where a.id = actor_id;
  end if;
  return found_unit;
end $$;

-- Lines written before this column existed.
alter table audit_entry disable trigger audit_append_only;
update audit_entry set unit_id = loa_audit_unit(actor_kind, actor_id, entity, entity_id);
alter table audit_entry enable trigger audit_append_only;

-- A block seals a set of entries: their digests, in the order of ids, and the hash of the block before it.
create table audit_block (
  number bigint primary key check (number > 0),
  sealed_at timestamptz not null,
  -- Ids of the entries sealed here. Late commits bring lower ids: a set, not a range.
  entries int8multirange not null check (not isempty(entries)),
  -- Ids not above the highest one sealed so far that nobody has seen yet: under way, or rolled back.
  still_open int8multirange not null,
  -- The highest id sealed so far, here or in a block before.
  reach bigint not null,
  -- SHA-256 of each entry, 32 bytes each, in the order of ids.
  digests bytea not null check (length(digests) > 0 and length(digests) % 32 = 0),
  previous bytea not null check (length(previous) = 32),
  hash bytea not null check (length(hash) = 32),
  -- HMAC of the hash under a key outside the database: who can write every table still cannot write a new chain.
  key_id text not null,
  seal bytea not null check (length(seal) = 32)
);
alter table audit_block enable row level security;
-- The head of the chain is nobody's secret; an administrator exports it.
create policy console on audit_block for select to loa_console using (true);

-- The guards hold for replication sessions as well, and the owner gives up the rights it does not need.
alter table audit_entry enable always trigger audit_append_only;
alter table audit_entry enable always trigger audit_no_truncate;
create trigger audit_block_append_only before update or delete on audit_block
  for each row execute function forbid_audit_change();
create trigger audit_block_no_truncate before truncate on audit_block execute function forbid_audit_change();
alter table audit_block enable always trigger audit_block_append_only;
alter table audit_block enable always trigger audit_block_no_truncate;
revoke update, delete, truncate on audit_entry, audit_block from loa_console;
revoke insert on audit_block from loa_console;
do $$ begin
  execute format('revoke update, delete, truncate on audit_entry, audit_block from %I', current_user);
end $$;

-- Console requests see the entries of their own part of the tree; what concerns the whole installation is seen from its root.
create index unit_roots on unit (id) where nlevel(path) = 1;
alter table audit_entry enable row level security;
create policy console_reads on audit_entry for select to loa_console using (
  exists (select from unit u where u.id = unit_id)
  or (unit_id is null and (select exists (select from unit where nlevel(path) = 1))));
create policy console_writes on audit_entry for insert to loa_console with check (true);
