-- Leaving a post, as 0260 has it (its guard) and 0221 had it (found through the directives), for all rows of the person.
create or replace function loa_leave_post(ended_post bigint, at timestamptz) returns jsonb
  language plpgsql security definer set search_path = public, pg_temp as $$
declare
  p post;
  selves bigint[];
  today date := (at at time zone 'Asia/Ho_Chi_Minh')::date;
  gone bigint[]; closed bigint[]; directives bigint[]; links int; cancelled int; ended_staff bigint[];
begin
  select * into p from post where id = ended_post and ended_at is not null;
  if not found then raise exception 'post % has not ended', ended_post; end if;
  -- Whose post it is decides, not who knows its number.
  if loa_is_console() and not loa_in_scope(p.unit_id) then
    raise exception 'post % is out of scope', ended_post using errcode = '42501';
  end if;
  selves := loa_selves(p.person_id);

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
    select r.id from directive d
    join recipient r on r.directive_id = d.id and r.person_id = any(selves)
    join target t on t.id = r.target_id
    where d.issued_at is not null and t.unit_id = p.unit_id and r.left_at is null order by r.id for no key update of r
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
