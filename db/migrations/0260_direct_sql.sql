-- What direct SQL as the console's role could still do.

-- ── Functions with their definer's rights ────────────────────────────────────────────────────────────────────────────
-- A path that does not name pg_temp has it in front: a temporary table called «unit» or «post» would have been read instead
-- of ours, with the owner's rights. It stands last now, and nobody but the owner makes temporary tables.
do $$
declare
  definer regprocedure;
begin
  for definer in select p.oid from pg_proc p where p.pronamespace = 'public'::regnamespace and p.prosecdef loop
    execute format('alter function %s set search_path = public, pg_temp', definer);
  end loop;
  execute format('revoke temporary on database %I from public', current_database());
end $$;

-- Asked by a console request, whatever it has set its scope to?
create function loa_is_console() returns boolean language sql stable parallel safe
  return session_user = 'loa_console' or current_setting('role') = 'loa_console';

CREATE OR REPLACE FUNCTION loa_leave_post(ended_post bigint, at timestamp with time zone)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
  p post;
  today date := (at at time zone 'Asia/Ho_Chi_Minh')::date;
  gone bigint[]; closed bigint[]; directives bigint[]; links int; cancelled int; ended_staff bigint[];
begin
  select * into p from post where id = ended_post and ended_at is not null;
  if not found then raise exception 'post % has not ended', ended_post; end if;
  -- Whose post it is decides, not who knows its number.
  if loa_is_console() and not loa_in_scope(p.unit_id) then
    raise exception 'post % is out of scope', ended_post using errcode = '42501';
  end if;

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
end $function$;

-- Who holds a role is told to those in scope; an empty scope is nobody's.
create or replace function loa_role_holders(unit bigint, roles text[], at timestamptz)
  returns table (staff_id bigint, name text) language sql stable security definer set search_path = public, pg_temp
begin atomic
  select distinct s.id, p.full_name
  from unit u join unit above on above.path @> u.path
  join role_grant g on g.unit_id = above.id and g.role = any(roles) and g.valid_from <= at and (g.valid_to is null or g.valid_to > at)
  join staff s on s.id = g.staff_id and s.disabled_at is null
  join person p on p.id = s.person_id
  where u.id = loa_role_holders.unit and (not loa_is_console() or loa_in_scope(u.id))
  order by s.id;
end;

-- ── Rights that nothing uses ─────────────────────────────────────────────────────────────────────────────────────────
revoke all on loa_migration, loa_migration_lock from loa_console;
revoke insert, update, delete on sector, unit_type, unit_type_parent from loa_console;

-- ── What is frozen, is frozen for everybody ──────────────────────────────────────────────────────────────────────────
-- The unit as it was called, and what it answered, are the receipt of the day: corrections are new rows. Only where such a
-- column is named in an update does it cost anything.
create function keep_frozen() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  raise exception '% % is frozen', tg_table_name, old.id using errcode = 'LOA01';
end $$;
create trigger keep_frozen before update of unit_name, area_name, sector_code, parents, workers
  on target for each row
  when ((old.unit_name, old.area_name, old.sector_code, old.parents, old.workers)
    is distinct from (new.unit_name, new.area_name, new.sector_code, new.parents, new.workers))
  execute function keep_frozen();
-- An answer may be withdrawn once; what a further phone said may be proved once; words about people may be forgotten.
create trigger keep_frozen before update on acknowledgement for each row
  when ((old.directive_id, old.recipient_id, old.target_id, old.answer, old.via, old.at, old.is_late, old.receipt_code,
      old.recorded_by, old.device_id, old.text_opened)
      is distinct from (new.directive_id, new.recipient_id, new.target_id, new.answer, new.via, new.at, new.is_late,
      new.receipt_code, new.recorded_by, new.device_id, new.text_opened)
    or old.withdrawn_at is distinct from new.withdrawn_at and old.withdrawn_at is not null
    or new.unverified and not old.unverified
    or new.note is not null and new.note is distinct from old.note
    or new.spoke_with is not null and new.spoke_with is distinct from old.spoke_with)
  execute function keep_frozen();
-- Where a unit stands follows from its parents (settle_unit_paths); by hand it would stand in two places. The undo
-- of a decision puts both back.
create trigger keep_path before update of path on unit for each row
  when (old.path is distinct from new.path and pg_trigger_depth() < 1 and not loa_undoing())
  execute function keep_frozen();
