-- The search of directives among many: words that thousands share are answered by the newest, without reading the others.
create or replace function loa_find_directives(typed text, number int, words tsquery, second tsquery, wanted int)
  returns table (directive_id bigint, rank int) language plpgsql stable security definer set search_path = public as $$
declare
  scopes ltree[] := loa_found_scopes();
  most constant int := 500;
  whole boolean := loa_holds_whole_tree(scopes);
  -- Who issues in this part of the tree; a few offices among many unions.
  owners bigint[] := case when not whole then array(select u.id from unit u
    where u.path <@ any (scopes) and exists (select from directive d where d.owner_unit_id = u.id)) end;
  newest bigint[];
  found_ids bigint[] := '{}';
begin
  if whole then
    newest := array(select d.id from directive d where d.state not in ('template', 'discarded') order by d.id desc limit most);
  else
    newest := array(select d.id from directive d where d.owner_unit_id = any (owners) and d.state not in ('template', 'discarded')
      order by d.id desc limit most);
  end if;
  if loa_find_directives.number is not null then
    found_ids := array(select d.id from directive d where d.search @@ words and d.number = loa_find_directives.number
      and d.state not in ('template', 'discarded') and (whole or d.owner_unit_id = any (owners)) limit most);
  end if;
  found_ids := found_ids || array(select d.id from directive d where d.id = any (newest) and d.search @@ words);
  if cardinality(newest) < most then
    found_ids := found_ids || array(select d.id from directive d where d.id = any (newest) and d.search @@ second);
  else
    if cardinality(found_ids) < wanted then
      found_ids := found_ids || array(select d.id from directive d where d.search @@ words
        and d.state not in ('template', 'discarded') and (whole or d.owner_unit_id = any (owners)) limit most);
    end if;
    if cardinality(found_ids) < wanted then
      found_ids := found_ids || array(select d.id from directive d where d.search @@ second
        and d.state not in ('template', 'discarded') and (whole or d.owner_unit_id = any (owners)) limit most);
    end if;
  end if;
  return query
    select d.id, r.rank from directive d
    cross join lateral (select case when d.number = loa_find_directives.number then 0 when starts_with(d.title_fold, typed) then 1
      when d.search @@ words then 2 else 3 end) r (rank)
    where d.id = any (found_ids)
    order by r.rank, coalesce(d.issued_at, d.updated_at) desc, d.id desc limit wanted;
end $$;
