-- From the moment a later document in its place leaves its undo window, nothing further of this one is sent.
alter table directive add column replaced_at timestamptz;
