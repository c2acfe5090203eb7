-- An issue writes a hundred thousand recipients in one statement. Three foreign keys look at each row three times, which
-- costs as much as everything else together; one look at all of them says the same.

alter table recipient
  drop constraint recipient_directive_id_fkey,
  drop constraint recipient_person_id_fkey,
  drop constraint recipient_target_id_fkey;

create function check_recipients_refer() returns trigger language plpgsql security definer set search_path = public as $$
begin
  if exists (select from added a where not exists (select from directive d where d.id = a.directive_id))
    or exists (select from added a where not exists (select from person p where p.id = a.person_id))
    or exists (select from added a where a.target_id is not null and not exists (
      select from target t where t.id = a.target_id and t.directive_id = a.directive_id))
  then
    raise exception 'a recipient refers to a directive, person or target that is not there'
      using errcode = 'foreign_key_violation', table = 'recipient';
  end if;
  return null;
end $$;
create trigger recipients_refer after insert on recipient referencing new table as added
  for each statement execute function check_recipients_refer();

-- The other half of a foreign key: what is referred to stays, and a recipient stays who they are (invariant 9).
create function forbid_recipient_change() returns trigger language plpgsql as $$
begin
  raise exception 'recipient % stays who they are', old.id using errcode = 'LOA04';
end $$;
create trigger recipient_stays before update of directive_id, person_id, target_id on recipient
  for each row when ((old.directive_id, old.person_id, old.target_id) is distinct from (new.directive_id, new.person_id, new.target_id))
  execute function forbid_recipient_change();

create function keep_what_recipients_refer_to() returns trigger language plpgsql security definer set search_path = public as $$
begin
  if (tg_table_name = 'directive' and exists (select from recipient where directive_id = old.id))
    or (tg_table_name = 'person' and exists (select from recipient where person_id = old.id))
    or (tg_table_name = 'target' and exists (select from recipient where target_id = old.id))
  then
    raise exception '% % has recipients', tg_table_name, old.id using errcode = 'foreign_key_violation', table = tg_table_name;
  end if;
  return old;
end $$;
create trigger directive_has_recipients before delete on directive for each row execute function keep_what_recipients_refer_to();
create trigger person_has_recipients before delete on person for each row execute function keep_what_recipients_refer_to();
create trigger target_has_recipients before delete on target for each row execute function keep_what_recipients_refer_to();
