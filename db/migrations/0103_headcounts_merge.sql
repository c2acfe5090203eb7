-- A merger adds the newest headcounts up on the successor's account; an undo takes that row back.
create trigger a_kept_for_undo after insert or update or delete on unit_headcount for each row
  when (coalesce(current_setting('loa.event', true), '') <> '') execute function keep_organisation_change();
