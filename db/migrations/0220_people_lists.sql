-- The list of people: by tên, họ, đệm in Vietnamese order, filtered, page by page, among half a million; and better answers
-- of the search.

create index person_in_order on person (given_name collate "vi-x-icu", family_name collate "vi-x-icu", middle_name collate "vi-x-icu", id);

-- What happened to a person is also in lines about posts and contacts that name them.
create index audit_entry_person on audit_entry (((data ->> 'personId')::bigint), id) where data ? 'personId';

-- ── Finding ──────────────────────────────────────────────────────────────────────────────────────────────────────────
-- «mĩ» means Mỹ before it means the beginning of Minh: i and y are tried in whole words before words are thought unfinished.
-- rank: 0 the very name · 1 the given name · 2 its whole words, i for y · 3 the name's beginning · 4 its words · 5 initials, or
-- i for y in words that go on. In one rank, `accented` (the text as typed, lower case) goes before other accents, then the
-- spelling as typed, then the order of Vietnamese lists.
drop function loa_find_people(text, text, tsquery, tsquery, int);
create function loa_find_people(typed text, accented text, whole tsquery, words tsquery, second tsquery, wanted int)
  returns table (person_id bigint, rank int) language plpgsql stable security definer set search_path = public as $$
declare
  scopes ltree[] := loa_found_scopes();
  top text := typed || U&'\+10FFFF';
  -- One syllable has one of the two letters: three spellings are all.
  spellings text[] := array[typed, translate(typed, 'y', 'i'), translate(typed, 'i', 'y')];
  batch bigint[];
  found_ids bigint[] := '{}';
begin
  if loa_is_small(scopes) then
    batch := array(select u.id from unnest(scopes) s (top) join unit u on u.path <@ s.top);
    batch := array(select o.person_id from post o where o.unit_id = any(batch)
      union select h.id from person h where h.home_unit_id = any(batch));
    return query
      select p.id, r.rank from person p
      cross join lateral (select case when p.name_fold = typed then 0 when loa_fold(p.given_name) = any(spellings) then 1
        when p.search @@ whole then 2 when starts_with(p.name_fold, typed) then 3 when p.search @@ words then 4
        when p.search @@ second then 5 end) r (rank)
      where p.id = any(batch) and r.rank is not null
      order by r.rank, strpos(lower(p.full_name), accented) = 0, strpos(p.name_fold, typed) = 0, p.given_name collate "vi-x-icu",
        p.family_name collate "vi-x-icu", p.middle_name collate "vi-x-icu", p.id limit wanted;
    return;
  end if;
  for step in 0..5 loop
    case step
      when 0 then
        batch := array(select p.id from person p where p.name_fold = typed
          and loa_person_seen(p.id, p.home_unit_id, scopes) limit wanted * 2);
      when 1 then
        batch := array(select p.id from person p where loa_fold(p.given_name) = typed
          and loa_person_seen(p.id, p.home_unit_id, scopes)
          order by p.given_name collate "vi-x-icu", p.family_name collate "vi-x-icu", p.middle_name collate "vi-x-icu", p.id
          limit wanted * 2)
          || array(select p.id from person p where loa_fold(p.given_name) = any(spellings[2:]) and loa_fold(p.given_name) <> typed
          and loa_person_seen(p.id, p.home_unit_id, scopes) limit wanted * 2);
      when 2 then
        continue when whole is null;
        batch := array(select p.id from person p where p.search @@ whole
          and loa_person_seen(p.id, p.home_unit_id, scopes) limit wanted * 2);
      when 3 then
        batch := array(select p.id from person p where p.name_fold ~>=~ typed and p.name_fold ~<~ top
          and loa_person_seen(p.id, p.home_unit_id, scopes) order by p.name_fold using ~<~ limit wanted * 2);
      when 4 then
        batch := array(select p.id from person p where p.search @@ words
          and loa_person_seen(p.id, p.home_unit_id, scopes) limit wanted * 2);
      else
        batch := array(select p.id from person p where p.search @@ second
          and loa_person_seen(p.id, p.home_unit_id, scopes) limit wanted * 2);
    end case;
    return query select p.id, step from person p where p.id = any(batch) and p.id <> all(found_ids)
      order by strpos(lower(p.full_name), accented) = 0, strpos(p.name_fold, typed) = 0, p.given_name collate "vi-x-icu",
        p.family_name collate "vi-x-icu", p.middle_name collate "vi-x-icu", p.id limit greatest(0, wanted - cardinality(found_ids));
    found_ids := found_ids || batch;
    exit when cardinality(found_ids) >= wanted;
  end loop;
end $$;

-- ── Listing ──────────────────────────────────────────────────────────────────────────────────────────────────────────
-- Ids of a page of people in the order of Vietnamese lists. Like the search it has the definer's rights and puts the scope
-- beside the words. What was asked is planned each time anew: one filter leaves nearly everybody (walk the order until the
-- page is full), another nobody (ask its own index and sort the few).
--
-- wanted: words (tsquery), position, area, reach (ok · none · wrong), consent (withdrawn), left (holds no post in the part now,
-- held one once), ids (only these). place: the unit and all below it, inside the reader's part.
create function loa_list_people(asked jsonb, place bigint, today date, after jsonb, wanted int)
  returns table (person_id bigint, n bigint) language plpgsql stable security definer set search_path = public as $$
declare
  scopes ltree[];
  units bigint[];
  people bigint[];
  in_force constant text := 'o.valid_from <= $3 and (o.valid_to is null or o.valid_to > $3)';
  held text;
  parts text[] := '{}';
begin
  scopes := array(select case when u.path <@ s.top then u.path else s.top end
    from unnest(loa_found_scopes()) s (top) left join unit u on u.id = place
    where place is null or u.path <@ s.top or s.top <@ u.path);
  -- No place at all, and not «everywhere».
  if cardinality(scopes) = 0 then return; end if;

  held := 'o.person_id = p.id' || case when asked ? 'position' then ' and o.position_code = $4 ->> ''position''' else '' end;
  if asked ? 'area' or loa_is_small(scopes) then
    units := array(select u.id from unnest(scopes) s (top) join unit u on u.path <@ s.top
      where not asked ? 'area' or u.area_id = (asked ->> 'area')::bigint);
    people := array(select distinct o.person_id from post o where o.unit_id = any(units));
    parts := parts || 'p.id = any($1)'::text;
    held := held || ' and o.unit_id = any($2)';
  else
    held := 'o.unit_id = u.id and u.path <@ any($5) and ' || held;
  end if;
  if asked ? 'left' then
    parts := parts || format('exists (select from post o, unit u where %s) and not exists (select from post o, unit u where %s and %s)',
      held || ' and o.unit_id = u.id', held || ' and o.unit_id = u.id', in_force);
  else
    parts := parts || format('exists (select from post o, unit u where %s and %s)', held || ' and o.unit_id = u.id', in_force);
  end if;
  if asked ? 'words' then parts := parts || '(p.search @@ ($4 ->> ''words'')::tsquery)'::text; end if;
  if asked ? 'ids' then
    parts := parts || 'p.id in (select e::bigint from jsonb_array_elements_text($4 -> ''ids'') e)'::text;
  end if;
  parts := parts || case asked ->> 'reach'
    when 'ok' then array['exists (select from contact_point c where c.person_id = p.id and c.state = ''ok'' and c.channel <> ''phone'')']
    when 'none' then array['not exists (select from contact_point c where c.person_id = p.id and c.state = ''ok'' and c.channel <> ''phone'')']
    when 'wrong' then array['exists (select from contact_point c where c.person_id = p.id and c.state = ''invalid'' and c.removed_at is null)']
    else '{}'::text[] end;
  if asked ->> 'consent' = 'withdrawn' then
    parts := parts || '(exists (select from objection j where j.person_id = p.id and j.ended_at is null)
      or exists (select from consent k where k.person_id = p.id and k.withdrawn_at is not null and not exists (
        select from consent l where l.person_id = p.id and l.purpose = k.purpose and l.channel is not distinct from k.channel
          and l.withdrawn_at is null)))'::text;
  end if;
  if after is not null then
    parts := parts || '(p.given_name collate "vi-x-icu", p.family_name collate "vi-x-icu", p.middle_name collate "vi-x-icu", p.id)
      > ($6 ->> 0, $6 ->> 1, $6 ->> 2, ($6 ->> 3)::bigint)'::text;
  end if;
  return query execute format('select p.id, row_number() over () from (select p.id from person p where p.erased_at is null and %s
      order by p.given_name collate "vi-x-icu", p.family_name collate "vi-x-icu", p.middle_name collate "vi-x-icu", p.id limit $7) p',
    array_to_string(parts, ' and '))
    using people, units, today, asked, scopes, after, wanted;
end $$;

-- ── Units that end ───────────────────────────────────────────────────────────────────────────────────────────────────
-- Nobody is called for a unit that is no more: its posts give their places in the order of contact back.
create or replace function close_unit() returns trigger language plpgsql security definer set search_path = public as $$
declare
  ends date := new.valid_to;
begin
  if exists (select from unit_parent e where e.parent_id = new.id and coalesce(e.valid_to, 'infinity') > ends) then
    raise exception 'unit % still has units below it', new.id using errcode = 'LOA12', table = 'unit';
  end if;
  if exists (select from unit_headcount h where h.unit_id = new.id and h.as_of > ends) then
    raise exception 'unit % has a headcount after its end', new.id using errcode = 'LOA12', table = 'unit_headcount';
  end if;
  update unit_parent set valid_to = ends where unit_id = new.id and coalesce(valid_to, 'infinity') > ends;
  update unit_name set valid_to = ends where unit_id = new.id and coalesce(valid_to, 'infinity') > ends;
  update unit_area set valid_to = ends where unit_id = new.id and coalesce(valid_to, 'infinity') > ends;
  update post set valid_to = greatest(ends, valid_from), end_reason = 'unit_ended', contact_order = null,
    ended_at = greatest(ends, valid_from)::timestamp at time zone 'Asia/Ho_Chi_Minh'
  where unit_id = new.id and (ended_at is null or coalesce(valid_to, 'infinity') > ends);
  update post set contact_order = null where unit_id = new.id and contact_order is not null;
  return null;
end $$;
update post p set contact_order = null from unit u
  where u.id = p.unit_id and u.valid_to is not null and p.contact_order is not null;
