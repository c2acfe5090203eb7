-- Lists that were read in hold names and numbers as they came; they are forgotten 30 days after the last work on them.
alter table retention_run drop constraint retention_run_kind_check;
alter table retention_run add constraint retention_run_kind_check
  check (kind in ('contacts', 'deliveries', 'texts', 'sign_ins', 'lists'));
