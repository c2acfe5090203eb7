-- One search for everything: directives are found by the words that find units and people, and the composer's search of
-- units is the search.

-- ── Units ────────────────────────────────────────────────────────────────────────────────────────────────────────────
-- rank: 0 the very text · 1 its beginning · 2 its words · 3 by initials, or i for y. In one rank, `accented` (the text as
-- typed, lower case) goes before other accents. recipients_of: only units that get directives of their own, below this one.
drop function loa_find_units(text, tsquery, tsquery, date, int);
create function loa_find_units(typed text, accented text, words tsquery, second tsquery, today date, wanted int, recipients_of ltree)
  returns table (unit_id bigint, rank int) language plpgsql stable security definer set search_path = public as $$
declare
  scopes ltree[] := case when recipients_of is null then loa_found_scopes()
    else array(select recipients_of where recipients_of <@ any (loa_found_scopes())) end;
  types text[] := array(select t.code from unit_type t where recipients_of is null or t.is_recipient);
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
      where u.id = any(batch) and r.rank is not null and u.type_code = any(types) and u.path is distinct from recipients_of
        and u.valid_from <= today and (u.valid_to is null or u.valid_to > today)
      order by r.rank, strpos(lower(u.name), accented) = 0, u.search_key collate "vi-x-icu", u.id limit wanted;
    return;
  end if;
  for step in 0..3 loop
    case step
      when 0 then
        batch := array(select u.id from unit u where (u.search_key = typed or loa_fold(u.code) = typed)
          and u.path <@ any(scopes) and u.type_code = any(types) and u.path is distinct from recipients_of
          and u.valid_from <= today and (u.valid_to is null or u.valid_to > today) limit wanted * 2);
      when 1 then
        batch := array(select u.id from unit u where u.search_key ~>=~ typed and u.search_key ~<~ top
          and u.path <@ any(scopes) and u.type_code = any(types) and u.path is distinct from recipients_of
          and u.valid_from <= today and (u.valid_to is null or u.valid_to > today)
          order by u.search_key using ~<~ limit wanted * 2);
      when 2 then
        batch := array(select u.id from unit u where u.search @@ words
          and u.path <@ any(scopes) and u.type_code = any(types) and u.path is distinct from recipients_of
          and u.valid_from <= today and (u.valid_to is null or u.valid_to > today) limit wanted * 2);
      else
        batch := array(select u.id from unit u where u.search @@ second
          and u.path <@ any(scopes) and u.type_code = any(types) and u.path is distinct from recipients_of
          and u.valid_from <= today and (u.valid_to is null or u.valid_to > today) limit wanted * 2);
    end case;
    return query select u.id, step from unit u where u.id = any(batch) and u.id <> all(found_ids)
      order by strpos(lower(u.name), accented) = 0, u.search_key collate "vi-x-icu", u.id
      limit greatest(0, wanted - cardinality(found_ids));
    found_ids := found_ids || batch;
    exit when cardinality(found_ids) >= wanted;
  end loop;
end $$;

-- ── Directives ───────────────────────────────────────────────────────────────────────────────────────────────────────
-- What a directive is found by: the words of its title, its number and symbol in pieces and in one («12/CĐ-LĐLĐ» → 12, cd,
-- ldld, 12cdldld), the document that it passes on, and its kind as one word of its own («#cong_dien»).
create function loa_directive_search(title text, number int, symbol text, relay jsonb, kind_code text, template_code text)
  returns tsvector language sql immutable parallel safe
  return array_to_tsvector(
    loa_lexemes(loa_words(loa_fold(title)))
    || coalesce(loa_words(loa_fold(number::text || '/' || symbol)), '{}')
    || coalesce(array_remove(array[regexp_replace(loa_fold(number::text || symbol), '[^a-z0-9]', '', 'g')], null), '{}')
    || coalesce(loa_words(loa_fold(concat_ws(' ', relay ->> 'number', relay ->> 'issuer'))), '{}')
    || coalesce(loa_words(loa_fold(template_code)), '{}')
    || array['#' || kind_code]);
alter table directive
  drop column search_fold,
  add column search tsvector not null
    generated always as (loa_directive_search(title, number, symbol, relay, kind_code, template_code)) stored;
create index directive_words on directive using gin (search) with (fastupdate = off);

-- rank: 0 the number · 1 the title's beginning · 2 its words · 3 initials, or i for y. In one rank the newest first. Like the
-- search of units it has the definer's rights and puts the scope beside the words. Words that thousands of directives share
-- are looked for among the newest.
create function loa_find_directives(typed text, number int, words tsquery, second tsquery, wanted int)
  returns table (directive_id bigint, rank int) language plpgsql stable security definer set search_path = public as $$
declare
  scopes ltree[] := loa_found_scopes();
begin
  return query
    select f.id, f.rank from (
      select d.id, coalesce(d.issued_at, d.updated_at) as at, case when d.number = loa_find_directives.number then 0
        when starts_with(d.title_fold, typed) then 1 when d.search @@ words then 2 else 3 end as rank
      from directive d
      where d.search @@ second and d.state not in ('template', 'discarded')
        and (select u.path from unit u where u.id = d.owner_unit_id) <@ any (scopes)
      order by d.id desc limit 500) f
    order by f.rank, f.at desc, f.id desc limit wanted;
end $$;
