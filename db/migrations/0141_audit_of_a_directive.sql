-- «Lịch sử» of a directive holds what happened to its units, questions and posts as well: those entries name it in `data`.
create index audit_entry_directive on audit_entry (((data ->> 'directiveId')::bigint), id) where data ? 'directiveId';
