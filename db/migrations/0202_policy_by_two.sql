-- What is asked of everybody who signs in is changed by two people, like roles (docs/decisions/0203).
alter table approval
  drop constraint approval_kind_check,
  add constraint approval_kind_check check (kind in
    ('role_grant', 'role_end', 'channel_change', 'directive_issue', 'approval_policy', 'sign_in_policy'));
