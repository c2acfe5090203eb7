-- An issue writes twenty thousand units and a hundred thousand people. A foreign key queues one check a row, also for an
-- empty column, and writes a lock into each row it finds; one look at all of them says the same (see 0021).
-- Planned at each call (execute): one row of a delegation and a hundred thousand of an issue want different joins.

alter table recipient drop constraint recipient_delegated_from_fkey;

create or replace function check_recipients_refer() returns trigger language plpgsql security definer set search_path = public as $$
declare
  broken boolean;
begin
  execute 'select exists (
      select from added a
      left join directive d on d.id = a.directive_id
      left join person p on p.id = a.person_id
      left join target t on t.id = a.target_id
      where d.id is null or p.id is null or (a.target_id is not null and t.directive_id is distinct from a.directive_id))
    or exists (select from added a where a.delegated_from is not null
      and not exists (select from recipient r where r.id = a.delegated_from))' into broken;
  if broken then
    raise exception 'a recipient refers to a directive, person, target or recipient that is not there'
      using errcode = 'foreign_key_violation', table = 'recipient';
  end if;
  return null;
end $$;

drop trigger recipient_stays on recipient;
create trigger recipient_stays before update of directive_id, person_id, target_id, delegated_from on recipient
  for each row when ((old.directive_id, old.person_id, old.target_id, old.delegated_from)
    is distinct from (new.directive_id, new.person_id, new.target_id, new.delegated_from))
  execute function forbid_recipient_change();

drop trigger recipient_has_links on recipient;
drop function keep_what_links_refer_to();
create function keep_referred_recipient() returns trigger language plpgsql security definer set search_path = public as $$
begin
  if exists (select from access_link where recipient_id = old.id)
    or exists (select from recipient where delegated_from = old.id) then
    raise exception 'recipient % is referred to', old.id using errcode = 'foreign_key_violation', table = 'recipient';
  end if;
  return old;
end $$;
create trigger recipient_referred_to before delete on recipient for each row execute function keep_referred_recipient();

alter table target
  drop constraint target_directive_id_fkey,
  drop constraint target_unit_id_fkey;

create function check_targets_refer() returns trigger language plpgsql security definer set search_path = public as $$
declare
  broken boolean;
begin
  execute 'select exists (
      select from added a
      left join directive d on d.id = a.directive_id
      left join unit u on u.id = a.unit_id
      where d.id is null or u.id is null)' into broken;
  if broken then
    raise exception 'a target refers to a directive or unit that is not there'
      using errcode = 'foreign_key_violation', table = 'target';
  end if;
  return null;
end $$;
create trigger targets_refer after insert on target referencing new table as added
  for each statement execute function check_targets_refer();

create function forbid_target_change() returns trigger language plpgsql as $$
begin
  raise exception 'target % stays the unit it is', old.id using errcode = 'LOA04';
end $$;
create trigger target_stays before update of directive_id, unit_id on target
  for each row when ((old.directive_id, old.unit_id) is distinct from (new.directive_id, new.unit_id))
  execute function forbid_target_change();

create function keep_what_targets_refer_to() returns trigger language plpgsql security definer set search_path = public as $$
begin
  if (tg_table_name = 'directive' and exists (select from target where directive_id = old.id))
    or (tg_table_name = 'unit' and exists (select from target where unit_id = old.id))
  then
    raise exception '% % has targets', tg_table_name, old.id using errcode = 'foreign_key_violation', table = tg_table_name;
  end if;
  return old;
end $$;
create trigger directive_has_targets before delete on directive for each row execute function keep_what_targets_refer_to();
create trigger unit_has_targets before delete on unit for each row execute function keep_what_targets_refer_to();
