-- A hand-over of 6,500 units writes twenty thousand rows: an undo takes them back run by run (changes of one kind to one table,
-- one after the other), a statement each; only where a run holds one row twice, row by row.
create or replace function undo_organisation_event(event bigint) returns void language plpgsql set search_path = public as $$
declare
  run record;
  change record;
  keys text;
  pairs text;
  columns text;
  settable text;
  n bigint;
begin
  for run in
    with told as (
      select id, table_name, case when before is null then 'insert' when after is null then 'delete' else 'update' end as verb
      from organisation_change where event_id = event
    ), islands as (
      select *, row_number() over (order by id) - row_number() over (partition by table_name, verb order by id) as island from told
    )
    select table_name, verb, min(id) as first, max(id) as last, count(*) as size from islands
    group by table_name, verb, island order by min(id) desc
  loop
    select string_agg(format('t.%1$I = r.%1$I', a.attname), ' and '), string_agg(format('r.%I', a.attname), ', ') into keys, pairs
    from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any(i.indkey)
    where i.indrelid = run.table_name::regclass and i.indisprimary;
    select string_agg(quote_ident(a.attname), ', '),
      string_agg(format('%1$I = b.%1$I', a.attname), ', ') filter (where a.attidentity = '') into columns, settable
    from pg_attribute a where a.attrelid = run.table_name::regclass and a.attnum > 0 and not a.attisdropped and a.attgenerated = '';

    execute format('select count(distinct (%2$s)) from organisation_change c, jsonb_populate_record(null::%1$I, coalesce(c.after, c.before)) r
      where c.event_id = $1 and c.id between $2 and $3', run.table_name, pairs) into n using event, run.first, run.last;
    for change in
      select g.first, g.last, g.size from (select run.first, run.last, run.size) g (first, last, size) where n = run.size
      union all
      select c.id, c.id, 1 from organisation_change c where n < run.size and c.event_id = event and c.id between run.first and run.last
      order by 1 desc
    loop
      if run.verb <> 'delete' then
        execute format('select count(*) from organisation_change c, jsonb_populate_record(null::%1$I, c.after) r, %1$I t
          where c.event_id = $1 and c.id between $2 and $3 and %2$s and to_jsonb(t) = c.after', run.table_name, keys)
          into n using event, change.first, change.last;
        if n <> change.size then
          raise exception 'a row of % has changed since event %', run.table_name, event
            using errcode = 'LOA14', table = run.table_name;
        end if;
      end if;
      if run.verb = 'delete' then
        execute format('insert into %1$I (%2$s) overriding system value
          select %3$s from organisation_change c, jsonb_populate_record(null::%1$I, c.before) b
          where c.event_id = $1 and c.id between $2 and $3', run.table_name, columns,
          (select string_agg(format('b.%s', one), ', ') from unnest(string_to_array(columns, ', ')) one))
          using event, change.first, change.last;
      elsif run.verb = 'insert' then
        execute format('delete from %1$I t using organisation_change c, jsonb_populate_record(null::%1$I, c.after) r
          where c.event_id = $1 and c.id between $2 and $3 and %2$s', run.table_name, keys)
          using event, change.first, change.last;
      else
        execute format('update %1$I t set %2$s from organisation_change c, jsonb_populate_record(null::%1$I, c.after) r,
          jsonb_populate_record(null::%1$I, c.before) b
          where c.event_id = $1 and c.id between $2 and $3 and %3$s', run.table_name, settable, keys)
          using event, change.first, change.last;
      end if;
    end loop;
  end loop;
end $$;
