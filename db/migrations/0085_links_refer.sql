-- A claim stores the links of a hundred people in one statement. The foreign key would look at, and lock, each recipient
-- just before their row is updated; one look at all of them says the same. Recipients keep their ids (0021).

alter table access_link drop constraint access_link_recipient_id_fkey;

create function check_links_refer() returns trigger language plpgsql security definer set search_path = public as $$
begin
  if exists (select from added a where not exists (select from recipient r where r.id = a.recipient_id)) then
    raise exception 'a link refers to a recipient that is not there'
      using errcode = 'foreign_key_violation', table = 'access_link';
  end if;
  return null;
end $$;
create trigger links_refer after insert on access_link referencing new table as added
  for each statement execute function check_links_refer();

create function keep_what_links_refer_to() returns trigger language plpgsql security definer set search_path = public as $$
begin
  if exists (select from access_link where recipient_id = old.id) then
    raise exception 'recipient % has links', old.id using errcode = 'foreign_key_violation', table = 'recipient';
  end if;
  return old;
end $$;
create trigger recipient_has_links before delete on recipient for each row execute function keep_what_links_refer_to();

create function forbid_link_move() returns trigger language plpgsql as $$
begin
  raise exception 'a link stays its recipient''s' using errcode = 'LOA04';
end $$;
create trigger link_stays before update of recipient_id on access_link
  for each row when (new.recipient_id <> old.recipient_id) execute function forbid_link_move();
