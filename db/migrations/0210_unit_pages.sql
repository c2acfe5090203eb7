-- What the list, the tree and the page of a unit are read by: an order of names that is an index, and policies that look at
-- one row at a time instead of reading every unit first.

create index unit_by_name on unit (name collate "vi-x-icu", id);
create index target_unit on target (unit_id, id desc);
create index unit_name_former on unit_name (unit_id) where valid_to is not null;

alter policy console on unit_name
  using ((select loa_sees_all()) or exists (select from unit u where u.id = unit_id));
alter policy console on unit_area
  using ((select loa_sees_all()) or exists (select from unit u where u.id = unit_id));
alter policy console on organisation_event_unit
  using ((select loa_sees_all()) or exists (select from unit u where u.id = unit_id));
alter policy console on organisation_event
  using (exists (select from organisation_event_unit x where x.event_id = organisation_event.id));

-- Units of the reader's scope whose name of any time, or code, holds these words; when none does, by initials or with i for
-- y. With the definer's rights, because row-level security keeps the index of words from being used (0111).
create function loa_units_called(words tsquery, second tsquery) returns setof bigint
  language plpgsql stable security definer set search_path = public as $$
declare
  scopes ltree[] := loa_found_scopes();
  asked tsquery;
  found_ids bigint[];
begin
  foreach asked in array array[words, second] loop
    found_ids := array(
      select u.id from unit u where u.search @@ asked and u.path <@ any(scopes)
      union
      select u.id from unit_name n join unit u on u.id = n.unit_id
      where n.valid_to is not null and u.path <@ any(scopes)
        and loa_unit_search(n.name, n.short_name, u.code, u.area_id) @@ asked);
    exit when cardinality(found_ids) > 0;
  end loop;
  return query select unnest(found_ids);
end $$;

-- How many links of a unit's officers still open a page, by person. Links themselves are shown to nobody.
create function loa_open_links(asked_unit bigint, at timestamptz) returns table (person_id bigint, links int)
  language sql stable security definer set search_path = public
  begin atomic
    select r.person_id, count(*)::int
    from target t join recipient r on r.target_id = t.id
    join access_link l on l.recipient_id = r.id and l.revoked_at is null and l.expires_at > at
    where t.unit_id = asked_unit and r.disowned_at is null
      and exists (select from unit u where u.id = asked_unit and u.path <@ any (loa_scopes()))
    group by r.person_id;
  end;
