-- Taking a list back is work in the background (docs/decisions/0240): whoever ordered it stands here, so that another process
-- can go on when the one that began has died.
alter table list_import drop constraint list_import_state_check;
-- … done · undoing: it is being taken back · undone (wholly or in part)
alter table list_import add constraint list_import_state_check check
  (state in ('reading', 'refused', 'open', 'planning', 'writing', 'done', 'undoing', 'undone', 'discarded'));
alter table list_import drop constraint list_import_check;
alter table list_import add constraint list_import_written check (state not in ('done', 'undoing', 'undone') or written_at is not null);
alter table list_import add column undo_ordered_by bigint references staff;
alter table list_import add constraint list_import_undo_ordered check (state <> 'undoing' or undo_ordered_by is not null);
create index list_import_undoing on list_import (id) where state = 'undoing';

-- Ten thousand contacts and units that go are each looked for in what may refer to them: without an index, in all of it.
create index delivery_contact on delivery (contact_point_id);
create index chat_group_unit_unit on chat_group_unit (unit_id);
