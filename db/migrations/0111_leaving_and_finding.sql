-- Leaving a post, and finding units and people. Both look over the edge of a reader's scope and say themselves what may be
-- seen: hence the definer's rights.

-- Everything that a post gave ends with it, also what tiers above sent. Acts only on a post that has ended, and keeps
-- what another post of the same person in the unit still gives. Returns what ended, as counts and ids.
create function loa_leave_post(ended_post bigint, at timestamptz) returns jsonb
  language plpgsql security definer set search_path = public as $$
declare
  p post;
  today date := (at at time zone 'Asia/Ho_Chi_Minh')::date;
  gone bigint[]; closed bigint[]; directives bigint[]; links int; cancelled int; ended_staff bigint[];
begin
  select * into p from post where id = ended_post and ended_at is not null;
  if not found then raise exception 'post % has not ended', ended_post; end if;

  with ended as (
    update chat_group_member m set valid_to = greatest(p.valid_to, m.valid_from), left_at = at
    where m.person_id = p.person_id and (m.valid_to is null or m.valid_to > p.valid_to)
      and (m.post_id = p.id or (m.post_id is null and not exists (select from post o
        where o.person_id = p.person_id and o.id <> p.id and o.valid_from <= today and (o.valid_to is null or o.valid_to > today))))
    returning m.group_id)
  select coalesce(array_agg(distinct group_id), '{}') into gone from ended;

  if exists (select from post o where o.person_id = p.person_id and o.unit_id = p.unit_id and o.id <> p.id
      and o.valid_from <= today and (o.valid_to is null or o.valid_to > today)) then
    return jsonb_build_object('groups', gone, 'stays', true, 'directives', '[]'::jsonb, 'links', 0, 'cancelled', 0, 'staff', '[]'::jsonb);
  end if;

  with held as (
    select r.id from recipient r join target t on t.id = r.target_id
    where r.person_id = p.person_id and t.unit_id = p.unit_id and r.left_at is null order by r.id for no key update of r
  ), done as (
    update recipient r set disowned_at = coalesce(r.disowned_at, at), left_at = at from held where r.id = held.id
    returning r.id, r.directive_id)
  select coalesce(array_agg(id), '{}'), coalesce(array_agg(distinct directive_id), '{}') into closed, directives from done;

  update access_link set revoked_at = at where recipient_id = any(closed) and revoked_at is null;
  get diagnostics links = row_count;
  update delivery set state = 'cancelled' where id in (
    select id from delivery where recipient_id = any(closed) and state = 'queued' order by id for update);
  get diagnostics cancelled = row_count;
  update recipient r set problem = 'stopped' where r.id = any(closed) and r.stage = 0 and r.problem is null
    and not exists (select from delivery d where d.recipient_id = r.id and d.state in ('sending', 'unknown'));
  insert into replacement (directive_id, target_id, from_recipient_id, post_id, at)
    select r.directive_id, r.target_id, r.id, p.id, at from recipient r join directive d on d.id = r.directive_id
    where r.id = any(closed) and d.state in ('held', 'sending', 'sent') order by r.id
    -- Somebody who came back and leaves again.
    on conflict (from_recipient_id) do update set post_id = excluded.post_id, at = excluded.at, outcome = null,
      to_recipient_id = null, settled_at = null;
  perform pg_notify('loa_board', d::text) from unnest(directives) d;

  with ended as (
    update role_grant g set valid_to = greatest(at, g.valid_from + interval '1 microsecond') from staff s
    where s.id = g.staff_id and s.person_id = p.person_id and g.unit_id = p.unit_id and (g.valid_to is null or g.valid_to > at)
    returning s.id)
  select coalesce(array_agg(distinct id), '{}') into ended_staff from ended;

  return jsonb_build_object('groups', gone, 'stays', false, 'directives', directives, 'links', links,
    'cancelled', cancelled, 'staff', ended_staff);
end $$;

-- ── Finding ──────────────────────────────────────────────────────────────────────────────────────────────────────────
-- Row-level security looks at a row before a comparison that might leak it (LIKE, @@): behind it no index of words can be
-- used. These functions use the indexes, and put the scope beside the words. A small part of the tree is read whole; a
-- large one is asked step by step, best first, until enough is found.

create function loa_found_scopes() returns ltree[] language sql stable parallel safe
  return string_to_array(nullif(current_setting('loa.scope', true), ''), ',')::ltree[];

-- rank: 0 the very text · 1 its beginning · 2 its words · 3 by initials, or i for y
create function loa_find_units(typed text, words tsquery, second tsquery, today date, wanted int)
  returns table (unit_id bigint, rank int) language plpgsql stable security definer set search_path = public as $$
declare
  scopes ltree[] := loa_found_scopes();
  top text := typed || U&'\+10FFFF';
  batch bigint[];
  found_ids bigint[] := '{}';
begin
  if (select count(*) < 800 from (select from unit u where u.path <@ any(scopes) limit 800) s) then
    return query
      select u.id, r.rank from unit u
      cross join lateral (select case when u.search_key = typed or loa_fold(u.code) = typed then 0
        when starts_with(u.search_key, typed) then 1 when u.search @@ words then 2 when u.search @@ second then 3 end) r (rank)
      where u.path <@ any(scopes) and r.rank is not null
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
          and u.path <@ any(scopes) and u.valid_from <= today and (u.valid_to is null or u.valid_to > today) limit wanted * 5);
      else
        batch := array(select u.id from unit u where u.search @@ second
          and u.path <@ any(scopes) and u.valid_from <= today and (u.valid_to is null or u.valid_to > today) limit wanted * 5);
    end case;
    return query select u.id, step from unit u where u.id = any(batch) and u.id <> all(found_ids)
      order by u.search_key collate "vi-x-icu", u.id limit greatest(0, wanted - cardinality(found_ids));
    found_ids := found_ids || batch;
    exit when cardinality(found_ids) >= wanted;
  end loop;
end $$;

-- Is this person seen from the scopes: at home there, or holder of a post there (as the policy of `person` has it)?
create function loa_person_seen(person bigint, home bigint, scopes ltree[]) returns boolean language sql stable parallel safe
  return exists (select from post p join unit u on u.id = p.unit_id where p.person_id = person and u.path <@ any(scopes))
    or exists (select from unit u where u.id = home and u.path <@ any(scopes));

-- rank: 0 the very name · 1 the given name · 2 the name's beginning · 3 its words · 4 by initials, or i for y. In one rank,
-- `accented` (the text as typed, lower case) goes before other accents, then the order of Vietnamese lists.
create function loa_find_people(typed text, accented text, words tsquery, second tsquery, wanted int)
  returns table (person_id bigint, rank int) language plpgsql stable security definer set search_path = public as $$
declare
  scopes ltree[] := loa_found_scopes();
  top text := typed || U&'\+10FFFF';
  batch bigint[];
  found_ids bigint[] := '{}';
begin
  if (select count(*) < 800 from (select from unit u where u.path <@ any(scopes) limit 800) s) then
    return query
      select p.id, r.rank from (
        select o.person_id as id from unit u join post o on o.unit_id = u.id where u.path <@ any(scopes)
        union select h.id from unit u join person h on h.home_unit_id = u.id where u.path <@ any(scopes)
      ) here join person p on p.id = here.id
      cross join lateral (select case when p.name_fold = typed then 0 when loa_fold(p.given_name) = typed then 1
        when starts_with(p.name_fold, typed) then 2 when p.search @@ words then 3 when p.search @@ second then 4 end) r (rank)
      where r.rank is not null
      order by r.rank, strpos(lower(p.full_name), accented) = 0, p.given_name collate "vi-x-icu", p.family_name collate "vi-x-icu",
        p.middle_name collate "vi-x-icu", p.id limit wanted;
    return;
  end if;
  for step in 0..4 loop
    case step
      when 0 then
        batch := array(select p.id from person p where p.name_fold = typed
          and loa_person_seen(p.id, p.home_unit_id, scopes) limit wanted * 10);
      when 1 then
        batch := array(select p.id from person p where loa_fold(p.given_name) = typed
          and loa_person_seen(p.id, p.home_unit_id, scopes)
          order by p.given_name collate "vi-x-icu", p.family_name collate "vi-x-icu", p.middle_name collate "vi-x-icu", p.id
          limit wanted * 10);
      when 2 then
        batch := array(select p.id from person p where p.name_fold ~>=~ typed and p.name_fold ~<~ top
          and loa_person_seen(p.id, p.home_unit_id, scopes) order by p.name_fold using ~<~ limit wanted * 2);
      when 3 then
        batch := array(select p.id from person p where p.search @@ words
          and loa_person_seen(p.id, p.home_unit_id, scopes) limit wanted * 5);
      else
        batch := array(select p.id from person p where p.search @@ second
          and loa_person_seen(p.id, p.home_unit_id, scopes) limit wanted * 5);
    end case;
    return query select p.id, step from person p where p.id = any(batch) and p.id <> all(found_ids)
      order by strpos(lower(p.full_name), accented) = 0, p.given_name collate "vi-x-icu", p.family_name collate "vi-x-icu",
        p.middle_name collate "vi-x-icu", p.id limit greatest(0, wanted - cardinality(found_ids));
    found_ids := found_ids || batch;
    exit when cardinality(found_ids) >= wanted;
  end loop;
end $$;
