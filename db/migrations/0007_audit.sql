-- Who did what, when. Append-only: the database refuses update and delete.
create table audit_entry (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  actor_kind text not null check (actor_kind in ('staff', 'officer', 'system', 'provider')),
  actor_id bigint,
  -- verb of the domain: directive.issued, target.excluded, nudge.sent …
  action text not null,
  entity text not null,
  entity_id bigint,
  -- Ids and codes, never texts, names or numbers of people.
  data jsonb not null default '{}'
);
create index audit_entry_entity on audit_entry (entity, entity_id);

create function forbid_audit_change() returns trigger language plpgsql as $$
begin
  raise exception 'the audit log is append-only' using errcode = 'LOA03';
end $$;
create trigger audit_append_only before update or delete on audit_entry
  for each row execute function forbid_audit_change();
create trigger audit_no_truncate before truncate on audit_entry execute function forbid_audit_change();
