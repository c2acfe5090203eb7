-- What officers do on their phones stands in the audit log too: thousands of lines a minute while a directive is answered.
-- The indexes by actor leave those lines out: nobody asks «what did this recipient do» of the whole log, and the lines of
-- the office must be found among them at once.
drop index audit_entry_actor;
create index audit_entry_actor on audit_entry (actor_kind, actor_id, id) where actor_kind <> 'officer';
create index audit_entry_office on audit_entry (id) where actor_kind <> 'officer';
create index audit_entry_office_entity on audit_entry (entity, entity_id, id) where actor_kind <> 'officer';
