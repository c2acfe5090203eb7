-- Finding in one part of a large tree. «path <@ any(…)» looks at every unit; joined with the scopes one by one it is a range
-- of the index. And of many that fit equally no more are weighed than a list shows twice.

-- The same as before, in a language that keeps its plans: a list of half a million names is written in a third of the time.
create or replace function loa_lexemes(words text[]) returns text[] language plpgsql immutable strict parallel safe as $$
declare
  found text[] := words;
  word text;
  run text := '';
begin
  foreach word in array words loop
    if strpos(word, 'i') > 0 or strpos(word, 'y') > 0 then found := found || ('~' || translate(word, 'y', 'i')); end if;
    run := run || left(word, 1);
  end loop;
  for n in 1 .. least(length(run) - 1, 15) loop
    found := found || ('=' || substr(run, n));
  end loop;
  return found;
end $$;
create or replace function loa_written_out(words text[]) returns text[] language plpgsql immutable strict parallel safe as $$
declare
  full_words constant jsonb := '{
    "cty":"cong ty","ctcp":"cong ty co phan","cp":"co phan","tnhh":"trach nhiem huu han","mtv":"mot thanh vien",
    "htx":"hop tac xa","dn":"doanh nghiep","xn":"xi nghiep","xnk":"xuat nhap khau","tm":"thuong mai","dv":"dich vu",
    "tmdv":"thuong mai dich vu","sx":"san xuat","xd":"xay dung","ks":"khach san","bv":"benh vien",
    "bvdk":"benh vien da khoa","ttyt":"trung tam y te","tyt":"tram y te","mn":"mam non","th":"tieu hoc",
    "thcs":"trung hoc co so","thpt":"trung hoc pho thong","tttm":"trung tam thuong mai",
    "gdtx":"giao duc thuong xuyen","gddt":"giao duc va dao tao","gd":"giao duc","dt":"dao tao",
    "ubnd":"uy ban nhan dan","ldld":"lien doan lao dong","cq":"co quan","p":"phuong","q":"quan","tp":"thanh pho",
    "vh":"van hoa","tt":"trung tam","vhtt":"van hoa the thao","qlda":"quan ly du an"}';
  written text[] := '{}';
  word text;
begin
  foreach word in array words loop
    written := written || coalesce(string_to_array(full_words ->> word, ' '), array[word]);
  end loop;
  return written;
end $$;

-- Fewer than 800 units in each place? A subtree is a range in the order of paths: the 800th from its top tells.
create or replace function loa_is_small(scopes ltree[]) returns boolean language sql stable parallel safe
  return not exists (select from unnest(scopes) s (top)
    where (select u.path from unit u where u.path >= s.top order by u.path offset 799 limit 1) <@ s.top);

-- rank: 0 the very text · 1 its beginning · 2 its words · 3 by initials, or i for y
create or replace function loa_find_units(typed text, words tsquery, second tsquery, today date, wanted int)
  returns table (unit_id bigint, rank int) language plpgsql stable security definer set search_path = public as $$
declare
  scopes ltree[] := loa_found_scopes();
  top text := typed || U&'\+10FFFF';
  batch bigint[];
  found_ids bigint[] := '{}';
begin
  if loa_is_small(scopes) then
    batch := array(select u.id from unnest(scopes) s (top) join unit u on u.path <@ s.top);
    return query
      select u.id, r.rank from unit u
      cross join lateral (select case when u.search_key = typed or loa_fold(u.code) = typed then 0
        when starts_with(u.search_key, typed) then 1 when u.search @@ words then 2 when u.search @@ second then 3 end) r (rank)
      where u.id = any(batch) and r.rank is not null
        and u.valid_from <= today and (u.valid_to is null or u.valid_to > today)
      order by r.rank, u.search_key collate "vi-x-icu", u.id limit wanted;
    return;
  end if;
  for step in 0..3 loop
    case step
      when 0 then
        batch := array(select u.id from unit u where (u.search_key = typed or loa_fold(u.code) = typed)
          and u.path <@ any(scopes) and u.valid_from <= today and (u.valid_to is null or u.valid_to > today) limit wanted);
      when 1 then
        batch := array(select u.id from unit u where u.search_key ~>=~ typed and u.search_key ~<~ top
          and u.path <@ any(scopes) and u.valid_from <= today and (u.valid_to is null or u.valid_to > today)
          order by u.search_key using ~<~ limit wanted * 2);
      when 2 then
        batch := array(select u.id from unit u where u.search @@ words
          and u.path <@ any(scopes) and u.valid_from <= today and (u.valid_to is null or u.valid_to > today) limit wanted * 2);
      else
        batch := array(select u.id from unit u where u.search @@ second
          and u.path <@ any(scopes) and u.valid_from <= today and (u.valid_to is null or u.valid_to > today) limit wanted * 2);
    end case;
    return query select u.id, step from unit u where u.id = any(batch) and u.id <> all(found_ids)
      order by u.search_key collate "vi-x-icu", u.id limit greatest(0, wanted - cardinality(found_ids));
    found_ids := found_ids || batch;
    exit when cardinality(found_ids) >= wanted;
  end loop;
end $$;

-- Is this person seen from the scopes: at home there, or holder of a post there (as the policy of `person` has it)?
create or replace function loa_person_seen(person bigint, home bigint, scopes ltree[]) returns boolean language sql stable parallel safe
  return exists (select from post p join unit u on u.id = p.unit_id where p.person_id = person and u.path <@ any(scopes))
    or exists (select from unit u where u.id = home and u.path <@ any(scopes));

-- rank: 0 the very name · 1 the given name · 2 the name's beginning · 3 its words · 4 by initials, or i for y. In one rank,
-- `accented` (the text as typed, lower case) goes before other accents, then the order of Vietnamese lists.
create or replace function loa_find_people(typed text, accented text, words tsquery, second tsquery, wanted int)
  returns table (person_id bigint, rank int) language plpgsql stable security definer set search_path = public as $$
declare
  scopes ltree[] := loa_found_scopes();
  top text := typed || U&'\+10FFFF';
  batch bigint[];
  found_ids bigint[] := '{}';
begin
  if loa_is_small(scopes) then
    batch := array(select u.id from unnest(scopes) s (top) join unit u on u.path <@ s.top);
    batch := array(select o.person_id from post o where o.unit_id = any(batch)
      union select h.id from person h where h.home_unit_id = any(batch));
    return query
      select p.id, r.rank from person p
      cross join lateral (select case when p.name_fold = typed then 0 when loa_fold(p.given_name) = typed then 1
        when starts_with(p.name_fold, typed) then 2 when p.search @@ words then 3 when p.search @@ second then 4 end) r (rank)
      where p.id = any(batch) and r.rank is not null
      order by r.rank, strpos(lower(p.full_name), accented) = 0, p.given_name collate "vi-x-icu", p.family_name collate "vi-x-icu",
        p.middle_name collate "vi-x-icu", p.id limit wanted;
    return;
  end if;
  for step in 0..4 loop
    case step
      when 0 then
        batch := array(select p.id from person p where p.name_fold = typed
          and loa_person_seen(p.id, p.home_unit_id, scopes) limit wanted * 2);
      when 1 then
        batch := array(select p.id from person p where loa_fold(p.given_name) = typed
          and loa_person_seen(p.id, p.home_unit_id, scopes)
          order by p.given_name collate "vi-x-icu", p.family_name collate "vi-x-icu", p.middle_name collate "vi-x-icu", p.id
          limit wanted * 2);
      when 2 then
        batch := array(select p.id from person p where p.name_fold ~>=~ typed and p.name_fold ~<~ top
          and loa_person_seen(p.id, p.home_unit_id, scopes) order by p.name_fold using ~<~ limit wanted * 2);
      when 3 then
        batch := array(select p.id from person p where p.search @@ words
          and loa_person_seen(p.id, p.home_unit_id, scopes) limit wanted * 2);
      else
        batch := array(select p.id from person p where p.search @@ second
          and loa_person_seen(p.id, p.home_unit_id, scopes) limit wanted * 2);
    end case;
    return query select p.id, step from person p where p.id = any(batch) and p.id <> all(found_ids)
      order by strpos(lower(p.full_name), accented) = 0, p.given_name collate "vi-x-icu", p.family_name collate "vi-x-icu",
        p.middle_name collate "vi-x-icu", p.id limit greatest(0, wanted - cardinality(found_ids));
    found_ids := found_ids || batch;
    exit when cardinality(found_ids) >= wanted;
  end loop;
end $$;
