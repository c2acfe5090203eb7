-- Generated from db/migrations by `npm run schema`; do not edit.

table access_link (row security)
  token_hash bytea not null
  recipient_id bigint not null
  generation smallint not null
  created_at timestamp with time zone not null
  expires_at timestamp with time zone not null
  revoked_at timestamp with time zone
  constraint access_link_pkey PRIMARY KEY (token_hash)
  constraint access_link_recipient_id_generation_key UNIQUE (recipient_id, generation)
  CREATE TRIGGER link_stays BEFORE UPDATE OF recipient_id ON public.access_link FOR EACH ROW WHEN ((new.recipient_id <> old.recipient_id)) EXECUTE FUNCTION forbid_link_move()
  CREATE TRIGGER links_refer AFTER INSERT ON public.access_link REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION check_links_refer()

table acknowledgement (row security)
  id bigint not null identity
  directive_id bigint not null
  target_id bigint
  recipient_id bigint
  answer text not null
  note text
  via text not null
  at timestamp with time zone not null
  is_late boolean not null default false
  receipt_code text not null
  text_opened boolean
  device_id bigint
  recorded_by bigint
  spoke_with text
  withdrawn_at timestamp with time zone
  unverified boolean not null default false
  constraint acknowledgement_answer_check CHECK ((answer = ANY (ARRAY['received'::text, 'not_applicable'::text])))
  constraint acknowledgement_check CHECK (((via <> 'phone'::text) OR (recorded_by IS NOT NULL)))
  constraint acknowledgement_check1 CHECK (((target_id IS NOT NULL) OR (recipient_id IS NOT NULL)))
  constraint acknowledgement_directive_id_fkey FOREIGN KEY (directive_id) REFERENCES directive(id)
  constraint acknowledgement_pkey PRIMARY KEY (id)
  constraint acknowledgement_receipt_code_key UNIQUE (receipt_code)
  constraint acknowledgement_recipient_id_fkey FOREIGN KEY (recipient_id) REFERENCES recipient(id)
  constraint acknowledgement_recorded_by_fkey FOREIGN KEY (recorded_by) REFERENCES staff(id)
  constraint acknowledgement_target_id_fkey FOREIGN KEY (target_id) REFERENCES target(id)
  constraint acknowledgement_via_check CHECK ((via = ANY (ARRAY['page'::text, 'button'::text, 'reply'::text, 'phone'::text])))
  CREATE INDEX acknowledgement_directive ON public.acknowledgement USING btree (directive_id, at DESC)
  CREATE INDEX acknowledgement_recipient ON public.acknowledgement USING btree (recipient_id)
  CREATE UNIQUE INDEX acknowledgement_standing ON public.acknowledgement USING btree (recipient_id) WHERE ((withdrawn_at IS NULL) AND (via <> 'phone'::text))
  CREATE INDEX acknowledgement_target ON public.acknowledgement USING btree (target_id)
  CREATE TRIGGER keep_frozen BEFORE UPDATE ON public.acknowledgement FOR EACH ROW WHEN (((((((((((((old.directive_id IS DISTINCT FROM new.directive_id) OR (old.recipient_id IS DISTINCT FROM new.recipient_id)) OR (old.target_id IS DISTINCT FROM new.target_id)) OR (old.answer IS DISTINCT FROM new.answer)) OR (old.via IS DISTINCT FROM new.via)) OR (old.at IS DISTINCT FROM new.at)) OR (old.is_late IS DISTINCT FROM new.is_late)) OR (old.receipt_code IS DISTINCT FROM new.receipt_code)) OR (old.recorded_by IS DISTINCT FROM new.recorded_by)) OR (old.device_id IS DISTINCT FROM new.device_id)) OR (old.text_opened IS DISTINCT FROM new.text_opened)) OR ((old.withdrawn_at IS DISTINCT FROM new.withdrawn_at) AND (old.withdrawn_at IS NOT NULL)) OR (new.unverified AND (NOT old.unverified)) OR ((new.note IS NOT NULL) AND (new.note IS DISTINCT FROM old.note)) OR ((new.spoke_with IS NOT NULL) AND (new.spoke_with IS DISTINCT FROM old.spoke_with)))) EXECUTE FUNCTION keep_frozen()
  policy console using (EXISTS ( SELECT
   FROM loa_seen_directive s
  WHERE (s.id = acknowledgement.directive_id)))
  policy whole using true
  grant INSERT, SELECT, UPDATE to loa_console

table api_key (row security)
  id bigint not null identity
  name text not null
  hint text not null
  hash bytea not null
  staff_id bigint not null
  unit_id bigint not null
  permissions text[] not null
  created_at timestamp with time zone not null
  expires_at timestamp with time zone not null
  last_used_at timestamp with time zone
  revoked_at timestamp with time zone
  revoked_by bigint
  replaced_by bigint
  constraint api_key_check CHECK ((expires_at > created_at))
  constraint api_key_check1 CHECK ((expires_at <= (created_at + '366 days'::interval)))
  constraint api_key_check2 CHECK (((revoked_at IS NULL) = (revoked_by IS NULL)))
  constraint api_key_check3 CHECK ((replaced_by <> id))
  constraint api_key_hash_check CHECK ((length(hash) = 32))
  constraint api_key_hash_key UNIQUE (hash)
  constraint api_key_hint_check CHECK (((length(hint) >= 4) AND (length(hint) <= 12)))
  constraint api_key_name_check CHECK (((length(btrim(name)) >= 1) AND (length(btrim(name)) <= 100)))
  constraint api_key_permissions_check CHECK ((cardinality(permissions) > 0))
  constraint api_key_pkey PRIMARY KEY (id)
  constraint api_key_replaced_by_fkey FOREIGN KEY (replaced_by) REFERENCES api_key(id)
  constraint api_key_replaced_by_key UNIQUE (replaced_by)
  constraint api_key_revoked_by_fkey FOREIGN KEY (revoked_by) REFERENCES staff(id)
  constraint api_key_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES staff(id)
  constraint api_key_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES unit(id)
  CREATE INDEX api_key_staff ON public.api_key USING btree (staff_id)
  CREATE INDEX api_key_unit ON public.api_key USING btree (unit_id)
  CREATE TRIGGER api_key_heard AFTER UPDATE OF revoked_at, expires_at ON public.api_key FOR EACH ROW EXECUTE FUNCTION tell_api_key_ended()
  CREATE TRIGGER api_key_stays BEFORE UPDATE ON public.api_key FOR EACH ROW WHEN (((((((old.hash IS DISTINCT FROM new.hash) OR (old.staff_id IS DISTINCT FROM new.staff_id)) OR (old.unit_id IS DISTINCT FROM new.unit_id)) OR (old.permissions IS DISTINCT FROM new.permissions)) OR (old.created_at IS DISTINCT FROM new.created_at)) OR (new.expires_at > old.expires_at) OR ((old.revoked_at IS NOT NULL) AND (new.revoked_at IS DISTINCT FROM old.revoked_at)))) EXECUTE FUNCTION forbid_api_key_change()
  policy console using (EXISTS ( SELECT
   FROM unit s
  WHERE (s.id = api_key.unit_id)))
  policy whole using true
  grant INSERT, SELECT, UPDATE to loa_console

table api_key_calls (row security)
  api_key_id bigint not null
  window_ends timestamp with time zone not null
  taken integer not null
  granted integer not null
  constraint api_key_calls_api_key_id_fkey FOREIGN KEY (api_key_id) REFERENCES api_key(id) ON DELETE CASCADE
  constraint api_key_calls_granted_check CHECK ((granted >= 0))
  constraint api_key_calls_pkey PRIMARY KEY (api_key_id)
  constraint api_key_calls_taken_check CHECK ((taken >= 0))

table approval (row security)
  id bigint not null identity
  kind text not null
  unit_id bigint not null
  act jsonb not null
  sealed bytea
  has_sealed boolean not null generated as (sealed IS NOT NULL)
  directive_id bigint
  reason text not null default ''::text
  requested_by bigint not null
  requested_at timestamp with time zone not null
  expires_at timestamp with time zone not null
  state text not null default 'waiting'::text
  decided_by bigint
  decided_at timestamp with time zone
  note text
  constraint approval_alone CHECK (((state <> ALL (ARRAY['withdrawn'::text, 'overridden'::text, 'direct'::text])) OR (decided_by = requested_by)))
  constraint approval_check CHECK ((expires_at > requested_at))
  constraint approval_check1 CHECK (((state = 'waiting'::text) = (decided_at IS NULL)))
  constraint approval_check2 CHECK (((decided_by IS NULL) = (decided_at IS NULL)))
  constraint approval_decided_by_fkey FOREIGN KEY (decided_by) REFERENCES staff(id)
  constraint approval_directive_id_fkey FOREIGN KEY (directive_id) REFERENCES directive(id)
  constraint approval_in_time CHECK (((state <> 'approved'::text) OR (decided_at < expires_at)))
  constraint approval_kind_check CHECK ((kind = ANY (ARRAY['role_grant'::text, 'role_end'::text, 'channel_change'::text, 'directive_issue'::text, 'approval_policy'::text, 'sign_in_policy'::text])))
  constraint approval_note_check CHECK ((length(note) <= 300))
  constraint approval_override_reason CHECK (((state <> 'overridden'::text) OR (length(btrim(note)) >= 10)))
  constraint approval_pkey PRIMARY KEY (id)
  constraint approval_reason_check CHECK ((length(reason) <= 300))
  constraint approval_requested_by_fkey FOREIGN KEY (requested_by) REFERENCES staff(id)
  constraint approval_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'approved'::text, 'refused'::text, 'withdrawn'::text, 'overridden'::text, 'direct'::text])))
  constraint approval_two_people CHECK (((state <> ALL (ARRAY['approved'::text, 'refused'::text])) OR (decided_by <> requested_by)))
  constraint approval_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES unit(id)
  CREATE INDEX approval_directive ON public.approval USING btree (directive_id) WHERE (directive_id IS NOT NULL)
  CREATE INDEX approval_unit ON public.approval USING btree (unit_id, id DESC)
  CREATE INDEX approval_waiting ON public.approval USING btree (unit_id) WHERE (state = 'waiting'::text)
  CREATE TRIGGER approval_stays BEFORE UPDATE ON public.approval FOR EACH ROW WHEN (((old.state <> 'waiting'::text) OR ((((((((old.kind IS DISTINCT FROM new.kind) OR (old.unit_id IS DISTINCT FROM new.unit_id)) OR (old.act IS DISTINCT FROM new.act)) OR (old.sealed IS DISTINCT FROM new.sealed)) OR (old.requested_by IS DISTINCT FROM new.requested_by)) OR (old.requested_at IS DISTINCT FROM new.requested_at)) OR (old.expires_at IS DISTINCT FROM new.expires_at)) OR (old.reason IS DISTINCT FROM new.reason)))) EXECUTE FUNCTION forbid_approval_change()
  policy console using (EXISTS ( SELECT
   FROM unit s
  WHERE (s.id = approval.unit_id)))
  policy whole using true
  grant INSERT to loa_console

table approval_notice (row security)
  approval_id bigint not null
  staff_id bigint not null
  at timestamp with time zone not null
  seen_at timestamp with time zone
  constraint approval_notice_approval_id_fkey FOREIGN KEY (approval_id) REFERENCES approval(id)
  constraint approval_notice_pkey PRIMARY KEY (approval_id, staff_id)
  constraint approval_notice_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES staff(id)
  CREATE INDEX approval_notice_unseen ON public.approval_notice USING btree (staff_id) WHERE (seen_at IS NULL)
  policy console using (EXISTS ( SELECT
   FROM loa_seen_approval s
  WHERE (s.id = approval_notice.approval_id)))
  policy whole using true
  grant INSERT, SELECT to loa_console

table approval_policy (row security)
  unit_id bigint not null
  roles boolean not null
  channels boolean not null
  issuing boolean not null
  override_roles text[] not null
  changed_at timestamp with time zone not null
  constraint approval_policy_override_roles_check CHECK ((override_roles <@ ARRAY['administrator'::text, 'leader'::text, 'specialist'::text, 'clerk'::text, 'viewer'::text, 'unit_officer'::text]))
  constraint approval_policy_pkey PRIMARY KEY (unit_id)
  constraint approval_policy_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES unit(id)
  policy console using (EXISTS ( SELECT
   FROM unit s
  WHERE (s.id = approval_policy.unit_id)))
  policy whole using true
  grant SELECT to loa_console

table area
  id bigint not null identity
  code text not null
  name text not null
  name_fold text not null generated as loa_fold(name)
  valid_from date not null default '1900-01-01'::date
  valid_to date
  is_demo boolean not null default false
  level_code text not null default 'xa'::text
  parent_id bigint
  constraint area_check CHECK (((valid_to IS NULL) OR (valid_to > valid_from)))
  constraint area_code_key UNIQUE (code)
  constraint area_level_code_fkey FOREIGN KEY (level_code) REFERENCES area_level(code)
  constraint area_not_in_itself CHECK ((parent_id <> id))
  constraint area_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES area(id)
  constraint area_pkey PRIMARY KEY (id)
  CREATE INDEX area_by_name ON public.area USING btree (name COLLATE "vi-x-icu", id)
  grant SELECT to loa_console

table area_change (row security)
  id bigint not null identity
  effective_on date not null
  founded bigint[] not null
  ended bigint[] not null
  pairs jsonb not null
  made_by bigint
  made_at timestamp with time zone not null
  undone_at timestamp with time zone
  constraint area_change_made_by_fkey FOREIGN KEY (made_by) REFERENCES staff(id)
  constraint area_change_pkey PRIMARY KEY (id)
  policy console using ( SELECT loa_sees_all() AS loa_sees_all)
  policy whole using true
  grant SELECT to loa_console

table area_level
  code text not null
  name_vi text not null
  name_en text not null
  rank smallint not null
  constraint area_level_pkey PRIMARY KEY (code)
  grant SELECT to loa_console

table area_succession
  from_area_id bigint not null
  to_area_id bigint not null
  effective_on date not null
  share text not null
  constraint area_succession_check CHECK ((from_area_id <> to_area_id))
  constraint area_succession_from_area_id_fkey FOREIGN KEY (from_area_id) REFERENCES area(id)
  constraint area_succession_pkey PRIMARY KEY (from_area_id, to_area_id)
  constraint area_succession_share_check CHECK ((share = ANY (ARRAY['whole'::text, 'most'::text, 'part'::text])))
  constraint area_succession_to_area_id_fkey FOREIGN KEY (to_area_id) REFERENCES area(id)
  CREATE INDEX area_succession_to ON public.area_succession USING btree (to_area_id)
  CREATE TRIGGER area_succession_in_order AFTER INSERT OR UPDATE ON public.area_succession FOR EACH ROW EXECUTE FUNCTION check_area_succession()
  grant SELECT to loa_console

table attachment (row security)
  id bigint not null identity
  directive_id bigint not null
  public_key text not null
  file_name text not null
  mime text not null
  size integer not null
  sha256 bytea not null
  content bytea not null
  sort smallint not null default 0
  uploaded_by bigint
  uploaded_at timestamp with time zone not null
  constraint attachment_directive_id_fkey FOREIGN KEY (directive_id) REFERENCES directive(id) ON DELETE CASCADE
  constraint attachment_pkey PRIMARY KEY (id)
  constraint attachment_public_key_key UNIQUE (public_key)
  constraint attachment_size_check CHECK (((size > 0) AND (size <= 26214400)))
  constraint attachment_uploaded_by_fkey FOREIGN KEY (uploaded_by) REFERENCES staff(id)
  CREATE INDEX attachment_directive ON public.attachment USING btree (directive_id)
  CREATE TRIGGER attachment_locked BEFORE INSERT OR DELETE OR UPDATE ON public.attachment FOR EACH ROW EXECUTE FUNCTION forbid_attachment_change()
  policy console using (EXISTS ( SELECT
   FROM loa_seen_directive s
  WHERE (s.id = attachment.directive_id)))
  policy whole using true
  grant DELETE, INSERT, SELECT, UPDATE to loa_console

table audit_block (row security)
  number bigint not null
  sealed_at timestamp with time zone not null
  entries int8multirange not null
  still_open int8multirange not null
  reach bigint not null
  digests bytea not null
  previous bytea not null
  hash bytea not null
  key_id text not null
  seal bytea not null
  constraint audit_block_digests_check CHECK (((length(digests) > 0) AND ((length(digests) % 32) = 0)))
  constraint audit_block_entries_check CHECK ((NOT isempty(entries)))
  constraint audit_block_hash_check CHECK ((length(hash) = 32))
  constraint audit_block_number_check CHECK ((number > 0))
  constraint audit_block_pkey PRIMARY KEY (number)
  constraint audit_block_previous_check CHECK ((length(previous) = 32))
  constraint audit_block_seal_check CHECK ((length(seal) = 32))
  CREATE TRIGGER audit_block_append_only BEFORE DELETE OR UPDATE ON public.audit_block FOR EACH ROW EXECUTE FUNCTION forbid_audit_change()
  CREATE TRIGGER audit_block_no_truncate BEFORE TRUNCATE ON public.audit_block FOR EACH STATEMENT EXECUTE FUNCTION forbid_audit_change()
  policy console using true
  grant SELECT to loa_console

table audit_entry (row security)
  id bigint not null identity
  at timestamp with time zone not null
  actor_kind text not null
  actor_id bigint
  action text not null
  entity text not null
  entity_id bigint
  data jsonb not null default '{}'::jsonb
  unit_id bigint
  constraint audit_entry_actor_kind_check CHECK ((actor_kind = ANY (ARRAY['staff'::text, 'officer'::text, 'system'::text, 'provider'::text, 'api_key'::text])))
  constraint audit_entry_pkey PRIMARY KEY (id)
  CREATE INDEX audit_entry_action ON public.audit_entry USING btree (action text_pattern_ops, id)
  CREATE INDEX audit_entry_actor ON public.audit_entry USING btree (actor_kind, actor_id, id) WHERE (actor_kind <> 'officer'::text)
  CREATE INDEX audit_entry_directive ON public.audit_entry USING btree ((((data ->> 'directiveId'::text))::bigint), id) WHERE (data ? 'directiveId'::text)
  CREATE INDEX audit_entry_entity ON public.audit_entry USING btree (entity, entity_id)
  CREATE INDEX audit_entry_office ON public.audit_entry USING btree (id) WHERE (actor_kind <> 'officer'::text)
  CREATE INDEX audit_entry_office_entity ON public.audit_entry USING btree (entity, entity_id, id) WHERE (actor_kind <> 'officer'::text)
  CREATE INDEX audit_entry_person ON public.audit_entry USING btree ((((data ->> 'personId'::text))::bigint), id) WHERE (data ? 'personId'::text)
  CREATE INDEX audit_entry_unit ON public.audit_entry USING btree (unit_id, id)
  CREATE TRIGGER audit_append_only BEFORE DELETE OR UPDATE ON public.audit_entry FOR EACH ROW EXECUTE FUNCTION forbid_audit_change()
  CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.audit_entry FOR EACH STATEMENT EXECUTE FUNCTION forbid_audit_change()
  policy console_reads using ((EXISTS ( SELECT
   FROM unit u
  WHERE (u.id = audit_entry.unit_id))) OR ((unit_id IS NULL) AND ( SELECT (EXISTS ( SELECT
           FROM unit
          WHERE (nlevel(unit.path) = 1))) AS "exists")))
  policy console_writes using 
  policy whole using true
  grant INSERT, SELECT to loa_console

table auth_account (row security)
  id text not null
  user_id text not null
  account_id text not null
  provider_id text not null
  password text
  access_token text
  refresh_token text
  id_token text
  access_token_expires_at timestamp with time zone
  refresh_token_expires_at timestamp with time zone
  scope text
  created_at timestamp with time zone not null
  updated_at timestamp with time zone not null
  constraint auth_account_pkey PRIMARY KEY (id)
  constraint auth_account_provider_id_account_id_key UNIQUE (provider_id, account_id)
  constraint auth_account_user_id_fkey FOREIGN KEY (user_id) REFERENCES auth_user(id) ON DELETE CASCADE
  CREATE INDEX auth_account_user ON public.auth_account USING btree (user_id)

table auth_session (row security)
  id text not null
  user_id text not null
  token text not null
  expires_at timestamp with time zone not null
  ip_address text
  user_agent text
  created_at timestamp with time zone not null
  updated_at timestamp with time zone not null
  way text
  constraint auth_session_pkey PRIMARY KEY (id)
  constraint auth_session_token_key UNIQUE (token)
  constraint auth_session_user_id_fkey FOREIGN KEY (user_id) REFERENCES auth_user(id) ON DELETE CASCADE
  CREATE INDEX auth_session_expiry ON public.auth_session USING btree (expires_at)
  CREATE INDEX auth_session_user ON public.auth_session USING btree (user_id)

table auth_user (row security)
  id text not null
  staff_id bigint not null
  name text not null
  email text not null
  email_verified boolean not null default false
  image text
  created_at timestamp with time zone not null
  updated_at timestamp with time zone not null
  constraint auth_user_email_key UNIQUE (email)
  constraint auth_user_pkey PRIMARY KEY (id)
  constraint auth_user_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES staff(id) ON DELETE CASCADE
  constraint auth_user_staff_id_key UNIQUE (staff_id)

table auth_verification (row security)
  id text not null
  identifier text not null
  value text not null
  expires_at timestamp with time zone not null
  created_at timestamp with time zone not null
  updated_at timestamp with time zone not null
  constraint auth_verification_pkey PRIMARY KEY (id)
  CREATE INDEX auth_verification_identifier ON public.auth_verification USING btree (identifier)

table breach (row security)
  id bigint not null identity
  discovered_at timestamp with time zone not null
  opened_by bigint not null
  summary text not null
  frozen boolean not null default true
  notified_at timestamp with time zone
  closed_at timestamp with time zone
  constraint breach_opened_by_fkey FOREIGN KEY (opened_by) REFERENCES staff(id)
  constraint breach_pkey PRIMARY KEY (id)
  constraint breach_summary_check CHECK (((length(summary) >= 1) AND (length(summary) <= 1000)))
  CREATE UNIQUE INDEX breach_one_freeze ON public.breach USING btree (frozen) WHERE frozen
  CREATE TRIGGER breach_heard AFTER INSERT OR UPDATE ON public.breach FOR EACH STATEMENT EXECUTE FUNCTION tell_freeze()
  policy console using ( SELECT loa_sees_all() AS loa_sees_all)
  policy whole using true
  grant INSERT, SELECT, UPDATE to loa_console

table breach_entry (row security)
  id bigint not null identity
  breach_id bigint not null
  at timestamp with time zone not null
  by_staff bigint
  text text not null
  constraint breach_entry_breach_id_fkey FOREIGN KEY (breach_id) REFERENCES breach(id)
  constraint breach_entry_by_staff_fkey FOREIGN KEY (by_staff) REFERENCES staff(id)
  constraint breach_entry_pkey PRIMARY KEY (id)
  constraint breach_entry_text_check CHECK (((length(text) >= 1) AND (length(text) <= 1000)))
  CREATE INDEX breach_entry_breach ON public.breach_entry USING btree (breach_id, at)
  policy console using ( SELECT loa_sees_all() AS loa_sees_all)
  policy whole using true
  grant INSERT, SELECT, UPDATE to loa_console

table call_result (row security)
  id bigint not null identity
  target_id bigint not null
  recipient_id bigint
  at timestamp with time zone not null
  recorded_by bigint not null
  outcome text not null
  spoke_with text
  note text
  constraint call_result_outcome_check CHECK ((outcome = ANY (ARRAY['promised'::text, 'no_answer'::text, 'wrong_number'::text, 'acknowledged'::text, 'dissolved'::text])))
  constraint call_result_pkey PRIMARY KEY (id)
  constraint call_result_recipient_id_fkey FOREIGN KEY (recipient_id) REFERENCES recipient(id)
  constraint call_result_recorded_by_fkey FOREIGN KEY (recorded_by) REFERENCES staff(id)
  constraint call_result_target_id_fkey FOREIGN KEY (target_id) REFERENCES target(id)
  CREATE INDEX call_result_target ON public.call_result USING btree (target_id)
  policy console using (EXISTS ( SELECT
   FROM loa_seen_target s
  WHERE (s.id = call_result.target_id)))
  policy whole using true
  grant INSERT, SELECT, UPDATE to loa_console

table channel_account (row security)
  id bigint not null identity
  kind text not null
  channel text not null
  owner_unit_id bigint not null
  name text not null
  base_url text not null
  config jsonb not null default '{}'::jsonb
  secrets bytea
  rank smallint not null default 100
  enabled boolean not null default true
  is_demo boolean not null default false
  constraint channel_account_channel_check CHECK ((channel = ANY (ARRAY['zalo'::text, 'sms'::text, 'email'::text, 'telegram'::text, 'webhook'::text])))
  constraint channel_account_owner_unit_id_fkey FOREIGN KEY (owner_unit_id) REFERENCES unit(id)
  constraint channel_account_pkey PRIMARY KEY (id)
  policy console using (EXISTS ( SELECT
   FROM unit s
  WHERE (s.id = channel_account.owner_unit_id)))
  policy whole using true

table channel_lane (row security)
  account_id bigint not null
  rate_per_minute integer not null
  burst integer not null
  tokens double precision not null
  refilled_at timestamp with time zone not null
  paused_until timestamp with time zone
  failures integer not null default 0
  health text not null default 'ok'::text
  health_reason text
  health_code text
  health_since timestamp with time zone
  last_success_at timestamp with time zone
  constraint channel_lane_account_id_fkey FOREIGN KEY (account_id) REFERENCES channel_account(id) ON DELETE CASCADE
  constraint channel_lane_burst_check CHECK ((burst > 0))
  constraint channel_lane_health_check CHECK ((health = ANY (ARRAY['ok'::text, 'slow'::text, 'failing'::text, 'down'::text])))
  constraint channel_lane_pkey PRIMARY KEY (account_id)
  constraint channel_lane_rate_per_minute_check CHECK ((rate_per_minute > 0))
  policy console using (EXISTS ( SELECT
   FROM loa_seen_account s
  WHERE (s.id = channel_lane.account_id)))
  policy whole using true
  grant SELECT to loa_console

table channel_loan (row security)
  id bigint not null identity
  account_id bigint not null
  borrower_unit_id bigint not null
  valid_from date not null
  valid_to date
  state text not null
  lent_by bigint
  created_at timestamp with time zone not null
  constraint channel_loan_account_id_fkey FOREIGN KEY (account_id) REFERENCES channel_account(id) ON DELETE CASCADE
  constraint channel_loan_borrower_unit_id_fkey FOREIGN KEY (borrower_unit_id) REFERENCES unit(id)
  constraint channel_loan_check CHECK (((valid_to IS NULL) OR (valid_to > valid_from)))
  constraint channel_loan_lent_by_fkey FOREIGN KEY (lent_by) REFERENCES staff(id)
  constraint channel_loan_once EXCLUDE USING gist (account_id WITH =, borrower_unit_id WITH =, daterange(valid_from, valid_to) WITH &&)
  constraint channel_loan_pkey PRIMARY KEY (id)
  constraint channel_loan_state_check CHECK ((state = ANY (ARRAY['planned'::text, 'open'::text, 'ended'::text])))
  CREATE INDEX channel_loan_borrower ON public.channel_loan USING btree (borrower_unit_id)
  CREATE TRIGGER channel_loan_downward AFTER INSERT OR UPDATE OF account_id, borrower_unit_id ON public.channel_loan FOR EACH ROW EXECUTE FUNCTION check_channel_loan()
  policy console using ((EXISTS ( SELECT
   FROM unit u
  WHERE (u.id = channel_loan.borrower_unit_id))) OR (EXISTS ( SELECT
   FROM loa_seen_account s
  WHERE (s.id = channel_loan.account_id))))
  policy whole using true
  grant INSERT, SELECT, UPDATE to loa_console

table chat_group (row security)
  id bigint not null identity
  code text not null
  owner_unit_id bigint not null
  name text not null
  platform text not null
  url text
  sort smallint not null default 0
  is_demo boolean not null default false
  rule jsonb
  ended_at timestamp with time zone
  constraint chat_group_code_key UNIQUE (code)
  constraint chat_group_owner_unit_id_fkey FOREIGN KEY (owner_unit_id) REFERENCES unit(id)
  constraint chat_group_pkey PRIMARY KEY (id)
  constraint chat_group_platform_check CHECK ((platform = ANY (ARRAY['zalo'::text, 'facebook'::text, 'list'::text])))
  CREATE INDEX chat_group_owner ON public.chat_group USING btree (owner_unit_id) WHERE (ended_at IS NULL)
  CREATE TRIGGER a_kept_for_undo AFTER INSERT OR DELETE OR UPDATE ON public.chat_group FOR EACH ROW WHEN ((COALESCE(current_setting('loa.event'::text, true), ''::text) <> ''::text)) EXECUTE FUNCTION keep_organisation_change()
  policy console using (EXISTS ( SELECT
   FROM unit s
  WHERE (s.id = chat_group.owner_unit_id)))
  policy whole using true
  grant INSERT, SELECT, UPDATE to loa_console

table chat_group_due (row security)
  id bigint not null identity
  owner_unit_id bigint not null
  constraint chat_group_due_pkey PRIMARY KEY (id)

table chat_group_member (row security)
  group_id bigint not null
  person_id bigint not null
  valid_from date not null default '1900-01-01'::date
  valid_to date
  post_id bigint
  joined_at timestamp with time zone
  left_at timestamp with time zone
  id bigint not null identity
  join_reason text
  joined_by bigint
  leave_reason text
  left_by bigint
  constraint chat_group_member_dates CHECK (((valid_to IS NULL) OR (valid_to >= valid_from)))
  constraint chat_group_member_group_id_fkey FOREIGN KEY (group_id) REFERENCES chat_group(id)
  constraint chat_group_member_join_reason_check CHECK ((join_reason = ANY (ARRAY['hand'::text, 'rule'::text, 'successor'::text])))
  constraint chat_group_member_joined_by_fkey FOREIGN KEY (joined_by) REFERENCES staff(id)
  constraint chat_group_member_leave_reason_check CHECK ((leave_reason = ANY (ARRAY['hand'::text, 'rule'::text, 'group_ended'::text])))
  constraint chat_group_member_left_by_fkey FOREIGN KEY (left_by) REFERENCES staff(id)
  constraint chat_group_member_once EXCLUDE USING gist (((group_id + 0)) WITH =, ((person_id + 0)) WITH =, daterange(valid_from, valid_to) WITH &&)
  constraint chat_group_member_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id)
  constraint chat_group_member_pkey PRIMARY KEY (id)
  constraint chat_group_member_post_id_fkey FOREIGN KEY (post_id) REFERENCES post(id)
  CREATE INDEX chat_group_member_group ON public.chat_group_member USING btree (group_id)
  CREATE INDEX chat_group_member_person ON public.chat_group_member USING btree (person_id)
  CREATE INDEX chat_group_member_post ON public.chat_group_member USING btree (post_id) WHERE (post_id IS NOT NULL)
  CREATE TRIGGER a_kept_for_undo AFTER INSERT OR DELETE OR UPDATE ON public.chat_group_member FOR EACH ROW WHEN ((COALESCE(current_setting('loa.event'::text, true), ''::text) <> ''::text)) EXECUTE FUNCTION keep_organisation_change()
  policy console using (EXISTS ( SELECT
   FROM loa_seen_group s
  WHERE (s.id = chat_group_member.group_id)))
  policy whole using true
  grant INSERT, SELECT, UPDATE to loa_console

table chat_group_refresh (row security)
  group_id bigint not null
  refreshed_at timestamp with time zone not null
  constraint chat_group_refresh_group_id_fkey FOREIGN KEY (group_id) REFERENCES chat_group(id)
  constraint chat_group_refresh_pkey PRIMARY KEY (group_id)

table chat_group_seat (row security)
  group_id bigint not null
  person_id bigint not null
  in_chat boolean not null
  at timestamp with time zone not null
  by_staff bigint
  constraint chat_group_seat_by_staff_fkey FOREIGN KEY (by_staff) REFERENCES staff(id)
  constraint chat_group_seat_group_id_fkey FOREIGN KEY (group_id) REFERENCES chat_group(id)
  constraint chat_group_seat_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id)
  constraint chat_group_seat_pkey PRIMARY KEY (group_id, person_id)
  CREATE INDEX chat_group_seat_person ON public.chat_group_seat USING btree (person_id)
  policy console using (EXISTS ( SELECT
   FROM loa_seen_group s
  WHERE (s.id = chat_group_seat.group_id)))
  policy whole using true
  grant DELETE, INSERT, SELECT, UPDATE to loa_console

table chat_group_unit (row security)
  group_id bigint not null
  unit_id bigint not null
  constraint chat_group_unit_group_id_fkey FOREIGN KEY (group_id) REFERENCES chat_group(id)
  constraint chat_group_unit_pkey PRIMARY KEY (group_id, unit_id)
  constraint chat_group_unit_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES unit(id)
  CREATE INDEX chat_group_unit_unit ON public.chat_group_unit USING btree (unit_id)
  CREATE TRIGGER a_kept_for_undo AFTER INSERT OR DELETE OR UPDATE ON public.chat_group_unit FOR EACH ROW WHEN ((COALESCE(current_setting('loa.event'::text, true), ''::text) <> ''::text)) EXECUTE FUNCTION keep_organisation_change()
  policy console using (EXISTS ( SELECT
   FROM loa_seen_group s
  WHERE (s.id = chat_group_unit.group_id)))
  policy whole using true
  grant INSERT, SELECT, UPDATE to loa_console

table consent (row security)
  id bigint not null identity
  person_id bigint not null
  purpose text not null
  channel text
  text_version text not null
  given_at timestamp with time zone not null
  how text not null
  evidence text not null
  recorded_by bigint
  withdrawn_at timestamp with time zone
  withdrawn_how text
  constraint consent_channel_check CHECK ((channel = ANY (ARRAY['zalo'::text, 'sms'::text, 'email'::text, 'telegram'::text, 'webhook'::text])))
  constraint consent_check CHECK (((withdrawn_at IS NULL) = (withdrawn_how IS NULL)))
  constraint consent_check1 CHECK ((withdrawn_at >= given_at))
  constraint consent_check2 CHECK (((purpose = 'promotion'::text) = (channel IS NOT NULL)))
  constraint consent_evidence_check CHECK (((length(evidence) >= 1) AND (length(evidence) <= 300)))
  constraint consent_how_check CHECK ((how = ANY (ARRAY['page'::text, 'paper'::text, 'call'::text])))
  constraint consent_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id)
  constraint consent_pkey PRIMARY KEY (id)
  constraint consent_purpose_check CHECK ((purpose = ANY (ARRAY['promotion'::text, 'photo'::text, 'praise'::text])))
  constraint consent_recorded_by_fkey FOREIGN KEY (recorded_by) REFERENCES staff(id)
  constraint consent_text_version_check CHECK (((length(text_version) >= 1) AND (length(text_version) <= 40)))
  constraint consent_withdrawn_how_check CHECK ((withdrawn_how = ANY (ARRAY['page'::text, 'paper'::text, 'call'::text])))
  CREATE UNIQUE INDEX consent_standing ON public.consent USING btree (person_id, purpose, COALESCE(channel, ''::text)) WHERE (withdrawn_at IS NULL)
  policy console using ((EXISTS ( SELECT
   FROM loa_seen_post s
  WHERE (s.person_id = consent.person_id))) OR (EXISTS ( SELECT
   FROM loa_seen_home s
  WHERE (s.person_id = consent.person_id))))
  policy whole using true
  grant INSERT, SELECT, UPDATE to loa_console

table contact_point (row security)
  id bigint not null identity
  person_id bigint not null
  channel text not null
  account_id bigint
  address text not null
  state text not null default 'ok'::text
  is_shared_office boolean not null default false
  window_until timestamp with time zone
  last_success_at timestamp with time zone
  last_failure_at timestamp with time zone
  last_failure_reason text
  added_at timestamp with time zone
  verified_at timestamp with time zone
  verified_how text
  invalid_since timestamp with time zone
  removed_at timestamp with time zone
  heard_at timestamp with time zone
  constraint contact_point_account CHECK (((account_id IS NULL) OR (channel = ANY (ARRAY['zalo'::text, 'telegram'::text, 'webhook'::text]))))
  constraint contact_point_account_id_fkey FOREIGN KEY (account_id) REFERENCES channel_account(id)
  constraint contact_point_channel_check CHECK ((channel = ANY (ARRAY['zalo'::text, 'sms'::text, 'email'::text, 'telegram'::text, 'webhook'::text, 'phone'::text])))
  constraint contact_point_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id) ON DELETE CASCADE
  constraint contact_point_pkey PRIMARY KEY (id)
  constraint contact_point_removed CHECK (((removed_at IS NULL) OR (state <> 'ok'::text)))
  constraint contact_point_state_check CHECK ((state = ANY (ARRAY['ok'::text, 'invalid'::text, 'blocked'::text, 'stopped'::text])))
  constraint contact_point_verified CHECK (((verified_at IS NULL) = (verified_how IS NULL)))
  constraint contact_point_verified_how_check CHECK ((verified_how = ANY (ARRAY['code'::text, 'reply'::text, 'call'::text, 'document'::text])))
  CREATE UNIQUE INDEX contact_point_address ON public.contact_point USING btree (person_id, channel, COALESCE(account_id, (0)::bigint), address)
  CREATE INDEX contact_point_lookup ON public.contact_point USING btree (channel, address)
  CREATE TRIGGER a_kept_for_undo AFTER INSERT OR DELETE OR UPDATE ON public.contact_point FOR EACH ROW WHEN ((COALESCE(current_setting('loa.event'::text, true), ''::text) <> ''::text)) EXECUTE FUNCTION keep_organisation_change()
  policy console using ((EXISTS ( SELECT
   FROM loa_seen_post s
  WHERE (s.person_id = contact_point.person_id))) OR (EXISTS ( SELECT
   FROM loa_seen_home s
  WHERE (s.person_id = contact_point.person_id))))
  policy whole using true
  grant INSERT, SELECT, UPDATE to loa_console

table data_request (row security)
  id bigint not null identity
  person_id bigint not null
  kind text not null
  came_by text not null
  note text
  third_party boolean not null default false
  received_at timestamp with time zone not null
  answer_by date not null
  act_by date not null
  extended_days smallint
  extended_reason text
  answered_at timestamp with time zone
  finished_at timestamp with time zone
  outcome text
  outcome_note text
  handled_by bigint
  constraint data_request_came_by_check CHECK ((came_by = ANY (ARRAY['page'::text, 'paper'::text, 'call'::text, 'email'::text])))
  constraint data_request_check CHECK ((act_by >= answer_by))
  constraint data_request_check1 CHECK ((finished_at >= received_at))
  constraint data_request_check2 CHECK (((extended_days IS NULL) = (extended_reason IS NULL)))
  constraint data_request_check3 CHECK (((finished_at IS NULL) = (outcome IS NULL)))
  constraint data_request_check4 CHECK (((outcome IS NULL) OR (outcome = 'done'::text) OR (outcome_note IS NOT NULL)))
  constraint data_request_extended_days_check CHECK (((extended_days >= 1) AND (extended_days <= 15)))
  constraint data_request_extended_reason_check CHECK (((length(extended_reason) >= 1) AND (length(extended_reason) <= 300)))
  constraint data_request_handled_by_fkey FOREIGN KEY (handled_by) REFERENCES staff(id)
  constraint data_request_kind_check CHECK ((kind = ANY (ARRAY['access'::text, 'correct'::text, 'erase'::text, 'restrict'::text, 'object'::text, 'withdraw'::text])))
  constraint data_request_note_check CHECK (((length(note) >= 1) AND (length(note) <= 1000)))
  constraint data_request_outcome_check CHECK ((outcome = ANY (ARRAY['done'::text, 'partly'::text, 'refused'::text])))
  constraint data_request_outcome_note_check CHECK (((length(outcome_note) >= 1) AND (length(outcome_note) <= 500)))
  constraint data_request_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id)
  constraint data_request_pkey PRIMARY KEY (id)
  CREATE INDEX data_request_open ON public.data_request USING btree (act_by) WHERE (finished_at IS NULL)
  CREATE INDEX data_request_person ON public.data_request USING btree (person_id)
  policy console using ((EXISTS ( SELECT
   FROM loa_seen_post s
  WHERE (s.person_id = data_request.person_id))) OR (EXISTS ( SELECT
   FROM loa_seen_home s
  WHERE (s.person_id = data_request.person_id))))
  policy whole using true
  grant INSERT, SELECT, UPDATE to loa_console

table delegation (row security)
  id bigint not null identity
  from_recipient_id bigint not null
  to_recipient_id bigint not null
  at timestamp with time zone not null
  named text not null
  constraint delegation_from_recipient_id_fkey FOREIGN KEY (from_recipient_id) REFERENCES recipient(id)
  constraint delegation_named_check CHECK (((length(named) >= 1) AND (length(named) <= 120)))
  constraint delegation_pkey PRIMARY KEY (id)
  constraint delegation_to_recipient_id_fkey FOREIGN KEY (to_recipient_id) REFERENCES recipient(id)
  CREATE UNIQUE INDEX delegation_once ON public.delegation USING btree (from_recipient_id, to_recipient_id)
  CREATE INDEX delegation_to ON public.delegation USING btree (to_recipient_id)
  CREATE TRIGGER delegate_at_home AFTER INSERT ON public.delegation FOR EACH ROW EXECUTE FUNCTION delegate_is_at_home()
  policy console using (EXISTS ( SELECT
   FROM loa_seen_recipient s
  WHERE (s.id = delegation.from_recipient_id)))
  policy whole using true
  grant INSERT, SELECT, UPDATE to loa_console

table delivery (row security)
  id bigint not null identity
  directive_id bigint not null
  recipient_id bigint not null
  purpose text not null
  purpose_ref bigint not null default 0
  channel text not null
  account_id bigint not null
  contact_point_id bigint
  address text not null
  urgency smallint not null
  state text not null default 'queued'::text
  attempts smallint not null default 0
  due_at timestamp with time zone not null
  valid_until timestamp with time zone not null
  claimed_by bigint
  claimed_at timestamp with time zone
  provider_message_id text
  reason text
  provider_code text
  accepted_at timestamp with time zone
  delivered_at timestamp with time zone
  seen_at timestamp with time zone
  failed_at timestamp with time zone
  created_at timestamp with time zone not null
  followed_up_at timestamp with time zone
  reconcile_at timestamp with time zone
  repeat_until timestamp with time zone
  constraint delivery_account_id_fkey FOREIGN KEY (account_id) REFERENCES channel_account(id)
  constraint delivery_channel_check CHECK ((channel = ANY (ARRAY['zalo'::text, 'sms'::text, 'email'::text, 'telegram'::text, 'webhook'::text])))
  constraint delivery_contact_point_id_fkey FOREIGN KEY (contact_point_id) REFERENCES contact_point(id)
  constraint delivery_directive_id_fkey FOREIGN KEY (directive_id) REFERENCES directive(id)
  constraint delivery_pkey PRIMARY KEY (id)
  constraint delivery_purpose_check CHECK ((purpose = ANY (ARRAY['issue'::text, 'nudge'::text, 'escalation'::text, 'answer'::text, 'link'::text, 'delegation'::text, 'replacement'::text, 'code'::text, 'test'::text])))
  constraint delivery_recipient_id_fkey FOREIGN KEY (recipient_id) REFERENCES recipient(id)
  constraint delivery_state_check CHECK ((state = ANY (ARRAY['queued'::text, 'sending'::text, 'accepted'::text, 'delivered'::text, 'seen'::text, 'failed'::text, 'unknown'::text, 'expired'::text, 'cancelled'::text])))
  CREATE INDEX delivery_contact ON public.delivery USING btree (contact_point_id)
  CREATE INDEX delivery_directive ON public.delivery USING btree (directive_id)
  CREATE UNIQUE INDEX delivery_once ON public.delivery USING btree (recipient_id, purpose, purpose_ref, channel, contact_point_id) NULLS NOT DISTINCT
  CREATE TRIGGER delivery_becomes_unknown AFTER UPDATE ON public.delivery FOR EACH ROW WHEN ((((new.state = 'unknown'::text) AND (new.followed_up_at IS NULL)) <> ((old.state = 'unknown'::text) AND (old.followed_up_at IS NULL)))) EXECUTE FUNCTION follow_unknown()
  CREATE TRIGGER delivery_forgotten AFTER DELETE ON public.delivery FOR EACH ROW EXECUTE FUNCTION forget_delivery()
  CREATE TRIGGER delivery_left_queue AFTER UPDATE ON public.delivery FOR EACH ROW WHEN (((old.state = ANY (ARRAY['queued'::text, 'sending'::text])) AND (new.state <> ALL (ARRAY['queued'::text, 'sending'::text, 'accepted'::text])))) EXECUTE FUNCTION leave_queue()
  CREATE TRIGGER delivery_queued AFTER INSERT ON public.delivery REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION queue_new_deliveries()
  CREATE TRIGGER delivery_queued_again AFTER UPDATE ON public.delivery FOR EACH ROW WHEN (((new.state = 'queued'::text) AND ((old.state <> 'queued'::text) OR (new.due_at <> old.due_at) OR (new.account_id <> old.account_id) OR (new.valid_until <> old.valid_until)))) EXECUTE FUNCTION queue_again()
  policy console using (EXISTS ( SELECT
   FROM loa_seen_directive s
  WHERE (s.id = delivery.directive_id)))
  policy whole using true
  grant INSERT, SELECT, UPDATE to loa_console

table delivery_queue (row security)
  delivery_id bigint not null
  recipient_id bigint not null
  account_id bigint not null
  urgency smallint not null
  due_at timestamp with time zone not null
  valid_until timestamp with time zone not null
  claimed_by bigint
  constraint delivery_queue_pkey PRIMARY KEY (delivery_id)
  CREATE INDEX delivery_queue_order ON public.delivery_queue USING btree (account_id, urgency DESC, due_at, delivery_id)
  policy console using (EXISTS ( SELECT
   FROM loa_seen_account s
  WHERE (s.id = delivery_queue.account_id)))
  policy whole using true
  grant SELECT to loa_console

table delivery_unknown (row security)
  delivery_id bigint not null
  account_id bigint not null
  constraint delivery_unknown_pkey PRIMARY KEY (delivery_id)

table device (row security)
  id bigint not null identity
  token_hash bytea not null
  person_id bigint not null
  first_seen_at timestamp with time zone not null
  remembered_until timestamp with time zone
  constraint device_once UNIQUE (token_hash, person_id)
  constraint device_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id)
  constraint device_pkey PRIMARY KEY (id)
  CREATE INDEX device_person ON public.device USING btree (person_id)

table directive (row security)
  id bigint not null identity
  owner_unit_id bigint not null
  state text not null default 'draft'::text
  kind_code text not null
  urgency smallint not null default 0
  message_class text not null default 'official'::text
  is_drill boolean not null default false
  title text not null default ''::text
  actions jsonb not null default '[]'::jsonb
  body text not null default ''::text
  overrides jsonb not null default '{}'::jsonb
  sms_unaccented boolean not null default true
  relay jsonb
  audience jsonb not null default '{}'::jsonb
  acknowledge boolean not null default false
  acknowledge_by text not null default 'unit'::text
  acknowledge_before timestamp with time zone
  escalation jsonb not null default '[]'::jsonb
  valid_until timestamp with time zone
  replaces_id bigint
  relation text
  number integer
  symbol text
  issued_at timestamp with time zone
  issued_by bigint
  issuer_name text
  held_until timestamp with time zone
  released_at timestamp with time zone
  stopped_at timestamp with time zone
  closed_at timestamp with time zone
  created_by bigint
  created_at timestamp with time zone not null
  updated_by bigint
  updated_at timestamp with time zone not null
  revision integer not null default 1
  template_code text
  is_demo boolean not null default false
  title_fold text not null generated as loa_fold(title)
  issue_key text
  replaced_at timestamp with time zone
  traces_removed_at timestamp with time zone
  search tsvector not null generated as loa_directive_search(title, number, symbol, relay, kind_code, template_code)
  constraint directive_acknowledge_by_check CHECK ((acknowledge_by = ANY (ARRAY['unit'::text, 'person'::text])))
  constraint directive_check CHECK (((number IS NULL) = (symbol IS NULL)))
  constraint directive_check1 CHECK (((state = ANY (ARRAY['template'::text, 'draft'::text, 'discarded'::text])) OR ((number IS NOT NULL) AND (issued_at IS NOT NULL) AND (valid_until IS NOT NULL))))
  constraint directive_check2 CHECK (((replaces_id IS NULL) = (relation IS NULL)))
  constraint directive_created_by_fkey FOREIGN KEY (created_by) REFERENCES staff(id)
  constraint directive_issue_key_key UNIQUE (issue_key)
  constraint directive_issued_by_fkey FOREIGN KEY (issued_by) REFERENCES staff(id)
  constraint directive_kind_code_fkey FOREIGN KEY (kind_code) REFERENCES directive_kind(code)
  constraint directive_message_class_check CHECK ((message_class = ANY (ARRAY['official'::text, 'information'::text, 'promotion'::text])))
  constraint directive_owner_unit_id_fkey FOREIGN KEY (owner_unit_id) REFERENCES unit(id)
  constraint directive_pkey PRIMARY KEY (id)
  constraint directive_relation_check CHECK ((relation = ANY (ARRAY['replaces'::text, 'corrects'::text, 'recalls'::text])))
  constraint directive_replaces_id_fkey FOREIGN KEY (replaces_id) REFERENCES directive(id)
  constraint directive_state_check CHECK ((state = ANY (ARRAY['template'::text, 'draft'::text, 'held'::text, 'sending'::text, 'sent'::text, 'stopped'::text, 'closed'::text, 'discarded'::text])))
  constraint directive_updated_by_fkey FOREIGN KEY (updated_by) REFERENCES staff(id)
  constraint directive_urgency_check CHECK (((urgency >= 0) AND (urgency <= 3)))
  CREATE INDEX directive_held ON public.directive USING btree (held_until) WHERE (state = 'held'::text)
  CREATE UNIQUE INDEX directive_number ON public.directive USING btree (owner_unit_id, symbol, number, EXTRACT(year FROM (issued_at AT TIME ZONE 'Asia/Ho_Chi_Minh'::text))) WHERE (number IS NOT NULL)
  CREATE INDEX directive_recent ON public.directive USING btree (owner_unit_id, issued_at DESC)
  CREATE INDEX directive_replaces ON public.directive USING btree (replaces_id) WHERE (replaces_id IS NOT NULL)
  CREATE INDEX directive_title ON public.directive USING gin (title_fold gin_trgm_ops)
  CREATE INDEX directive_traces ON public.directive USING btree (issued_at) WHERE ((traces_removed_at IS NULL) AND (issued_at IS NOT NULL))
  CREATE INDEX directive_words ON public.directive USING gin (search) WITH (fastupdate=off)
  CREATE TRIGGER directive_has_recipients BEFORE DELETE ON public.directive FOR EACH ROW EXECUTE FUNCTION keep_what_recipients_refer_to()
  CREATE TRIGGER directive_has_targets BEFORE DELETE ON public.directive FOR EACH ROW EXECUTE FUNCTION keep_what_targets_refer_to()
  CREATE TRIGGER directive_kept BEFORE DELETE ON public.directive FOR EACH ROW EXECUTE FUNCTION forbid_delete_after_issue()
  CREATE TRIGGER directive_locked BEFORE UPDATE ON public.directive FOR EACH ROW EXECUTE FUNCTION forbid_change_after_issue()
  policy console using (EXISTS ( SELECT
   FROM unit s
  WHERE (s.id = directive.owner_unit_id)))
  policy whole using true
  grant INSERT, SELECT, UPDATE to loa_console

table directive_kind
  code text not null
  name_vi text not null
  name_en text not null
  hint_vi text not null
  hint_en text not null
  abbreviation text
  register text not null
  default_urgency smallint not null default 0
  acknowledge_by_default boolean not null
  is_private boolean not null default false
  message_class text not null default 'official'::text
  sort smallint not null
  constraint directive_kind_message_class_check CHECK ((message_class = ANY (ARRAY['official'::text, 'information'::text, 'promotion'::text])))
  constraint directive_kind_pkey PRIMARY KEY (code)
  grant SELECT to loa_console

table early_receipt (row security)
  account_id bigint not null
  provider_message_id text not null
  state text not null
  reason text
  code text
  at timestamp with time zone not null
  received_at timestamp with time zone not null
  constraint early_receipt_account_id_fkey FOREIGN KEY (account_id) REFERENCES channel_account(id) ON DELETE CASCADE
  constraint early_receipt_pkey PRIMARY KEY (account_id, provider_message_id, state)
  constraint early_receipt_state_check CHECK ((state = ANY (ARRAY['accepted'::text, 'delivered'::text, 'seen'::text, 'failed'::text])))

table group_post (row security)
  id bigint not null identity
  directive_id bigint not null
  group_id bigint not null
  group_name text not null
  platform text not null
  code text not null
  posted_at timestamp with time zone
  posted_by bigint
  opens integer not null default 0
  constraint group_post_code_key UNIQUE (code)
  constraint group_post_directive_id_fkey FOREIGN KEY (directive_id) REFERENCES directive(id)
  constraint group_post_directive_id_group_id_key UNIQUE (directive_id, group_id)
  constraint group_post_group_id_fkey FOREIGN KEY (group_id) REFERENCES chat_group(id)
  constraint group_post_pkey PRIMARY KEY (id)
  constraint group_post_posted_by_fkey FOREIGN KEY (posted_by) REFERENCES staff(id)
  policy console using (EXISTS ( SELECT
   FROM loa_seen_directive s
  WHERE (s.id = group_post.directive_id)))
  policy whole using true
  grant INSERT, SELECT, UPDATE to loa_console

table holiday_change (row security)
  id bigint not null identity
  year smallint not null
  before jsonb not null
  after jsonb not null
  made_by bigint
  made_at timestamp with time zone not null
  undone_at timestamp with time zone
  constraint holiday_change_made_by_fkey FOREIGN KEY (made_by) REFERENCES staff(id)
  constraint holiday_change_pkey PRIMARY KEY (id)
  constraint holiday_change_year_check CHECK (((year >= 1990) AND (year <= 2200)))
  CREATE INDEX holiday_change_year ON public.holiday_change USING btree (year, id DESC)
  policy console using ( SELECT loa_sees_all() AS loa_sees_all)
  policy whole using true
  grant SELECT to loa_console

table idempotent_reply (row security)
  caller_kind text not null
  caller_id bigint not null
  key text not null
  fingerprint bytea not null
  started_at timestamp with time zone not null
  status integer
  content_type text
  body text
  constraint idempotent_reply_caller_kind_check CHECK ((caller_kind = ANY (ARRAY['staff'::text, 'api_key'::text])))
  constraint idempotent_reply_check CHECK (((status IS NOT NULL) OR ((content_type IS NULL) AND (body IS NULL))))
  constraint idempotent_reply_fingerprint_check CHECK ((length(fingerprint) = 32))
  constraint idempotent_reply_key_check CHECK (((length(key) >= 1) AND (length(key) <= 255)))
  constraint idempotent_reply_pkey PRIMARY KEY (caller_kind, caller_id, key)
  constraint idempotent_reply_status_check CHECK (((status >= 200) AND (status <= 499)))
  CREATE INDEX idempotent_reply_age ON public.idempotent_reply USING btree (started_at)

table leader_notice (row security)
  id bigint not null identity
  directive_id bigint not null
  staff_id bigint not null
  step smallint not null
  at timestamp with time zone not null
  units integer not null
  read_at timestamp with time zone
  constraint leader_notice_directive_id_fkey FOREIGN KEY (directive_id) REFERENCES directive(id)
  constraint leader_notice_directive_id_staff_id_step_key UNIQUE (directive_id, staff_id, step)
  constraint leader_notice_pkey PRIMARY KEY (id)
  constraint leader_notice_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES staff(id)
  CREATE INDEX leader_notice_unread ON public.leader_notice USING btree (staff_id) WHERE (read_at IS NULL)
  policy console using (EXISTS ( SELECT
   FROM loa_seen_directive s
  WHERE (s.id = leader_notice.directive_id)))
  policy whole using true
  grant INSERT, SELECT, UPDATE to loa_console

table link_code (row security)
  code_hash bytea not null
  person_id bigint not null
  account_id bigint not null
  created_at timestamp with time zone not null
  created_by bigint
  expires_at timestamp with time zone not null
  used_at timestamp with time zone
  constraint link_code_account_id_fkey FOREIGN KEY (account_id) REFERENCES channel_account(id) ON DELETE CASCADE
  constraint link_code_check CHECK ((expires_at > created_at))
  constraint link_code_created_by_fkey FOREIGN KEY (created_by) REFERENCES staff(id)
  constraint link_code_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id) ON DELETE CASCADE
  constraint link_code_pkey PRIMARY KEY (code_hash)
  CREATE INDEX link_code_person ON public.link_code USING btree (person_id, account_id)
  policy console using (( SELECT loa_sees_all() AS loa_sees_all) OR (EXISTS ( SELECT
   FROM person p
  WHERE (p.id = link_code.person_id))))
  policy whole using true
  grant INSERT, SELECT, UPDATE to loa_console

table link_conflict (row security)
  id bigint not null identity
  account_id bigint not null
  channel text not null
  address text not null
  holder_id bigint not null
  claimant_id bigint not null
  at timestamp with time zone not null
  settled_at timestamp with time zone
  settled_by bigint
  outcome text
  constraint link_conflict_account_id_fkey FOREIGN KEY (account_id) REFERENCES channel_account(id) ON DELETE CASCADE
  constraint link_conflict_channel_check CHECK ((channel = ANY (ARRAY['zalo'::text, 'telegram'::text])))
  constraint link_conflict_check CHECK (((settled_at IS NULL) = (outcome IS NULL)))
  constraint link_conflict_check1 CHECK ((settled_at >= at))
  constraint link_conflict_check2 CHECK ((holder_id <> claimant_id))
  constraint link_conflict_claimant_id_fkey FOREIGN KEY (claimant_id) REFERENCES person(id) ON DELETE CASCADE
  constraint link_conflict_holder_id_fkey FOREIGN KEY (holder_id) REFERENCES person(id) ON DELETE CASCADE
  constraint link_conflict_outcome_check CHECK ((outcome = ANY (ARRAY['holder'::text, 'claimant'::text, 'void'::text])))
  constraint link_conflict_pkey PRIMARY KEY (id)
  constraint link_conflict_settled_by_fkey FOREIGN KEY (settled_by) REFERENCES staff(id)
  CREATE INDEX link_conflict_claimant ON public.link_conflict USING btree (claimant_id)
  CREATE INDEX link_conflict_holder ON public.link_conflict USING btree (holder_id)
  CREATE UNIQUE INDEX link_conflict_open ON public.link_conflict USING btree (account_id, address, claimant_id) WHERE (settled_at IS NULL)
  policy console using (( SELECT loa_sees_all() AS loa_sees_all) OR (EXISTS ( SELECT
   FROM person p
  WHERE (p.id = ANY (ARRAY[link_conflict.holder_id, link_conflict.claimant_id])))))
  policy whole using true
  grant INSERT, SELECT, UPDATE to loa_console

table link_event (row security)
  id bigint not null identity
  recipient_id bigint not null
  kind text not null
  at timestamp with time zone not null
  device_id bigint
  constraint link_event_device_id_fkey FOREIGN KEY (device_id) REFERENCES device(id)
  constraint link_event_kind_check CHECK ((kind = ANY (ARRAY['opened'::text, 'text_opened'::text, 'not_me'::text, 'new_link_asked'::text, 'attachment'::text])))
  constraint link_event_pkey PRIMARY KEY (id)
  constraint link_event_recipient_id_fkey FOREIGN KEY (recipient_id) REFERENCES recipient(id)
  CREATE INDEX link_event_recipient ON public.link_event USING btree (recipient_id)
  policy console using (EXISTS ( SELECT
   FROM loa_seen_recipient s
  WHERE (s.id = link_event.recipient_id)))
  policy whole using true
  grant SELECT to loa_console

table list_import (row security)
  id bigint not null identity
  unit_id bigint not null
  file_name text not null
  state text not null
  progress smallint not null default 0
  worked_at timestamp with time zone not null
  refusal jsonb
  source jsonb
  settings jsonb not null default '{}'::jsonb
  summary jsonb
  revision integer not null default 1
  created_by bigint not null
  created_at timestamp with time zone not null
  written_by bigint
  written_at timestamp with time zone
  undone_by bigint
  undone_at timestamp with time zone
  undo_ordered_by bigint
  constraint list_import_check1 CHECK (((undone_at IS NULL) = (undone_by IS NULL)))
  constraint list_import_created_by_fkey FOREIGN KEY (created_by) REFERENCES staff(id)
  constraint list_import_file_name_check CHECK (((length(file_name) >= 1) AND (length(file_name) <= 200)))
  constraint list_import_pkey PRIMARY KEY (id)
  constraint list_import_progress_check CHECK (((progress >= 0) AND (progress <= 100)))
  constraint list_import_state_check CHECK ((state = ANY (ARRAY['reading'::text, 'refused'::text, 'open'::text, 'planning'::text, 'writing'::text, 'done'::text, 'undoing'::text, 'undone'::text, 'discarded'::text])))
  constraint list_import_undo_ordered CHECK (((state <> 'undoing'::text) OR (undo_ordered_by IS NOT NULL)))
  constraint list_import_undo_ordered_by_fkey FOREIGN KEY (undo_ordered_by) REFERENCES staff(id)
  constraint list_import_undone_by_fkey FOREIGN KEY (undone_by) REFERENCES staff(id)
  constraint list_import_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES unit(id)
  constraint list_import_written CHECK (((state <> ALL (ARRAY['done'::text, 'undoing'::text, 'undone'::text])) OR (written_at IS NOT NULL)))
  constraint list_import_written_by_fkey FOREIGN KEY (written_by) REFERENCES staff(id)
  CREATE INDEX list_import_recent ON public.list_import USING btree (unit_id, id DESC)
  CREATE INDEX list_import_undoing ON public.list_import USING btree (id) WHERE (state = 'undoing'::text)
  policy console using (EXISTS ( SELECT
   FROM unit s
  WHERE (s.id = list_import.unit_id)))
  policy whole using true
  grant DELETE, INSERT, SELECT, UPDATE to loa_console

table list_import_edit (row security)
  import_id bigint not null
  sheet smallint not null
  row_number integer not null
  cells jsonb not null default '{}'::jsonb
  decision jsonb not null default '{}'::jsonb
  constraint list_import_edit_import_id_fkey FOREIGN KEY (import_id) REFERENCES list_import(id) ON DELETE CASCADE
  constraint list_import_edit_pkey PRIMARY KEY (import_id, sheet, row_number)
  policy console using (EXISTS ( SELECT
   FROM loa_seen_import s
  WHERE (s.id = list_import_edit.import_id)))
  policy whole using true
  grant DELETE, INSERT, SELECT, UPDATE to loa_console

table list_import_row (row security)
  import_id bigint not null
  sheet smallint not null
  row_number integer not null
  verdict text not null
  plan jsonb not null
  cells jsonb not null default '[]'::jsonb
  repairs text[] not null default '{}'::text[]
  effects jsonb
  undone_at timestamp with time zone
  undo_refusal text
  constraint list_import_row_import_id_fkey FOREIGN KEY (import_id) REFERENCES list_import(id) ON DELETE CASCADE
  constraint list_import_row_pkey PRIMARY KEY (import_id, sheet, row_number)
  constraint list_import_row_verdict_check CHECK ((verdict = ANY (ARRAY['new'::text, 'update'::text, 'same'::text, 'duplicate'::text, 'decide'::text, 'error'::text, 'left_out'::text])))
  CREATE INDEX list_import_row_verdict ON public.list_import_row USING btree (import_id, verdict)
  policy console using (EXISTS ( SELECT
   FROM loa_seen_import s
  WHERE (s.id = list_import_row.import_id)))
  policy whole using true
  grant DELETE, INSERT, SELECT, UPDATE to loa_console

table list_import_sheet (row security)
  import_id bigint not null
  index smallint not null
  name text not null
  hidden boolean not null
  row_count integer not null
  rows jsonb not null
  merges jsonb not null
  constraint list_import_sheet_import_id_fkey FOREIGN KEY (import_id) REFERENCES list_import(id) ON DELETE CASCADE
  constraint list_import_sheet_pkey PRIMARY KEY (import_id, index)
  policy console using (EXISTS ( SELECT
   FROM loa_seen_import s
  WHERE (s.id = list_import_sheet.import_id)))
  policy whole using true
  grant DELETE, INSERT, SELECT, UPDATE to loa_console

table list_layout (row security)
  unit_id bigint not null
  signature text not null
  fields jsonb not null
  saved_by bigint not null
  saved_at timestamp with time zone not null
  constraint list_layout_pkey PRIMARY KEY (unit_id, signature)
  constraint list_layout_saved_by_fkey FOREIGN KEY (saved_by) REFERENCES staff(id)
  constraint list_layout_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES unit(id)
  policy console using (EXISTS ( SELECT
   FROM unit s
  WHERE (s.id = list_layout.unit_id)))
  policy whole using true
  grant DELETE, INSERT, SELECT, UPDATE to loa_console

table loa_seen_account
  id bigint
  grant SELECT to loa_console

table loa_seen_approval
  id bigint
  grant SELECT to loa_console

table loa_seen_directive
  id bigint
  grant SELECT to loa_console

table loa_seen_event
  id bigint
  grant SELECT to loa_console

table loa_seen_grant
  staff_id bigint
  grant SELECT to loa_console

table loa_seen_group
  id bigint
  grant SELECT to loa_console

table loa_seen_home
  person_id bigint
  grant SELECT to loa_console

table loa_seen_import
  id bigint
  grant SELECT to loa_console

table loa_seen_post
  person_id bigint
  grant SELECT to loa_console

table loa_seen_recipient
  id bigint
  grant SELECT to loa_console

table loa_seen_target
  id bigint
  grant SELECT to loa_console

table nudge (row security)
  id bigint not null identity
  target_id bigint not null
  at timestamp with time zone not null
  by bigint not null
  leaves_at timestamp with time zone not null
  undone_at timestamp with time zone
  constraint nudge_by_fkey FOREIGN KEY (by) REFERENCES staff(id)
  constraint nudge_pkey PRIMARY KEY (id)
  constraint nudge_target_id_fkey FOREIGN KEY (target_id) REFERENCES target(id)
  CREATE INDEX nudge_target ON public.nudge USING btree (target_id, at DESC)
  policy console using (EXISTS ( SELECT
   FROM loa_seen_target s
  WHERE (s.id = nudge.target_id)))
  policy whole using true
  grant INSERT, SELECT, UPDATE to loa_console

table number_register (row security)
  unit_id bigint not null
  year smallint not null
  register text not null
  next_number integer not null default 1
  constraint number_register_next_number_check CHECK ((next_number >= 1))
  constraint number_register_pkey PRIMARY KEY (unit_id, year, register)
  constraint number_register_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES unit(id)
  policy console using (EXISTS ( SELECT
   FROM unit s
  WHERE (s.id = number_register.unit_id)))
  policy whole using true
  grant INSERT, SELECT, UPDATE to loa_console

table objection (row security)
  id bigint not null identity
  person_id bigint not null
  channel text not null
  at timestamp with time zone not null
  how text not null
  recorded_by bigint
  ended_at timestamp with time zone
  constraint objection_channel_check CHECK ((channel = ANY (ARRAY['zalo'::text, 'sms'::text, 'email'::text, 'telegram'::text, 'webhook'::text])))
  constraint objection_check CHECK ((ended_at >= at))
  constraint objection_how_check CHECK ((how = ANY (ARRAY['page'::text, 'paper'::text, 'call'::text])))
  constraint objection_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id)
  constraint objection_pkey PRIMARY KEY (id)
  constraint objection_recorded_by_fkey FOREIGN KEY (recorded_by) REFERENCES staff(id)
  CREATE UNIQUE INDEX objection_standing ON public.objection USING btree (person_id, channel) WHERE (ended_at IS NULL)
  policy console using ((EXISTS ( SELECT
   FROM loa_seen_post s
  WHERE (s.person_id = objection.person_id))) OR (EXISTS ( SELECT
   FROM loa_seen_home s
  WHERE (s.person_id = objection.person_id))))
  policy whole using true
  grant INSERT, SELECT, UPDATE to loa_console

table organisation_change (row security)
  id bigint not null identity
  event_id bigint not null
  table_name text not null
  before jsonb
  after jsonb
  constraint organisation_change_event_id_fkey FOREIGN KEY (event_id) REFERENCES organisation_event(id) ON DELETE CASCADE
  constraint organisation_change_pkey PRIMARY KEY (id)
  CREATE INDEX organisation_change_event ON public.organisation_change USING btree (event_id, id DESC)
  policy console using false
  grant SELECT to loa_console

table organisation_effect (row security)
  id bigint not null identity
  event_id bigint not null
  kind text not null
  directive_id bigint not null
  target_id bigint
  to_target_id bigint
  recipient_id bigint
  delivery_id bigint
  constraint organisation_effect_check CHECK (((kind = ANY (ARRAY['target_moved'::text, 'recipient_moved'::text])) = (to_target_id IS NOT NULL)))
  constraint organisation_effect_delivery_id_fkey FOREIGN KEY (delivery_id) REFERENCES delivery(id)
  constraint organisation_effect_directive_id_fkey FOREIGN KEY (directive_id) REFERENCES directive(id)
  constraint organisation_effect_event_id_fkey FOREIGN KEY (event_id) REFERENCES organisation_event(id)
  constraint organisation_effect_kind_check CHECK ((kind = ANY (ARRAY['target_moved'::text, 'target_ended'::text, 'target_made'::text, 'recipient_moved'::text, 'recipient_made'::text, 'recipient_left'::text, 'delivery_cancelled'::text])))
  constraint organisation_effect_pkey PRIMARY KEY (id)
  constraint organisation_effect_recipient_id_fkey FOREIGN KEY (recipient_id) REFERENCES recipient(id)
  constraint organisation_effect_target_id_fkey FOREIGN KEY (target_id) REFERENCES target(id)
  constraint organisation_effect_to_target_id_fkey FOREIGN KEY (to_target_id) REFERENCES target(id)
  CREATE INDEX organisation_effect_delivery ON public.organisation_effect USING btree (delivery_id)
  CREATE INDEX organisation_effect_directive ON public.organisation_effect USING btree (directive_id)
  CREATE INDEX organisation_effect_event ON public.organisation_effect USING btree (event_id)
  CREATE INDEX organisation_effect_recipient ON public.organisation_effect USING btree (recipient_id)
  CREATE INDEX organisation_effect_target ON public.organisation_effect USING btree (target_id)
  CREATE INDEX organisation_effect_to ON public.organisation_effect USING btree (to_target_id)
  policy console using (EXISTS ( SELECT
   FROM loa_seen_directive s
  WHERE (s.id = organisation_effect.directive_id)))
  policy whole using true
  grant SELECT to loa_console

table organisation_event (row security)
  id bigint not null identity
  kind text not null
  decision_number text
  decision_date date
  effective_on date not null
  state text not null
  request jsonb not null
  outcome jsonb
  problem text
  note text
  created_by bigint
  created_at timestamp with time zone not null
  applied_at timestamp with time zone
  undone_at timestamp with time zone
  undone_by bigint
  constraint organisation_event_check CHECK (((decision_number IS NULL) = (decision_date IS NULL)))
  constraint organisation_event_check1 CHECK (((state = ANY (ARRAY['applied'::text, 'undone'::text])) = (applied_at IS NOT NULL)))
  constraint organisation_event_check2 CHECK (((state = 'undone'::text) = (undone_at IS NOT NULL)))
  constraint organisation_event_created_by_fkey FOREIGN KEY (created_by) REFERENCES staff(id)
  constraint organisation_event_decision_number_check CHECK (((length(decision_number) >= 1) AND (length(decision_number) <= 60)))
  constraint organisation_event_kind_check CHECK ((kind = ANY (ARRAY['found'::text, 'merge'::text, 'split'::text, 'move'::text, 'rename'::text, 'dissolve'::text, 'end_activity'::text, 'hand_over'::text])))
  constraint organisation_event_pkey PRIMARY KEY (id)
  constraint organisation_event_state_check CHECK ((state = ANY (ARRAY['planned'::text, 'applied'::text, 'undone'::text, 'cancelled'::text, 'failed'::text])))
  constraint organisation_event_undone_by_fkey FOREIGN KEY (undone_by) REFERENCES staff(id)
  CREATE INDEX organisation_event_planned ON public.organisation_event USING btree (effective_on, id) WHERE (state = 'planned'::text)
  CREATE INDEX organisation_event_recent ON public.organisation_event USING btree (effective_on DESC, id DESC)
  policy console using (EXISTS ( SELECT
   FROM loa_seen_event s
  WHERE (s.id = organisation_event.id)))
  grant SELECT to loa_console

table organisation_event_unit (row security)
  event_id bigint not null
  unit_id bigint not null
  role text not null
  constraint organisation_event_unit_event_id_fkey FOREIGN KEY (event_id) REFERENCES organisation_event(id) ON DELETE CASCADE
  constraint organisation_event_unit_pkey PRIMARY KEY (event_id, unit_id)
  constraint organisation_event_unit_role_check CHECK ((role = ANY (ARRAY['predecessor'::text, 'successor'::text])))
  constraint organisation_event_unit_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES unit(id)
  CREATE INDEX organisation_event_unit_unit ON public.organisation_event_unit USING btree (unit_id)
  CREATE TRIGGER event_units_are_there AFTER INSERT OR UPDATE ON public.organisation_event_unit FOR EACH ROW EXECUTE FUNCTION check_event_units()
  policy console using (EXISTS ( SELECT
   FROM unit s
  WHERE (s.id = organisation_event_unit.unit_id)))
  policy whole using true
  grant SELECT to loa_console

table organisation_undo (row security)
  xid xid8 not null
  constraint organisation_undo_pkey PRIMARY KEY (xid)

table person (row security)
  id bigint not null identity
  full_name text not null
  name_fold text not null generated as loa_fold(full_name)
  salutation text
  note text
  is_demo boolean not null default false
  sort_name text
  given_name text not null generated as loa_given_name(COALESCE(sort_name, full_name))
  family_name text not null generated as loa_family_name(COALESCE(sort_name, full_name))
  middle_name text not null generated as loa_middle_name(COALESCE(sort_name, full_name))
  search tsvector not null generated as loa_person_search(full_name)
  home_unit_id bigint default loa_entering_unit()
  erased_at timestamp with time zone
  merged_into bigint
  constraint person_full_name_check CHECK (((length(full_name) >= 1) AND (length(full_name) <= 120)))
  constraint person_home_unit_id_fkey FOREIGN KEY (home_unit_id) REFERENCES unit(id)
  constraint person_merged_into_fkey FOREIGN KEY (merged_into) REFERENCES person(id)
  constraint person_merged_once CHECK ((merged_into <> id))
  constraint person_pkey PRIMARY KEY (id)
  constraint person_salutation_check CHECK ((salutation = ANY (ARRAY['ông'::text, 'bà'::text])))
  constraint person_sort_name_check CHECK (((length(sort_name) >= 1) AND (length(sort_name) <= 120)))
  CREATE INDEX person_given ON public.person USING btree (loa_fold(given_name) text_pattern_ops, given_name COLLATE "vi-x-icu", family_name COLLATE "vi-x-icu", middle_name COLLATE "vi-x-icu", id)
  CREATE INDEX person_home ON public.person USING btree (home_unit_id) WHERE (home_unit_id IS NOT NULL)
  CREATE INDEX person_in_order ON public.person USING btree (given_name COLLATE "vi-x-icu", family_name COLLATE "vi-x-icu", middle_name COLLATE "vi-x-icu", id)
  CREATE INDEX person_merged ON public.person USING btree (merged_into) WHERE (merged_into IS NOT NULL)
  CREATE INDEX person_name ON public.person USING gin (name_fold gin_trgm_ops)
  CREATE INDEX person_name_key ON public.person USING btree (name_fold text_pattern_ops)
  CREATE INDEX person_search ON public.person USING gin (search) WITH (fastupdate=off)
  CREATE TRIGGER person_has_recipients BEFORE DELETE ON public.person FOR EACH ROW EXECUTE FUNCTION keep_what_recipients_refer_to()
  CREATE TRIGGER rule_seats_follow BEFORE DELETE ON public.person FOR EACH ROW EXECUTE FUNCTION rule_seats_follow()
  policy console using ((EXISTS ( SELECT
   FROM unit u
  WHERE (u.id = person.home_unit_id))) OR (EXISTS ( SELECT
   FROM loa_seen_post s
  WHERE (s.person_id = person.id))))
  policy whole using true
  grant INSERT, SELECT, UPDATE to loa_console

table person_apart (row security)
  one_id bigint not null
  other_id bigint not null
  at timestamp with time zone not null
  by_staff bigint
  constraint person_apart_by_staff_fkey FOREIGN KEY (by_staff) REFERENCES staff(id)
  constraint person_apart_check CHECK ((one_id < other_id))
  constraint person_apart_one_id_fkey FOREIGN KEY (one_id) REFERENCES person(id)
  constraint person_apart_other_id_fkey FOREIGN KEY (other_id) REFERENCES person(id)
  constraint person_apart_pkey PRIMARY KEY (one_id, other_id)
  CREATE INDEX person_apart_other ON public.person_apart USING btree (other_id)
  policy console using (EXISTS ( SELECT
   FROM person p
  WHERE (p.id = person_apart.one_id)))
  policy whole using true
  grant INSERT, SELECT to loa_console

table position
  code text not null
  name_vi text not null
  name_en text not null
  rank smallint not null
  constraint position_pkey PRIMARY KEY (code)
  grant SELECT to loa_console

table post (row security)
  id bigint not null identity
  person_id bigint not null
  unit_id bigint not null
  position_code text not null
  contact_order smallint
  valid_from date not null default '1900-01-01'::date
  valid_to date
  appointed_at timestamp with time zone
  ended_at timestamp with time zone
  end_reason text
  constraint post_contact_order EXCLUDE USING gist (((unit_id + 0)) WITH =, ((contact_order + 0)) WITH =, daterange(valid_from, valid_to) WITH &&) WHERE (((contact_order IS NOT NULL) AND (ended_at IS NULL))) DEFERRABLE
  constraint post_contact_order_check CHECK ((contact_order >= 1))
  constraint post_dates CHECK (((valid_to IS NULL) OR (valid_to >= valid_from)))
  constraint post_end_reason_check CHECK ((end_reason = ANY (ARRAY['left'::text, 'term'::text, 'moved'::text, 'unit_ended'::text, 'mistake'::text])))
  constraint post_once EXCLUDE USING gist (((person_id + 0)) WITH =, ((unit_id + 0)) WITH =, ((position_code || ''::text)) WITH =, daterange(valid_from, valid_to) WITH &&)
  constraint post_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id)
  constraint post_pkey PRIMARY KEY (id)
  constraint post_position_code_fkey FOREIGN KEY (position_code) REFERENCES "position"(code)
  constraint post_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES unit(id)
  CREATE INDEX post_person ON public.post USING btree (person_id)
  CREATE INDEX post_unit ON public.post USING btree (unit_id)
  CREATE TRIGGER a_kept_for_undo AFTER INSERT OR DELETE OR UPDATE ON public.post FOR EACH ROW WHEN ((COALESCE(current_setting('loa.event'::text, true), ''::text) <> ''::text)) EXECUTE FUNCTION keep_organisation_change()
  CREATE TRIGGER groups_due_in AFTER INSERT ON public.post REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION unit_part_changes_groups()
  CREATE TRIGGER groups_due_out AFTER DELETE ON public.post REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION unit_part_changes_groups()
  CREATE TRIGGER groups_due_up AFTER UPDATE ON public.post REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION unit_part_changes_groups()
  CREATE TRIGGER posts_come_to_open_units AFTER INSERT ON public.post REFERENCING NEW TABLE AS added FOR EACH STATEMENT WHEN ((NOT loa_undoing())) EXECUTE FUNCTION check_posts_of_open_units()
  CREATE TRIGGER posts_stay_in_open_units AFTER UPDATE ON public.post REFERENCING NEW TABLE AS added FOR EACH STATEMENT WHEN ((NOT loa_undoing())) EXECUTE FUNCTION check_posts_of_open_units()
  CREATE TRIGGER rule_seats_follow BEFORE DELETE ON public.post FOR EACH ROW EXECUTE FUNCTION rule_seats_follow()
  policy console using (EXISTS ( SELECT
   FROM unit s
  WHERE (s.id = post.unit_id)))
  policy whole using true
  grant INSERT, SELECT, UPDATE to loa_console

table privacy_setting
  only_one boolean not null default true
  opened_reported boolean not null default true
  contact_days smallint not null default 90
  delivery_months smallint not null default 24
  constraint privacy_setting_contact_days_check CHECK (((contact_days >= 0) AND (contact_days <= 365)))
  constraint privacy_setting_delivery_months_check CHECK (((delivery_months >= 12) AND (delivery_months <= 60)))
  constraint privacy_setting_only_one_check CHECK (only_one)
  constraint privacy_setting_pkey PRIMARY KEY (only_one)
  grant SELECT to loa_console

table privacy_visit (row security)
  token_hash bytea not null
  recipient_id bigint not null
  opened_at timestamp with time zone not null
  expires_at timestamp with time zone not null
  constraint privacy_visit_pkey PRIMARY KEY (token_hash)
  constraint privacy_visit_recipient_id_fkey FOREIGN KEY (recipient_id) REFERENCES recipient(id)

table provider_event (row security)
  id bigint not null identity
  account_id bigint not null
  received_at timestamp with time zone not null
  headers jsonb not null
  body bytea not null
  fingerprint bytea not null
  state text not null default 'stored'::text
  processed_at timestamp with time zone
  detail text
  constraint provider_event_account_id_fkey FOREIGN KEY (account_id) REFERENCES channel_account(id)
  constraint provider_event_fingerprint_key UNIQUE (fingerprint)
  constraint provider_event_pkey PRIMARY KEY (id)
  constraint provider_event_state_check CHECK ((state = ANY (ARRAY['stored'::text, 'applied'::text, 'unmatched'::text, 'ignored'::text, 'failed'::text])))
  CREATE INDEX provider_event_open ON public.provider_event USING btree (id) WHERE (state = ANY (ARRAY['stored'::text, 'unmatched'::text]))

table provider_message (row security)
  account_id bigint not null
  provider_message_id text not null
  delivery_id bigint not null
  CREATE INDEX provider_message_name ON public.provider_message USING btree (account_id, provider_message_id)

table public_holiday
  day date not null
  name_vi text not null
  name_en text not null
  constraint public_holiday_pkey PRIMARY KEY (day)
  grant SELECT to loa_console

table question (row security)
  id bigint not null identity
  directive_id bigint not null
  target_id bigint
  recipient_id bigint not null
  text text not null
  asked_at timestamp with time zone not null
  form_key text not null
  answer text
  answered_by bigint
  answered_at timestamp with time zone
  published_at timestamp with time zone
  published_question text
  constraint question_answer_check CHECK (((length(answer) >= 1) AND (length(answer) <= 2000)))
  constraint question_answered_by_fkey FOREIGN KEY (answered_by) REFERENCES staff(id)
  constraint question_directive_id_fkey FOREIGN KEY (directive_id) REFERENCES directive(id)
  constraint question_form_key_key UNIQUE (form_key)
  constraint question_pkey PRIMARY KEY (id)
  constraint question_recipient_id_fkey FOREIGN KEY (recipient_id) REFERENCES recipient(id)
  constraint question_target_id_fkey FOREIGN KEY (target_id) REFERENCES target(id)
  constraint question_text_check CHECK (((length(text) >= 1) AND (length(text) <= 1000)))
  CREATE INDEX question_directive ON public.question USING btree (directive_id, asked_at)
  CREATE INDEX question_recipient ON public.question USING btree (recipient_id)
  CREATE INDEX question_target ON public.question USING btree (target_id)
  policy console using (EXISTS ( SELECT
   FROM loa_seen_directive s
  WHERE (s.id = question.directive_id)))
  policy whole using true
  grant INSERT, SELECT, UPDATE to loa_console

table recipient (row security)
  id bigint not null identity
  directive_id bigint not null
  person_id bigint not null
  target_id bigint
  person_name text not null
  position_code text
  contact_order smallint
  stage smallint not null default 0
  problem text
  channel text
  accepted_at timestamp with time zone
  delivered_at timestamp with time zone
  opened_at timestamp with time zone
  acknowledged_at timestamp with time zone
  delegated_from bigint
  disowned_at timestamp with time zone
  link_generation smallint not null default 0
  left_at timestamp with time zone
  constraint recipient_directive_id_person_id_key UNIQUE (directive_id, person_id)
  constraint recipient_pkey PRIMARY KEY (id)
  constraint recipient_problem_check CHECK ((problem = ANY (ARRAY['no_channel'::text, 'failed'::text, 'unknown'::text, 'expired'::text, 'stopped'::text])))
  constraint recipient_stage_check CHECK (((stage >= 0) AND (stage <= 4)))
  CREATE INDEX recipient_target ON public.recipient USING btree (target_id)
  CREATE TRIGGER recipient_referred_to BEFORE DELETE ON public.recipient FOR EACH ROW EXECUTE FUNCTION keep_referred_recipient()
  CREATE TRIGGER recipient_stage_rises BEFORE UPDATE OF stage ON public.recipient FOR EACH ROW WHEN ((new.stage < old.stage)) EXECUTE FUNCTION forbid_stage_fall()
  CREATE TRIGGER recipient_stays BEFORE UPDATE OF directive_id, person_id, target_id, delegated_from ON public.recipient FOR EACH ROW WHEN (((((old.directive_id IS DISTINCT FROM new.directive_id) OR (old.person_id IS DISTINCT FROM new.person_id)) OR (old.target_id IS DISTINCT FROM new.target_id)) OR (old.delegated_from IS DISTINCT FROM new.delegated_from))) EXECUTE FUNCTION forbid_recipient_change()
  CREATE TRIGGER recipients_refer AFTER INSERT ON public.recipient REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION check_recipients_refer()
  policy console using (EXISTS ( SELECT
   FROM loa_seen_directive s
  WHERE (s.id = recipient.directive_id)))
  policy whole using true
  grant INSERT, SELECT, UPDATE to loa_console

table replacement (row security)
  id bigint not null identity
  directive_id bigint not null
  target_id bigint not null
  from_recipient_id bigint not null
  post_id bigint not null
  at timestamp with time zone not null
  outcome text
  to_recipient_id bigint
  settled_at timestamp with time zone
  constraint replacement_check CHECK (((outcome IS NULL) = (settled_at IS NULL)))
  constraint replacement_directive_id_fkey FOREIGN KEY (directive_id) REFERENCES directive(id)
  constraint replacement_from_recipient_id_fkey FOREIGN KEY (from_recipient_id) REFERENCES recipient(id)
  constraint replacement_from_recipient_id_key UNIQUE (from_recipient_id)
  constraint replacement_outcome_check CHECK ((outcome = ANY (ARRAY['sent'::text, 'has_it'::text, 'not_needed'::text])))
  constraint replacement_pkey PRIMARY KEY (id)
  constraint replacement_post_id_fkey FOREIGN KEY (post_id) REFERENCES post(id)
  constraint replacement_target_id_fkey FOREIGN KEY (target_id) REFERENCES target(id)
  constraint replacement_to_recipient_id_fkey FOREIGN KEY (to_recipient_id) REFERENCES recipient(id)
  CREATE INDEX replacement_directive ON public.replacement USING btree (directive_id)
  CREATE INDEX replacement_open ON public.replacement USING btree (id) WHERE (settled_at IS NULL)
  CREATE INDEX replacement_post ON public.replacement USING btree (post_id)
  CREATE INDEX replacement_target ON public.replacement USING btree (target_id)
  CREATE INDEX replacement_to ON public.replacement USING btree (to_recipient_id) WHERE (to_recipient_id IS NOT NULL)
  policy console using (EXISTS ( SELECT
   FROM loa_seen_directive s
  WHERE (s.id = replacement.directive_id)))
  policy whole using true
  grant INSERT, SELECT, UPDATE to loa_console

table retention_run (row security)
  id bigint not null identity
  at timestamp with time zone not null
  kind text not null
  cutoff timestamp with time zone not null
  removed integer not null
  constraint retention_run_kind_check CHECK ((kind = ANY (ARRAY['contacts'::text, 'deliveries'::text, 'texts'::text, 'sign_ins'::text, 'lists'::text])))
  constraint retention_run_pkey PRIMARY KEY (id)
  constraint retention_run_removed_check CHECK ((removed > 0))
  policy console using ( SELECT loa_sees_all() AS loa_sees_all)
  policy whole using true
  grant INSERT, SELECT, UPDATE to loa_console

table role_grant (row security)
  id bigint not null identity
  staff_id bigint not null
  role text not null
  unit_id bigint not null
  valid_from timestamp with time zone not null default '1900-01-01 00:00:00+00'::timestamp with time zone
  valid_to timestamp with time zone
  granted_by bigint
  ended_by bigint
  constraint role_grant_check CHECK (((valid_to IS NULL) OR (valid_to > valid_from)))
  constraint role_grant_check1 CHECK (((ended_by IS NULL) OR (valid_to IS NOT NULL)))
  constraint role_grant_ended_by_fkey FOREIGN KEY (ended_by) REFERENCES staff(id)
  constraint role_grant_granted_by_fkey FOREIGN KEY (granted_by) REFERENCES staff(id)
  constraint role_grant_once EXCLUDE USING gist (((staff_id + 0)) WITH =, ((role || ''::text)) WITH =, ((unit_id + 0)) WITH =, tstzrange(valid_from, valid_to) WITH &&)
  constraint role_grant_pkey PRIMARY KEY (id)
  constraint role_grant_role_check CHECK ((role = ANY (ARRAY['administrator'::text, 'leader'::text, 'specialist'::text, 'clerk'::text, 'viewer'::text, 'unit_officer'::text])))
  constraint role_grant_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES staff(id)
  constraint role_grant_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES unit(id)
  CREATE INDEX role_grant_staff ON public.role_grant USING btree (staff_id)
  CREATE INDEX role_grant_unit ON public.role_grant USING btree (unit_id)
  CREATE TRIGGER role_grant_heard AFTER INSERT OR DELETE OR UPDATE ON public.role_grant FOR EACH ROW EXECUTE FUNCTION tell_rights_changed()
  CREATE TRIGGER role_grant_stays BEFORE UPDATE ON public.role_grant FOR EACH ROW WHEN ((((((old.staff_id IS DISTINCT FROM new.staff_id) OR (old.role IS DISTINCT FROM new.role)) OR (old.unit_id IS DISTINCT FROM new.unit_id)) OR (old.valid_from IS DISTINCT FROM new.valid_from)) OR (old.granted_by IS DISTINCT FROM new.granted_by))) EXECUTE FUNCTION forbid_grant_change()
  policy console using (EXISTS ( SELECT
   FROM unit s
  WHERE (s.id = role_grant.unit_id)))
  policy whole using true
  grant INSERT, SELECT, UPDATE to loa_console

table sector
  code text not null
  name_vi text not null
  name_en text not null
  sort smallint not null
  constraint sector_pkey PRIMARY KEY (code)
  grant SELECT to loa_console

table setup_link (row security)
  id bigint not null identity
  token_hash bytea not null
  created_at timestamp with time zone not null
  expires_at timestamp with time zone not null
  used_at timestamp with time zone
  revoked_at timestamp with time zone
  constraint setup_link_check CHECK ((expires_at > created_at))
  constraint setup_link_check1 CHECK (((used_at IS NULL) OR (revoked_at IS NULL)))
  constraint setup_link_pkey PRIMARY KEY (id)
  constraint setup_link_token_hash_key UNIQUE (token_hash)
  CREATE UNIQUE INDEX setup_link_open ON public.setup_link USING btree ((true)) WHERE ((used_at IS NULL) AND (revoked_at IS NULL))

table sign_in_attempt (row security)
  key bytea not null
  failures integer not null
  last_at timestamp with time zone not null
  locked_until timestamp with time zone
  constraint sign_in_attempt_failures_check CHECK ((failures >= 0))
  constraint sign_in_attempt_pkey PRIMARY KEY (key)
  CREATE INDEX sign_in_attempt_age ON public.sign_in_attempt USING btree (last_at)

table sign_in_policy (row security)
  single boolean not null default true
  second_factor text not null default 'required'::text
  grace_days smallint not null default 7
  passkeys text not null default 'alone'::text
  session_hours smallint not null default 168
  oidc_second_factor text not null default 'own'::text
  constraint sign_in_policy_grace_days_check CHECK (((grace_days >= 0) AND (grace_days <= 60)))
  constraint sign_in_policy_oidc_second_factor_check CHECK ((oidc_second_factor = ANY (ARRAY['own'::text, 'provider'::text])))
  constraint sign_in_policy_passkeys_check CHECK ((passkeys = ANY (ARRAY['none'::text, 'second'::text, 'alone'::text])))
  constraint sign_in_policy_pkey PRIMARY KEY (single)
  constraint sign_in_policy_second_factor_check CHECK ((second_factor = ANY (ARRAY['required'::text, 'optional'::text])))
  constraint sign_in_policy_session_hours_check CHECK (((session_hours >= 1) AND (session_hours <= 720)))
  constraint sign_in_policy_single_check CHECK (single)

table sign_in_step (row security)
  token_hash bytea not null
  kind text not null
  staff_id bigint
  data jsonb not null default '{}'::jsonb
  expires_at timestamp with time zone not null
  constraint sign_in_step_kind_check CHECK ((kind = ANY (ARRAY['second_factor'::text, 'passkey'::text, 'passkey_new'::text, 'oidc'::text, 'setup'::text, 'proof'::text])))
  constraint sign_in_step_pkey PRIMARY KEY (token_hash)
  constraint sign_in_step_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES staff(id) ON DELETE CASCADE
  CREATE INDEX sign_in_step_expiry ON public.sign_in_step USING btree (expires_at)

table staff (row security)
  id bigint not null identity
  person_id bigint not null
  unit_id bigint not null
  job_title text not null
  email text not null
  locale text not null default 'vi'::text
  disabled_at timestamp with time zone
  second_factor_due timestamp with time zone
  constraint staff_email_key UNIQUE (email)
  constraint staff_locale_check CHECK ((locale = ANY (ARRAY['vi'::text, 'en'::text])))
  constraint staff_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id)
  constraint staff_person_id_key UNIQUE (person_id)
  constraint staff_pkey PRIMARY KEY (id)
  constraint staff_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES unit(id)
  CREATE UNIQUE INDEX staff_email_folded ON public.staff USING btree (lower(email))
  CREATE TRIGGER staff_at_home AFTER INSERT OR UPDATE OF unit_id ON public.staff FOR EACH ROW EXECUTE FUNCTION staff_is_at_home()
  CREATE TRIGGER staff_disabled AFTER UPDATE OF disabled_at ON public.staff FOR EACH ROW WHEN (((new.disabled_at IS NOT NULL) AND (old.disabled_at IS NULL))) EXECUTE FUNCTION end_sessions_of_disabled()
  CREATE TRIGGER staff_heard AFTER UPDATE ON public.staff FOR EACH ROW EXECUTE FUNCTION tell_rights_changed()
  policy console using ((EXISTS ( SELECT
   FROM unit u
  WHERE (u.id = staff.unit_id))) OR (EXISTS ( SELECT
   FROM loa_seen_grant s
  WHERE (s.staff_id = staff.id))))
  policy whole using true
  grant INSERT, SELECT, UPDATE to loa_console

table staff_link (row security)
  id bigint not null identity
  staff_id bigint not null
  kind text not null
  token_hash bytea not null
  created_by bigint
  created_at timestamp with time zone not null
  expires_at timestamp with time zone not null
  mailed_at timestamp with time zone
  used_at timestamp with time zone
  revoked_at timestamp with time zone
  constraint staff_link_check CHECK ((expires_at > created_at))
  constraint staff_link_check1 CHECK (((used_at IS NULL) OR (revoked_at IS NULL)))
  constraint staff_link_created_by_fkey FOREIGN KEY (created_by) REFERENCES staff(id)
  constraint staff_link_kind_check CHECK ((kind = ANY (ARRAY['invitation'::text, 'reset_by_staff'::text, 'reset_by_self'::text])))
  constraint staff_link_pkey PRIMARY KEY (id)
  constraint staff_link_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES staff(id) ON DELETE CASCADE
  constraint staff_link_token_hash_key UNIQUE (token_hash)
  CREATE UNIQUE INDEX staff_link_open ON public.staff_link USING btree (staff_id) WHERE ((used_at IS NULL) AND (revoked_at IS NULL))

table staff_oidc (row security)
  staff_id bigint not null
  issuer text not null
  subject text not null
  linked_at timestamp with time zone not null
  last_used_at timestamp with time zone
  constraint staff_oidc_pkey PRIMARY KEY (issuer, subject)
  constraint staff_oidc_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES staff(id) ON DELETE CASCADE
  constraint staff_oidc_staff_id_issuer_key UNIQUE (staff_id, issuer)

table staff_passkey (row security)
  id bigint not null identity
  staff_id bigint not null
  credential_id text not null
  public_key bytea not null
  counter bigint not null
  transports text[] not null
  name text not null
  backed_up boolean not null
  created_at timestamp with time zone not null
  last_used_at timestamp with time zone
  constraint staff_passkey_credential_id_key UNIQUE (credential_id)
  constraint staff_passkey_name_check CHECK (((length(name) >= 1) AND (length(name) <= 60)))
  constraint staff_passkey_pkey PRIMARY KEY (id)
  constraint staff_passkey_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES staff(id) ON DELETE CASCADE
  CREATE INDEX staff_passkey_staff ON public.staff_passkey USING btree (staff_id)

table staff_recovery_code (row security)
  staff_id bigint not null
  code_hash bytea not null
  used_at timestamp with time zone
  constraint staff_recovery_code_pkey PRIMARY KEY (staff_id, code_hash)
  constraint staff_recovery_code_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES staff(id) ON DELETE CASCADE

table staff_totp (row security)
  staff_id bigint not null
  secret bytea
  confirmed_at timestamp with time zone
  last_step bigint not null default 0
  pending bytea
  pending_until timestamp with time zone
  constraint staff_totp_check CHECK (((secret IS NULL) = (confirmed_at IS NULL)))
  constraint staff_totp_check1 CHECK (((pending IS NULL) = (pending_until IS NULL)))
  constraint staff_totp_check2 CHECK (((secret IS NOT NULL) OR (pending IS NOT NULL)))
  constraint staff_totp_pkey PRIMARY KEY (staff_id)
  constraint staff_totp_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES staff(id) ON DELETE CASCADE

table step_up_code (row security)
  id bigint not null identity
  recipient_id bigint not null
  answer text
  note text
  text_opened boolean
  sent_at timestamp with time zone not null
  wrong_tries smallint not null default 0
  used_at timestamp with time zone
  purpose text not null default 'act'::text
  constraint step_up_code_act CHECK (((purpose <> 'act'::text) OR (answer IS NOT NULL)))
  constraint step_up_code_answer_check CHECK ((answer = ANY (ARRAY['received'::text, 'not_applicable'::text])))
  constraint step_up_code_pkey PRIMARY KEY (id)
  constraint step_up_code_purpose_check CHECK ((purpose = ANY (ARRAY['act'::text, 'privacy'::text])))
  constraint step_up_code_recipient_id_fkey FOREIGN KEY (recipient_id) REFERENCES recipient(id)
  CREATE INDEX step_up_code_recipient ON public.step_up_code USING btree (recipient_id, sent_at DESC)

table target (row security)
  id bigint not null identity
  directive_id bigint not null
  unit_id bigint not null
  unit_name text not null
  area_name text
  sector_code text
  parents jsonb not null
  workers integer
  acknowledged_at timestamp with time zone
  acknowledgement_id bigint
  escalation_step smallint not null default 0
  overdue_since timestamp with time zone
  to_call_since timestamp with time zone
  last_nudged_at timestamp with time zone
  excluded_at timestamp with time zone
  excluded_by bigint
  excluded_reason text
  constraint target_acknowledgement_id_fkey FOREIGN KEY (acknowledgement_id) REFERENCES acknowledgement(id)
  constraint target_directive_id_unit_id_key UNIQUE (directive_id, unit_id)
  constraint target_excluded_by_fkey FOREIGN KEY (excluded_by) REFERENCES staff(id)
  constraint target_pkey PRIMARY KEY (id)
  CREATE INDEX target_unit ON public.target USING btree (unit_id, id DESC)
  CREATE TRIGGER keep_frozen BEFORE UPDATE OF unit_name, area_name, sector_code, parents, workers ON public.target FOR EACH ROW WHEN ((((((old.unit_name IS DISTINCT FROM new.unit_name) OR (old.area_name IS DISTINCT FROM new.area_name)) OR (old.sector_code IS DISTINCT FROM new.sector_code)) OR (old.parents IS DISTINCT FROM new.parents)) OR (old.workers IS DISTINCT FROM new.workers))) EXECUTE FUNCTION keep_frozen()
  CREATE TRIGGER target_has_recipients BEFORE DELETE ON public.target FOR EACH ROW EXECUTE FUNCTION keep_what_recipients_refer_to()
  CREATE TRIGGER target_stays BEFORE UPDATE OF directive_id, unit_id ON public.target FOR EACH ROW WHEN (((old.directive_id IS DISTINCT FROM new.directive_id) OR (old.unit_id IS DISTINCT FROM new.unit_id))) EXECUTE FUNCTION forbid_target_change()
  CREATE TRIGGER targets_refer AFTER INSERT ON public.target REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION check_targets_refer()
  policy console using (EXISTS ( SELECT
   FROM loa_seen_directive s
  WHERE (s.id = target.directive_id)))
  policy whole using true
  grant INSERT, SELECT, UPDATE to loa_console

table unit (row security)
  id bigint not null identity
  code text not null
  name text not null
  short_name text
  name_fold text not null generated as loa_fold(name)
  type_code text not null
  sector_code text
  subsector text
  area_id bigint
  address text
  symbol text
  place_name text
  path ltree not null
  valid_from date not null default '1900-01-01'::date
  valid_to date
  end_reason text
  note text
  is_demo boolean not null default false
  search_key text not null generated as loa_unit_key(name)
  search tsvector not null generated as loa_unit_search(name, short_name, code, area_id)
  constraint unit_area_id_fkey FOREIGN KEY (area_id) REFERENCES area(id)
  constraint unit_check CHECK (((valid_to IS NULL) OR (valid_to > valid_from)))
  constraint unit_code_key UNIQUE (code)
  constraint unit_name_check CHECK (((length(name) >= 1) AND (length(name) <= 300)))
  constraint unit_path_key UNIQUE (path)
  constraint unit_pkey PRIMARY KEY (id)
  constraint unit_sector_code_fkey FOREIGN KEY (sector_code) REFERENCES sector(code)
  constraint unit_type_code_fkey FOREIGN KEY (type_code) REFERENCES unit_type(code)
  CREATE INDEX unit_area_today ON public.unit USING btree (area_id)
  CREATE INDEX unit_by_name ON public.unit USING btree (name COLLATE "vi-x-icu", id)
  CREATE INDEX unit_code_fold ON public.unit USING btree (loa_fold(code))
  CREATE INDEX unit_name_words ON public.unit USING gin (name_fold gin_trgm_ops)
  CREATE INDEX unit_path ON public.unit USING gist (path)
  CREATE INDEX unit_roots ON public.unit USING btree (id) WHERE (nlevel(path) = 1)
  CREATE INDEX unit_search ON public.unit USING gin (search) WITH (fastupdate=off)
  CREATE INDEX unit_search_key ON public.unit USING btree (search_key text_pattern_ops)
  CREATE INDEX unit_sector ON public.unit USING btree (sector_code)
  CREATE TRIGGER a_kept_for_undo AFTER INSERT OR DELETE OR UPDATE ON public.unit FOR EACH ROW WHEN ((COALESCE(current_setting('loa.event'::text, true), ''::text) <> ''::text)) EXECUTE FUNCTION keep_organisation_change()
  CREATE TRIGGER groups_due_in AFTER INSERT ON public.unit REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION unit_changes_groups()
  CREATE TRIGGER groups_due_up AFTER UPDATE ON public.unit REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION unit_changes_groups()
  CREATE TRIGGER keep_path BEFORE UPDATE OF path ON public.unit FOR EACH ROW WHEN (((old.path IS DISTINCT FROM new.path) AND (pg_trigger_depth() < 1) AND (NOT loa_undoing()))) EXECUTE FUNCTION keep_frozen()
  CREATE TRIGGER unit_closed_is_kept BEFORE UPDATE ON public.unit FOR EACH ROW WHEN (((old.valid_to IS NOT NULL) AND (NOT loa_undoing()))) EXECUTE FUNCTION keep_closed_unit()
  CREATE TRIGGER unit_closes AFTER UPDATE OF valid_to ON public.unit FOR EACH ROW WHEN (((old.valid_to IS NULL) AND (new.valid_to IS NOT NULL) AND (NOT loa_undoing()))) EXECUTE FUNCTION close_unit()
  CREATE TRIGGER unit_has_targets BEFORE DELETE ON public.unit FOR EACH ROW EXECUTE FUNCTION keep_what_targets_refer_to()
  CREATE TRIGGER unit_history_corrected AFTER UPDATE OF name, short_name, symbol, place_name, area_id ON public.unit FOR EACH ROW WHEN (((((((old.name IS DISTINCT FROM new.name) OR (old.short_name IS DISTINCT FROM new.short_name)) OR (old.symbol IS DISTINCT FROM new.symbol)) OR (old.place_name IS DISTINCT FROM new.place_name)) OR (old.area_id IS DISTINCT FROM new.area_id)) AND (NOT loa_undoing()))) EXECUTE FUNCTION correct_unit_history()
  CREATE TRIGGER unit_history_starts AFTER INSERT ON public.unit REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION start_unit_history()
  CREATE TRIGGER unit_type_fits AFTER UPDATE OF type_code ON public.unit FOR EACH ROW WHEN ((old.type_code <> new.type_code)) EXECUTE FUNCTION check_unit_type()
  CREATE TRIGGER units_moved AFTER UPDATE OF path ON public.unit FOR EACH STATEMENT EXECUTE FUNCTION tell_units_moved()
  policy console using (path <@ ANY (( SELECT loa_scopes() AS loa_scopes)::ltree[]))
  policy whole using true
  grant INSERT, SELECT, UPDATE to loa_console

table unit_area (row security)
  unit_id bigint not null
  area_id bigint not null
  role text not null
  valid_from date not null
  valid_to date
  constraint unit_area_area_id_fkey FOREIGN KEY (area_id) REFERENCES area(id)
  constraint unit_area_check CHECK (((valid_to IS NULL) OR (valid_to > valid_from)))
  constraint unit_area_once_at_a_time EXCLUDE USING gist (unit_id WITH =, role WITH =, area_id WITH =, daterange(valid_from, valid_to) WITH &&)
  constraint unit_area_pkey PRIMARY KEY (unit_id, role, area_id, valid_from)
  constraint unit_area_role_check CHECK ((role = ANY (ARRAY['seat'::text, 'in_charge'::text])))
  constraint unit_area_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES unit(id) ON DELETE CASCADE
  constraint unit_seat_one_at_a_time EXCLUDE USING gist (unit_id WITH =, daterange(valid_from, valid_to) WITH &&) WHERE ((role = 'seat'::text))
  CREATE INDEX unit_area_area ON public.unit_area USING btree (area_id)
  CREATE TRIGGER a_kept_for_undo AFTER INSERT OR DELETE OR UPDATE ON public.unit_area FOR EACH ROW WHEN ((COALESCE(current_setting('loa.event'::text, true), ''::text) <> ''::text)) EXECUTE FUNCTION keep_organisation_change()
  CREATE TRIGGER unit_seat_settles AFTER INSERT OR DELETE OR UPDATE ON public.unit_area FOR EACH ROW WHEN (((pg_trigger_depth() = 0) AND (NOT loa_undoing()))) EXECUTE FUNCTION settle_unit_seat()
  policy console using (EXISTS ( SELECT
   FROM unit s
  WHERE (s.id = unit_area.unit_id)))
  policy whole using true
  grant DELETE, INSERT, SELECT, UPDATE to loa_console

table unit_headcount (row security)
  unit_id bigint not null
  as_of date not null
  workers integer not null
  members integer not null
  workers_men integer
  workers_women integer
  members_men integer
  members_women integer
  constraint unit_headcount_check CHECK (((workers_men + workers_women) = workers))
  constraint unit_headcount_check1 CHECK (((members_men + members_women) = members))
  constraint unit_headcount_check2 CHECK (((workers_men IS NULL) = (workers_women IS NULL)))
  constraint unit_headcount_check3 CHECK (((members_men IS NULL) = (members_women IS NULL)))
  constraint unit_headcount_members_check CHECK ((members >= 0))
  constraint unit_headcount_members_men_check CHECK ((members_men >= 0))
  constraint unit_headcount_members_women_check CHECK ((members_women >= 0))
  constraint unit_headcount_pkey PRIMARY KEY (unit_id, as_of)
  constraint unit_headcount_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES unit(id)
  constraint unit_headcount_workers_check CHECK ((workers >= 0))
  constraint unit_headcount_workers_men_check CHECK ((workers_men >= 0))
  constraint unit_headcount_workers_women_check CHECK ((workers_women >= 0))
  CREATE TRIGGER a_kept_for_undo AFTER INSERT OR DELETE OR UPDATE ON public.unit_headcount FOR EACH ROW WHEN ((COALESCE(current_setting('loa.event'::text, true), ''::text) <> ''::text)) EXECUTE FUNCTION keep_organisation_change()
  CREATE TRIGGER groups_due_in AFTER INSERT ON public.unit_headcount REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION unit_part_changes_groups()
  CREATE TRIGGER groups_due_out AFTER DELETE ON public.unit_headcount REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION unit_part_changes_groups()
  CREATE TRIGGER groups_due_up AFTER UPDATE ON public.unit_headcount REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION unit_part_changes_groups()
  CREATE TRIGGER headcounts_change AFTER UPDATE ON public.unit_headcount REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION check_headcounts()
  CREATE TRIGGER headcounts_come AFTER INSERT ON public.unit_headcount REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION check_headcounts()
  policy console using (EXISTS ( SELECT
   FROM unit s
  WHERE (s.id = unit_headcount.unit_id)))
  policy whole using true
  grant INSERT, SELECT, UPDATE to loa_console

table unit_name (row security)
  unit_id bigint not null
  name text not null
  short_name text
  symbol text
  place_name text
  letterhead_upper text
  letterhead_own text
  valid_from date not null
  valid_to date
  constraint unit_name_check1 CHECK (((valid_to IS NULL) OR (valid_to > valid_from)))
  constraint unit_name_name_check CHECK (((length(name) >= 1) AND (length(name) <= 300)))
  constraint unit_name_one_at_a_time EXCLUDE USING gist (((unit_id + 0)) WITH =, daterange(valid_from, valid_to) WITH &&)
  constraint unit_name_pkey PRIMARY KEY (unit_id, valid_from)
  constraint unit_name_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES unit(id) ON DELETE CASCADE
  CREATE INDEX unit_name_former ON public.unit_name USING btree (unit_id) WHERE (valid_to IS NOT NULL)
  CREATE TRIGGER a_kept_for_undo AFTER INSERT OR DELETE OR UPDATE ON public.unit_name FOR EACH ROW WHEN ((COALESCE(current_setting('loa.event'::text, true), ''::text) <> ''::text)) EXECUTE FUNCTION keep_organisation_change()
  CREATE TRIGGER unit_name_settles AFTER INSERT OR DELETE OR UPDATE ON public.unit_name FOR EACH ROW WHEN (((pg_trigger_depth() = 0) AND (NOT loa_undoing()))) EXECUTE FUNCTION settle_unit_name()
  policy console using (EXISTS ( SELECT
   FROM unit s
  WHERE (s.id = unit_name.unit_id)))
  policy whole using true
  grant INSERT, SELECT, UPDATE to loa_console

table unit_parent (row security)
  unit_id bigint not null
  parent_id bigint not null
  valid_from date not null default '1900-01-01'::date
  valid_to date
  constraint unit_parent_check CHECK ((unit_id <> parent_id))
  constraint unit_parent_check1 CHECK (((valid_to IS NULL) OR (valid_to > valid_from)))
  constraint unit_parent_one_at_a_time EXCLUDE USING gist (((unit_id + 0)) WITH =, daterange(valid_from, valid_to) WITH &&)
  constraint unit_parent_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES unit(id)
  constraint unit_parent_pkey PRIMARY KEY (unit_id, valid_from)
  constraint unit_parent_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES unit(id)
  CREATE INDEX unit_parent_parent ON public.unit_parent USING btree (parent_id)
  CREATE TRIGGER a_kept_for_undo AFTER INSERT OR DELETE OR UPDATE ON public.unit_parent FOR EACH ROW WHEN ((COALESCE(current_setting('loa.event'::text, true), ''::text) <> ''::text)) EXECUTE FUNCTION keep_organisation_change()
  CREATE TRIGGER unit_parents_change AFTER UPDATE ON public.unit_parent REFERENCING NEW TABLE AS added FOR EACH STATEMENT WHEN ((NOT loa_undoing())) EXECUTE FUNCTION check_unit_parents()
  CREATE TRIGGER unit_parents_come AFTER INSERT ON public.unit_parent REFERENCING NEW TABLE AS added FOR EACH STATEMENT WHEN ((NOT loa_undoing())) EXECUTE FUNCTION check_unit_parents()
  CREATE TRIGGER unit_parents_go AFTER DELETE ON public.unit_parent REFERENCING OLD TABLE AS gone FOR EACH STATEMENT WHEN ((NOT loa_undoing())) EXECUTE FUNCTION unit_parents_went()
  policy console using (EXISTS ( SELECT
   FROM unit s
  WHERE (s.id = unit_parent.unit_id)))
  policy whole using true
  grant INSERT, SELECT, UPDATE to loa_console

table unit_type
  code text not null
  name_vi text not null
  name_en text not null
  is_recipient boolean not null
  constraint unit_type_pkey PRIMARY KEY (code)
  grant SELECT to loa_console

table unit_type_parent
  child_code text not null
  parent_code text not null
  constraint unit_type_parent_child_code_fkey FOREIGN KEY (child_code) REFERENCES unit_type(code)
  constraint unit_type_parent_parent_code_fkey FOREIGN KEY (parent_code) REFERENCES unit_type(code)
  constraint unit_type_parent_pkey PRIMARY KEY (child_code, parent_code)
  grant SELECT to loa_console

table worker (row security)
  id bigint not null identity
  started_at timestamp with time zone not null
  beat_at timestamp with time zone not null default clock_timestamp()
  stopped_at timestamp with time zone
  constraint worker_pkey PRIMARY KEY (id)

CREATE OR REPLACE FUNCTION public.begin_organisation_undo()
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'public'
AS $function$
begin
  insert into organisation_undo values (pg_current_xact_id()) on conflict do nothing;
  perform set_config('loa.undoing', 'on', true);
end $function$


CREATE OR REPLACE FUNCTION public.check_area_succession()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  if exists (select from area f, area t where f.id = new.from_area_id and t.id = new.to_area_id
    and (f.valid_from >= new.effective_on or t.valid_from > new.effective_on
      or coalesce(f.valid_to, 'infinity') < new.effective_on or coalesce(t.valid_to, 'infinity') <= new.effective_on
      or (new.share = 'whole' and f.valid_to is distinct from new.effective_on)))
  then
    raise exception 'area % cannot go over into area % on %', new.from_area_id, new.to_area_id, new.effective_on
      using errcode = 'LOA12', table = 'area_succession';
  end if;
  return null;
end $function$


CREATE OR REPLACE FUNCTION public.check_channel_loan()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  if not exists (select from channel_account a join unit o on o.id = a.owner_unit_id join unit b on b.id = new.borrower_unit_id
    where a.id = new.account_id and b.path <@ o.path and b.id <> o.id)
  then
    raise exception 'account % can be lent to units below its owner only', new.account_id
      using errcode = 'LOA15', table = 'channel_loan';
  end if;
  return null;
end $function$


CREATE OR REPLACE FUNCTION public.check_event_units()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  if exists (select from unit u, organisation_event e where u.id = new.unit_id and e.id = new.event_id
    and (coalesce(u.valid_to, 'infinity') <= e.effective_on or u.valid_from > e.effective_on))
  then
    raise exception 'unit % is not there on the day of the event', new.unit_id
      using errcode = 'LOA13', table = 'organisation_event_unit';
  end if;
  return null;
end $function$


CREATE OR REPLACE FUNCTION public.check_headcounts()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
  broken bigint;
begin
  select a.unit_id into broken from added a join unit u on u.id = a.unit_id
  where u.valid_to is not null and a.as_of >= u.valid_to limit 1;
  if found then
    raise exception 'unit % has ended: nothing is counted in it', broken using errcode = 'LOA13', table = 'unit_headcount';
  end if;
  select a.unit_id into broken from added a join unit u on u.id = a.unit_id where a.as_of < u.valid_from limit 1;
  if found then
    raise exception 'unit % was not there yet', broken using errcode = 'LOA12', table = 'unit_headcount';
  end if;
  return null;
end $function$


CREATE OR REPLACE FUNCTION public.check_links_refer()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  if exists (select from added a where not exists (select from recipient r where r.id = a.recipient_id)) then
    raise exception 'a link refers to a recipient that is not there'
      using errcode = 'foreign_key_violation', table = 'access_link';
  end if;
  return null;
end $function$


CREATE OR REPLACE FUNCTION public.check_posts_of_open_units()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
  broken bigint;
begin
  select a.unit_id into broken from added a join unit u on u.id = a.unit_id
  where u.valid_to is not null and coalesce(a.valid_to, 'infinity') > u.valid_to limit 1;
  if found then
    raise exception 'unit % has ended: nobody holds a post in it', broken using errcode = 'LOA13', table = 'post';
  end if;
  return null;
end $function$


CREATE OR REPLACE FUNCTION public.check_recipients_refer()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
  broken boolean;
begin
  execute 'select exists (
      select from added a
      left join directive d on d.id = a.directive_id
      left join person p on p.id = a.person_id
      left join target t on t.id = a.target_id
      where d.id is null or p.id is null or (a.target_id is not null and t.directive_id is distinct from a.directive_id))
    or exists (select from added a where a.delegated_from is not null
      and not exists (select from recipient r where r.id = a.delegated_from))' into broken;
  if broken then
    raise exception 'a recipient refers to a directive, person, target or recipient that is not there'
      using errcode = 'foreign_key_violation', table = 'recipient';
  end if;
  return null;
end $function$


CREATE OR REPLACE FUNCTION public.check_targets_refer()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
  broken boolean;
begin
  execute 'select exists (
      select from added a
      left join directive d on d.id = a.directive_id
      left join unit u on u.id = a.unit_id
      where d.id is null or u.id is null)' into broken;
  if broken then
    raise exception 'a target refers to a directive or unit that is not there'
      using errcode = 'foreign_key_violation', table = 'target';
  end if;
  return null;
end $function$


CREATE OR REPLACE FUNCTION public.check_unit_parents()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
  broken bigint;
begin
  -- Two moves at the same moment could make a cycle that neither of them sees.
  perform pg_advisory_xact_lock(4710001);
  with recursive up as (
    select a.unit_id as start, a.parent_id as node, daterange(a.valid_from, a.valid_to) as span, 1 as depth from added a
    union all
    select up.start, e.parent_id, up.span * daterange(e.valid_from, e.valid_to), up.depth + 1
    from up join unit_parent e on e.unit_id = up.node and daterange(e.valid_from, e.valid_to) && up.span
    where up.node <> up.start and up.depth < 32
  )
  select start into broken from up where node = start or depth >= 32 limit 1;
  if found then
    raise exception 'unit % would stand below itself', broken using errcode = 'LOA10', table = 'unit_parent';
  end if;

  select a.unit_id into broken from added a join unit u on u.id = a.unit_id join unit p on p.id = a.parent_id
  where not exists (select from unit_type_parent t where t.child_code = u.type_code and t.parent_code = p.type_code) limit 1;
  if found then
    raise exception 'unit % may not stand below a unit of that type', broken using errcode = 'LOA11', table = 'unit_parent';
  end if;

  select a.unit_id into broken from added a join unit u on u.id in (a.unit_id, a.parent_id)
  where a.valid_from < u.valid_from or coalesce(a.valid_to, 'infinity') > coalesce(u.valid_to, 'infinity') limit 1;
  if found then
    raise exception 'unit % cannot have this parent at that time: one of them is not there', broken
      using errcode = 'LOA12', table = 'unit_parent';
  end if;

  if not loa_undoing() then
    perform settle_unit_paths((select array_agg(unit_id) from added));
  end if;
  return null;
end $function$


CREATE OR REPLACE FUNCTION public.check_unit_type()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  if exists (
    select from unit_parent e join unit u on u.id = e.unit_id join unit p on p.id = e.parent_id
    where new.id in (e.unit_id, e.parent_id)
      and not exists (select from unit_type_parent t where t.child_code = u.type_code and t.parent_code = p.type_code)
  ) then
    raise exception 'unit % may not be of that type where it stands', new.id using errcode = 'LOA11', table = 'unit';
  end if;
  return null;
end $function$


CREATE OR REPLACE FUNCTION public.close_unit()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
  ends date := new.valid_to;
begin
  if exists (select from unit_parent e where e.parent_id = new.id and coalesce(e.valid_to, 'infinity') > ends) then
    raise exception 'unit % still has units below it', new.id using errcode = 'LOA12', table = 'unit';
  end if;
  if exists (select from unit_headcount h where h.unit_id = new.id and h.as_of > ends) then
    raise exception 'unit % has a headcount after its end', new.id using errcode = 'LOA12', table = 'unit_headcount';
  end if;
  update unit_parent set valid_to = ends where unit_id = new.id and coalesce(valid_to, 'infinity') > ends;
  update unit_name set valid_to = ends where unit_id = new.id and coalesce(valid_to, 'infinity') > ends;
  update unit_area set valid_to = ends where unit_id = new.id and coalesce(valid_to, 'infinity') > ends;
  update post set valid_to = greatest(ends, valid_from), end_reason = 'unit_ended', contact_order = null,
    ended_at = greatest(ends, valid_from)::timestamp at time zone 'Asia/Ho_Chi_Minh'
  where unit_id = new.id and (ended_at is null or coalesce(valid_to, 'infinity') > ends);
  update post set contact_order = null where unit_id = new.id and contact_order is not null;
  return null;
end $function$


CREATE OR REPLACE FUNCTION public.correct_unit_history()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  update unit_name n set name = new.name, short_name = new.short_name, symbol = new.symbol, place_name = new.place_name
  where n.unit_id = new.id
    and n.valid_from = (select max(m.valid_from) from unit_name m where m.unit_id = new.id)
    and (n.name, n.short_name, n.symbol, n.place_name) is distinct from (new.name, new.short_name, new.symbol, new.place_name);
  if new.area_id is distinct from (select s.area_id from unit_area s where s.unit_id = new.id and s.role = 'seat'
    order by s.valid_from desc limit 1) then
    if new.area_id is null then
      delete from unit_area s where s.unit_id = new.id and s.role = 'seat'
        and s.valid_from = (select max(m.valid_from) from unit_area m where m.unit_id = new.id and m.role = 'seat');
    else
      update unit_area s set area_id = new.area_id where s.unit_id = new.id and s.role = 'seat'
        and s.valid_from = (select max(m.valid_from) from unit_area m where m.unit_id = new.id and m.role = 'seat');
      if not found then
        insert into unit_area (unit_id, area_id, role, valid_from, valid_to)
        values (new.id, new.area_id, 'seat', new.valid_from, new.valid_to);
      end if;
    end if;
  end if;
  return null;
end $function$


CREATE OR REPLACE FUNCTION public.delegate_is_at_home()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  update person p set home_unit_id = t.unit_id
  from recipient mine join target t on t.id = mine.target_id, recipient other
  where mine.id = new.from_recipient_id and other.id = new.to_recipient_id and p.id = other.person_id
    and p.home_unit_id is null and not exists (select from post where person_id = p.id);
  return null;
end $function$


CREATE OR REPLACE FUNCTION public.end_organisation_undo()
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'public'
AS $function$
begin
  perform set_config('loa.undoing', '', true);
  delete from organisation_undo where xid = pg_current_xact_id();
end $function$


CREATE OR REPLACE FUNCTION public.end_sessions_of_disabled()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  delete from auth_session s using auth_user u where u.id = s.user_id and u.staff_id = new.id;
  return null;
end $function$


CREATE OR REPLACE FUNCTION public.follow_unknown()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  if new.state = 'unknown' and new.followed_up_at is null then
    insert into delivery_unknown (delivery_id, account_id) values (new.id, new.account_id) on conflict do nothing;
  else
    delete from delivery_unknown where delivery_id = new.id;
  end if;
  return null;
end $function$


CREATE OR REPLACE FUNCTION public.forbid_api_key_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  raise exception 'an API key stays what it is' using errcode = 'LOA17';
end $function$


CREATE OR REPLACE FUNCTION public.forbid_approval_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  raise exception 'what was asked for stays as it was asked, a decision is taken once' using errcode = 'LOA06';
end $function$


CREATE OR REPLACE FUNCTION public.forbid_attachment_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
declare owner_state text;
begin
  select state into owner_state from directive where id = coalesce(new.directive_id, old.directive_id);
  if owner_state not in ('template', 'draft', 'discarded') then
    raise exception 'directive is issued: its attachments are locked' using errcode = 'LOA01';
  end if;
  return coalesce(new, old);
end $function$


CREATE OR REPLACE FUNCTION public.forbid_audit_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  raise exception 'the audit log is append-only' using errcode = 'LOA03';
end $function$


CREATE OR REPLACE FUNCTION public.forbid_change_after_issue()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if old.state in ('template', 'draft', 'discarded') then return new; end if;
  if (old.kind_code, old.urgency, old.message_class, old.is_drill, old.title, old.actions, old.body, old.overrides,
      old.sms_unaccented, old.relay, old.audience, old.acknowledge, old.acknowledge_by, old.acknowledge_before,
      old.escalation, old.valid_until, old.number, old.symbol, old.issued_at, old.issued_by, old.issuer_name,
      old.replaces_id, old.relation)
     is distinct from
     (new.kind_code, new.urgency, new.message_class, new.is_drill, new.title, new.actions, new.body, new.overrides,
      new.sms_unaccented, new.relay, new.audience, new.acknowledge, new.acknowledge_by, new.acknowledge_before,
      new.escalation, new.valid_until, new.number, new.symbol, new.issued_at, new.issued_by, new.issuer_name,
      new.replaces_id, new.relation)
  then
    raise exception 'directive % is issued: its content is locked', old.id using errcode = 'LOA01';
  end if;
  if new.state in ('template', 'draft') then
    raise exception 'directive % is issued: it cannot become a draft again', old.id using errcode = 'LOA01';
  end if;
  return new;
end $function$


CREATE OR REPLACE FUNCTION public.forbid_delete_after_issue()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if old.state in ('template', 'draft', 'discarded') then return old; end if;
  raise exception 'directive % is issued: it cannot be deleted', old.id using errcode = 'LOA01';
end $function$


CREATE OR REPLACE FUNCTION public.forbid_grant_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  raise exception 'a role grant stays what it is' using errcode = 'LOA05';
end $function$


CREATE OR REPLACE FUNCTION public.forbid_link_move()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  raise exception 'a link stays its recipient''s' using errcode = 'LOA04';
end $function$


CREATE OR REPLACE FUNCTION public.forbid_recipient_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if (old.directive_id, old.person_id, old.delegated_from) is not distinct from (new.directive_id, new.person_id, new.delegated_from)
    and exists (select from organisation_effect e where e.recipient_id = old.id and e.kind = 'recipient_moved'
      and (e.target_id, e.to_target_id) in ((old.target_id, new.target_id), (new.target_id, old.target_id))
      and (e.target_id = old.target_id or loa_undoing()))
  then
    return new;
  end if;
  raise exception 'recipient % stays who they are', old.id using errcode = 'LOA04';
end $function$


CREATE OR REPLACE FUNCTION public.forbid_stage_fall()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  -- Only a withdrawn acknowledgement may take the fourth stage back, and never below «opened».
  if new.stage < old.stage and not (old.stage = 4 and new.stage = 3 and new.acknowledged_at is null) then
    raise exception 'recipient %: stage cannot fall from % to %', old.id, old.stage, new.stage using errcode = 'LOA02';
  end if;
  return new;
end $function$


CREATE OR REPLACE FUNCTION public.forbid_target_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  raise exception 'target % stays the unit it is', old.id using errcode = 'LOA04';
end $function$


CREATE OR REPLACE FUNCTION public.forget_delivery()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  delete from delivery_queue where delivery_id = old.id;
  delete from delivery_unknown where delivery_id = old.id;
  delete from provider_message where account_id = old.account_id and provider_message_id = old.provider_message_id
    and delivery_id = old.id;
  return null;
end $function$


CREATE OR REPLACE FUNCTION public.keep_closed_unit()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if (old.code, old.name, old.short_name, old.type_code, old.sector_code, old.subsector, old.area_id, old.address, old.symbol,
      old.place_name, old.valid_from, old.valid_to, old.end_reason)
    is distinct from (new.code, new.name, new.short_name, new.type_code, new.sector_code, new.subsector, new.area_id,
      new.address, new.symbol, new.place_name, new.valid_from, new.valid_to, new.end_reason)
  then
    raise exception 'unit % has ended: it is kept as it was', old.id using errcode = 'LOA13', table = 'unit';
  end if;
  return new;
end $function$


CREATE OR REPLACE FUNCTION public.keep_frozen()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  raise exception '% % is frozen', tg_table_name, old.id using errcode = 'LOA01';
end $function$


CREATE OR REPLACE FUNCTION public.keep_organisation_change()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  insert into organisation_change (event_id, table_name, before, after)
  values (current_setting('loa.event')::bigint, tg_table_name,
    case when tg_op <> 'INSERT' then to_jsonb(old) end, case when tg_op <> 'DELETE' then to_jsonb(new) end);
  return null;
end $function$


CREATE OR REPLACE FUNCTION public.keep_referred_recipient()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  if exists (select from access_link where recipient_id = old.id)
    or exists (select from recipient where delegated_from = old.id) then
    raise exception 'recipient % is referred to', old.id using errcode = 'foreign_key_violation', table = 'recipient';
  end if;
  return old;
end $function$


CREATE OR REPLACE FUNCTION public.keep_what_recipients_refer_to()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  if (tg_table_name = 'directive' and exists (select from recipient where directive_id = old.id))
    or (tg_table_name = 'person' and exists (select from recipient where person_id = old.id))
    or (tg_table_name = 'target' and exists (select from recipient where target_id = old.id))
  then
    raise exception '% % has recipients', tg_table_name, old.id using errcode = 'foreign_key_violation', table = tg_table_name;
  end if;
  return old;
end $function$


CREATE OR REPLACE FUNCTION public.keep_what_targets_refer_to()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  if (tg_table_name = 'directive' and exists (select from target where directive_id = old.id))
    or (tg_table_name = 'unit' and exists (select from target where unit_id = old.id))
  then
    raise exception '% % has targets', tg_table_name, old.id using errcode = 'foreign_key_violation', table = tg_table_name;
  end if;
  return old;
end $function$


CREATE OR REPLACE FUNCTION public.leave_queue()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  delete from delivery_queue where delivery_id = new.id;
  return null;
end $function$


CREATE OR REPLACE FUNCTION public.loa_account_name(account bigint)
 RETURNS text
 LANGUAGE sql
 STABLE PARALLEL SAFE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
BEGIN ATOMIC
 SELECT a.name
    FROM channel_account a
   WHERE (a.id = loa_account_name.account);
END


CREATE OR REPLACE FUNCTION public.loa_alike_people(today date, wanted integer)
 RETURNS TABLE(one_id bigint, other_id bigint, reasons text[])
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
  scopes ltree[] := loa_found_scopes();
  small boolean := loa_is_small(scopes);
  units bigint[];
  people bigint[];
begin
  if small then
    units := array(select u.id from unnest(scopes) s (top) join unit u on u.path <@ s.top);
    people := array(select distinct o.person_id from post o where o.unit_id = any(units)
      and o.valid_from <= today and (o.valid_to is null or o.valid_to > today));
  end if;
  return query execute format('
    with pairs as (
      select x.person_id as a, y.person_id as b, ''address'' as reason
      from contact_point x join contact_point y on y.channel = x.channel and y.address = x.address
        and y.account_id is not distinct from x.account_id and y.person_id > x.person_id
      where not x.is_shared_office and not y.is_shared_office and x.removed_at is null and y.removed_at is null %s
      union
      select p.id, q.id, ''name'' from post o join post s on s.unit_id = o.unit_id and s.person_id > o.person_id
      join person p on p.id = o.person_id join person q on q.id = s.person_id and q.name_fold = p.name_fold
      where %s and %s %s)
    select a, b, array_agg(reason order by reason) from pairs
    where not exists (select from person_apart d where d.one_id = a and d.other_id = b)
      and exists (select from post o join unit u on u.id = o.unit_id where o.person_id = a and u.path <@ any($2) and %s)
      and exists (select from post s join unit u on u.id = s.unit_id where s.person_id = b and u.path <@ any($2) and %s)
    group by a, b order by a, b limit $4',
    case when small then 'and x.person_id = any($1) and y.person_id = any($1)' else '' end,
    'o.valid_from <= $3 and (o.valid_to is null or o.valid_to > $3)', 's.valid_from <= $3 and (s.valid_to is null or s.valid_to > $3)',
    case when small then 'and o.person_id = any($1)' else '' end,
    'o.valid_from <= $3 and (o.valid_to is null or o.valid_to > $3)', 's.valid_from <= $3 and (s.valid_to is null or s.valid_to > $3)')
    using people, scopes, today, wanted;
end $function$


CREATE OR REPLACE FUNCTION public.loa_approval_policy(unit bigint)
 RETURNS SETOF approval_policy
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
BEGIN ATOMIC
 SELECT p.unit_id,
     p.roles,
     p.channels,
     p.issuing,
     p.override_roles,
     p.changed_at
    FROM ((unit u
      JOIN unit above ON ((above.path @> u.path)))
      JOIN approval_policy p ON ((p.unit_id = above.id)))
   WHERE ((u.id = loa_approval_policy.unit) AND ((COALESCE(current_setting('loa.scope'::text, true), ''::text) = ''::text) OR loa_in_scope(u.id)))
   ORDER BY (nlevel(above.path)) DESC
  LIMIT 1;
END


CREATE OR REPLACE FUNCTION public.loa_audit_unit(actor_kind text, actor_id bigint, entity text, entity_id bigint)
 RETURNS bigint
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
  found_unit bigint;
begin
  case entity
    when 'unit' then found_unit := entity_id;
    when 'directive' then select d.owner_unit_id into found_unit from directive d where d.id = entity_id;
    when 'target' then select t.unit_id into found_unit from target t where t.id = entity_id;
    when 'recipient' then
      select coalesce(t.unit_id, d.owner_unit_id) into found_unit
      from recipient r join directive d on d.id = r.directive_id left join target t on t.id = r.target_id where r.id = entity_id;
    when 'question' then
      select coalesce(t.unit_id, d.owner_unit_id) into found_unit
      from question q join directive d on d.id = q.directive_id left join target t on t.id = q.target_id where q.id = entity_id;
    when 'person' then
      select p.unit_id into found_unit from post p where p.person_id = entity_id
      order by p.valid_to desc nulls first, p.contact_order nulls last, p.id limit 1;
    when 'post' then select p.unit_id into found_unit from post p where p.id = entity_id;
    when 'chat_group' then select g.owner_unit_id into found_unit from chat_group g where g.id = entity_id;
    when 'channel_account' then select a.owner_unit_id into found_unit from channel_account a where a.id = entity_id;
    when 'staff' then select s.unit_id into found_unit from staff s where s.id = entity_id;
    else null;
  end case;
  if found_unit is null and actor_kind = 'staff' then
    select s.unit_id into found_unit from staff s where s.id = actor_id;
  elsif found_unit is null and actor_kind = 'officer' then
    select t.unit_id into found_unit from recipient r join target t on t.id = r.target_id where r.id = actor_id;
  elsif found_unit is null and actor_kind = 'provider' then
    select a.owner_unit_id into found_unit from channel_account a where a.id = actor_id;
  end if;
  return found_unit;
end $function$


CREATE OR REPLACE FUNCTION public.loa_directive_search(title text, number integer, symbol text, relay jsonb, kind_code text, template_code text)
 RETURNS tsvector
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN array_to_tsvector((((((loa_lexemes(loa_words(loa_fold(title))) || COALESCE(loa_words(loa_fold((((number)::text || '/'::text) || symbol))), '{}'::text[])) || COALESCE(array_remove(ARRAY[regexp_replace(loa_fold(((number)::text || symbol)), '[^a-z0-9]'::text, ''::text, 'g'::text)], NULL::text), '{}'::text[])) || COALESCE(loa_words(loa_fold(concat_ws(' '::text, (relay ->> 'number'::text), (relay ->> 'issuer'::text)))), '{}'::text[])) || COALESCE(loa_words(loa_fold(template_code)), '{}'::text[])) || ARRAY[('#'::text || kind_code)]))


CREATE OR REPLACE FUNCTION public.loa_entering_unit()
 RETURNS bigint
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  if coalesce(current_setting('loa.scope', true), '') = '' then return null; end if;
  return (select id from unit where path = (loa_scopes())[1]);
end $function$


CREATE OR REPLACE FUNCTION public.loa_family_name(name text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
RETURN COALESCE("substring"(btrim(CASE WHEN (strpos(name, ','::text) > 0) THEN substr(name, (strpos(name, ','::text) + 1)) ELSE regexp_replace(btrim(name), '\S+$'::text, ''::text) END), '^\S+'::text), ''::text)


CREATE OR REPLACE FUNCTION public.loa_find_directives(typed text, number integer, words tsquery, second tsquery, wanted integer)
 RETURNS TABLE(directive_id bigint, rank integer)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
  scopes ltree[] := loa_found_scopes();
  most constant int := 500;
  whole boolean := loa_holds_whole_tree(scopes);
  -- Who issues in this part of the tree; a few offices among many unions.
  owners bigint[] := case when not whole then array(select u.id from unit u
    where u.path <@ any (scopes) and exists (select from directive d where d.owner_unit_id = u.id)) end;
  newest bigint[];
  found_ids bigint[] := '{}';
begin
  if whole then
    newest := array(select d.id from directive d where d.state not in ('template', 'discarded') order by d.id desc limit most);
  else
    newest := array(select d.id from directive d where d.owner_unit_id = any (owners) and d.state not in ('template', 'discarded')
      order by d.id desc limit most);
  end if;
  if loa_find_directives.number is not null then
    found_ids := array(select d.id from directive d where d.search @@ words and d.number = loa_find_directives.number
      and d.state not in ('template', 'discarded') and (whole or d.owner_unit_id = any (owners)) limit most);
  end if;
  found_ids := found_ids || array(select d.id from directive d where d.id = any (newest) and d.search @@ words);
  if cardinality(newest) < most then
    found_ids := found_ids || array(select d.id from directive d where d.id = any (newest) and d.search @@ second);
  else
    if cardinality(found_ids) < wanted then
      found_ids := found_ids || array(select d.id from directive d where d.search @@ words
        and d.state not in ('template', 'discarded') and (whole or d.owner_unit_id = any (owners)) limit most);
    end if;
    if cardinality(found_ids) < wanted then
      found_ids := found_ids || array(select d.id from directive d where d.search @@ second
        and d.state not in ('template', 'discarded') and (whole or d.owner_unit_id = any (owners)) limit most);
    end if;
  end if;
  return query
    select d.id, r.rank from directive d
    cross join lateral (select case when d.number = loa_find_directives.number then 0 when starts_with(d.title_fold, typed) then 1
      when d.search @@ words then 2 else 3 end) r (rank)
    where d.id = any (found_ids)
    order by r.rank, coalesce(d.issued_at, d.updated_at) desc, d.id desc limit wanted;
end $function$


CREATE OR REPLACE FUNCTION public.loa_find_people(typed text, accented text, whole tsquery, words tsquery, second tsquery, wanted integer)
 RETURNS TABLE(person_id bigint, rank integer)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
  scopes ltree[] := loa_found_scopes();
  top text := typed || U&'\+10FFFF';
  -- One syllable has one of the two letters: three spellings are all.
  spellings text[] := array[typed, translate(typed, 'y', 'i'), translate(typed, 'i', 'y')];
  batch bigint[];
  found_ids bigint[] := '{}';
begin
  if loa_is_small(scopes) then
    batch := array(select u.id from unnest(scopes) s (top) join unit u on u.path <@ s.top);
    batch := array(select o.person_id from post o where o.unit_id = any(batch)
      union select h.id from person h where h.home_unit_id = any(batch));
    return query
      select p.id, r.rank from person p
      cross join lateral (select case when p.name_fold = typed then 0 when loa_fold(p.given_name) = any(spellings) then 1
        when p.search @@ whole then 2 when starts_with(p.name_fold, typed) then 3 when p.search @@ words then 4
        when p.search @@ second then 5 end) r (rank)
      where p.id = any(batch) and r.rank is not null
      order by r.rank, strpos(lower(p.full_name), accented) = 0, strpos(p.name_fold, typed) = 0, p.given_name collate "vi-x-icu",
        p.family_name collate "vi-x-icu", p.middle_name collate "vi-x-icu", p.id limit wanted;
    return;
  end if;
  for step in 0..5 loop
    case step
      when 0 then
        batch := array(select p.id from person p where p.name_fold = typed
          and loa_person_seen(p.id, p.home_unit_id, scopes) limit wanted * 2);
      when 1 then
        batch := array(select p.id from person p where loa_fold(p.given_name) = typed
          and loa_person_seen(p.id, p.home_unit_id, scopes)
          order by p.given_name collate "vi-x-icu", p.family_name collate "vi-x-icu", p.middle_name collate "vi-x-icu", p.id
          limit wanted * 2)
          || array(select p.id from person p where loa_fold(p.given_name) = any(spellings[2:]) and loa_fold(p.given_name) <> typed
          and loa_person_seen(p.id, p.home_unit_id, scopes) limit wanted * 2);
      when 2 then
        continue when whole is null;
        batch := array(select p.id from person p where p.search @@ whole
          and loa_person_seen(p.id, p.home_unit_id, scopes) limit wanted * 2);
      when 3 then
        batch := array(select p.id from person p where p.name_fold ~>=~ typed and p.name_fold ~<~ top
          and loa_person_seen(p.id, p.home_unit_id, scopes) order by p.name_fold using ~<~ limit wanted * 2);
      when 4 then
        batch := array(select p.id from person p where p.search @@ words
          and loa_person_seen(p.id, p.home_unit_id, scopes) limit wanted * 2);
      else
        batch := array(select p.id from person p where p.search @@ second
          and loa_person_seen(p.id, p.home_unit_id, scopes) limit wanted * 2);
    end case;
    return query select p.id, step from person p where p.id = any(batch) and p.id <> all(found_ids)
      order by strpos(lower(p.full_name), accented) = 0, strpos(p.name_fold, typed) = 0, p.given_name collate "vi-x-icu",
        p.family_name collate "vi-x-icu", p.middle_name collate "vi-x-icu", p.id limit greatest(0, wanted - cardinality(found_ids));
    found_ids := found_ids || batch;
    exit when cardinality(found_ids) >= wanted;
  end loop;
end $function$


CREATE OR REPLACE FUNCTION public.loa_find_units(typed text, accented text, words tsquery, second tsquery, today date, wanted integer, recipients_of ltree)
 RETURNS TABLE(unit_id bigint, rank integer)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
  scopes ltree[] := case when recipients_of is null then loa_found_scopes()
    else array(select recipients_of where recipients_of <@ any (loa_found_scopes())) end;
  types text[] := array(select t.code from unit_type t where recipients_of is null or t.is_recipient);
  top text := typed || U&'\+10FFFF';
  batch bigint[];
  found_ids bigint[] := '{}';
begin
  if loa_is_small(scopes) then
    batch := array(select u.id from unnest(scopes) s (top) join unit u on u.path <@ s.top);
    return query
      select u.id, r.rank from unit u
      cross join lateral (select case when u.search_key = typed or loa_fold(u.code) = typed then 0
        when starts_with(u.search_key, typed) then 1 when u.search @@ words then 2 when u.search @@ second then 3 end) r (rank)
      where u.id = any(batch) and r.rank is not null and u.type_code = any(types) and u.path is distinct from recipients_of
        and u.valid_from <= today and (u.valid_to is null or u.valid_to > today)
      order by r.rank, strpos(lower(u.name), accented) = 0, u.search_key collate "vi-x-icu", u.id limit wanted;
    return;
  end if;
  for step in 0..3 loop
    case step
      when 0 then
        batch := array(select u.id from unit u where (u.search_key = typed or loa_fold(u.code) = typed)
          and u.path <@ any(scopes) and u.type_code = any(types) and u.path is distinct from recipients_of
          and u.valid_from <= today and (u.valid_to is null or u.valid_to > today) limit wanted * 2);
      when 1 then
        batch := array(select u.id from unit u where u.search_key ~>=~ typed and u.search_key ~<~ top
          and u.path <@ any(scopes) and u.type_code = any(types) and u.path is distinct from recipients_of
          and u.valid_from <= today and (u.valid_to is null or u.valid_to > today)
          order by u.search_key using ~<~ limit wanted * 2);
      when 2 then
        batch := array(select u.id from unit u where u.search @@ words
          and u.path <@ any(scopes) and u.type_code = any(types) and u.path is distinct from recipients_of
          and u.valid_from <= today and (u.valid_to is null or u.valid_to > today) limit wanted * 2);
      else
        batch := array(select u.id from unit u where u.search @@ second
          and u.path <@ any(scopes) and u.type_code = any(types) and u.path is distinct from recipients_of
          and u.valid_from <= today and (u.valid_to is null or u.valid_to > today) limit wanted * 2);
    end case;
    return query select u.id, step from unit u where u.id = any(batch) and u.id <> all(found_ids)
      order by strpos(lower(u.name), accented) = 0, u.search_key collate "vi-x-icu", u.id
      limit greatest(0, wanted - cardinality(found_ids));
    found_ids := found_ids || batch;
    exit when cardinality(found_ids) >= wanted;
  end loop;
end $function$


CREATE OR REPLACE FUNCTION public.loa_fold(input text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
RETURN lower(translate(regexp_replace(NORMALIZE(regexp_replace(btrim(input), '\s+'::text, ' '::text, 'g'::text), NFD), '[̀-ͯ]'::text, ''::text, 'g'::text), 'đĐÐ'::text, 'dDD'::text))


CREATE OR REPLACE FUNCTION public.loa_found_scopes()
 RETURNS ltree[]
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN (string_to_array(NULLIF(current_setting('loa.scope'::text, true), ''::text), ','::text))::ltree[]


CREATE OR REPLACE FUNCTION public.loa_given_name(name text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
RETURN CASE WHEN (strpos(name, ','::text) > 0) THEN btrim(split_part(name, ','::text, 1)) ELSE "substring"(btrim(name), '\S+$'::text) END


CREATE OR REPLACE FUNCTION public.loa_groups_are_due(paths ltree[])
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  insert into chat_group_due (owner_unit_id)
  select distinct g.owner_unit_id from chat_group g join unit o on o.id = g.owner_unit_id
  where g.rule is not null and g.ended_at is null and o.path @> any (paths);
$function$


CREATE OR REPLACE FUNCTION public.loa_holds_whole_tree(scopes ltree[])
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
BEGIN ATOMIC
 SELECT (EXISTS ( SELECT
            FROM unnest(loa_holds_whole_tree.scopes) top(top)
           WHERE ((( SELECT unit.path
                    FROM unit
                   ORDER BY unit.path
                  LIMIT 1) <@ top.top) AND (( SELECT unit.path
                    FROM unit
                   ORDER BY unit.path DESC
                  LIMIT 1) <@ top.top)))) AS "exists";
END


CREATE OR REPLACE FUNCTION public.loa_in_scope(unit bigint)
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
BEGIN ATOMIC
 SELECT (EXISTS ( SELECT
            FROM unit u
           WHERE ((u.id = loa_in_scope.unit) AND (u.path <@ ANY (loa_scopes()))))) AS "exists";
END


CREATE OR REPLACE FUNCTION public.loa_initials(words text[])
 RETURNS text[]
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
RETURN (SELECT COALESCE(array_agg(('='::text || substr(i.run, n.n))), '{}'::text[]) AS "coalesce" FROM (SELECT string_agg("left"(t.w, 1), ''::text ORDER BY t.k) AS run FROM unnest(loa_initials.words) WITH ORDINALITY t(w, k)) i, LATERAL generate_series(1, LEAST((length(i.run) - 1), 15)) n(n))


CREATE OR REPLACE FUNCTION public.loa_is_console()
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN ((SESSION_USER = ANY (ARRAY['loa_console'::name, 'loa_whole'::name])) OR (current_setting('role'::text) = ANY (ARRAY['loa_console'::text, 'loa_whole'::text])))


CREATE OR REPLACE FUNCTION public.loa_is_gone(left_at timestamp with time zone, valid_until timestamp with time zone, closed_at timestamp with time zone, stopped_at timestamp with time zone, replaced_at timestamp with time zone)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN COALESCE((left_at < LEAST(valid_until, closed_at, stopped_at, replaced_at)), false)


CREATE OR REPLACE FUNCTION public.loa_is_small(scopes ltree[])
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN (NOT (EXISTS (SELECT FROM unnest(loa_is_small.scopes) s(top) WHERE ((SELECT u.path FROM unit u WHERE (u.path >= s.top) ORDER BY u.path OFFSET 799 LIMIT 1) <@ s.top))))


CREATE OR REPLACE FUNCTION public.loa_leave_post(ended_post bigint, at timestamp with time zone)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
  p post;
  selves bigint[];
  today date := (at at time zone 'Asia/Ho_Chi_Minh')::date;
  gone bigint[]; closed bigint[]; directives bigint[]; links int; cancelled int; ended_staff bigint[];
begin
  select * into p from post where id = ended_post and ended_at is not null;
  if not found then raise exception 'post % has not ended', ended_post; end if;
  -- Whose post it is decides, not who knows its number.
  if loa_is_console() and not loa_in_scope(p.unit_id) then
    raise exception 'post % is out of scope', ended_post using errcode = '42501';
  end if;
  selves := loa_selves(p.person_id);

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
    select r.id from directive d
    join recipient r on r.directive_id = d.id and r.person_id = any(selves)
    join target t on t.id = r.target_id
    where d.issued_at is not null and t.unit_id = p.unit_id and r.left_at is null order by r.id for no key update of r
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
end $function$


CREATE OR REPLACE FUNCTION public.loa_lexemes(words text[])
 RETURNS text[]
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE STRICT
AS $function$
declare
  found text[] := words;
  word text;
  run text := '';
begin
  foreach word in array words loop
    if strpos(word, 'i') > 0 or strpos(word, 'y') > 0 then found := found || ('~' || translate(word, 'y', 'i')); end if;
    run := run || left(word, 1);
  end loop;
  for n in 1 .. least(length(run) - 1, 15) loop
    found := found || ('=' || substr(run, n));
  end loop;
  return found;
end $function$


CREATE OR REPLACE FUNCTION public.loa_list_people(asked jsonb, place bigint, today date, after jsonb, wanted integer)
 RETURNS TABLE(person_id bigint, n bigint)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
  scopes ltree[];
  units bigint[];
  people bigint[];
  in_force constant text := 'o.valid_from <= $3 and (o.valid_to is null or o.valid_to > $3)';
  held text;
  parts text[] := '{}';
begin
  scopes := array(select case when u.path <@ s.top then u.path else s.top end
    from unnest(loa_found_scopes()) s (top) left join unit u on u.id = place
    where place is null or u.path <@ s.top or s.top <@ u.path);
  -- No place at all, and not «everywhere».
  if cardinality(scopes) = 0 then return; end if;

  held := 'o.person_id = p.id' || case when asked ? 'position' then ' and o.position_code = $4 ->> ''position''' else '' end;
  if asked ? 'area' or loa_is_small(scopes) then
    units := array(select u.id from unnest(scopes) s (top) join unit u on u.path <@ s.top
      where not asked ? 'area' or u.area_id = (asked ->> 'area')::bigint);
    people := array(select distinct o.person_id from post o where o.unit_id = any(units));
    parts := parts || 'p.id = any($1)'::text;
    held := held || ' and o.unit_id = any($2)';
  else
    held := 'o.unit_id = u.id and u.path <@ any($5) and ' || held;
  end if;
  if asked ? 'left' then
    parts := parts || format('exists (select from post o, unit u where %s) and not exists (select from post o, unit u where %s and %s)',
      held || ' and o.unit_id = u.id', held || ' and o.unit_id = u.id', in_force);
  else
    parts := parts || format('exists (select from post o, unit u where %s and %s)', held || ' and o.unit_id = u.id', in_force);
  end if;
  if asked ? 'words' then parts := parts || '(p.search @@ ($4 ->> ''words'')::tsquery)'::text; end if;
  if asked ? 'ids' then
    parts := parts || 'p.id in (select e::bigint from jsonb_array_elements_text($4 -> ''ids'') e)'::text;
  end if;
  parts := parts || case asked ->> 'reach'
    when 'ok' then array['exists (select from contact_point c where c.person_id = p.id and c.state = ''ok'' and c.channel <> ''phone'')']
    when 'none' then array['not exists (select from contact_point c where c.person_id = p.id and c.state = ''ok'' and c.channel <> ''phone'')']
    when 'wrong' then array['exists (select from contact_point c where c.person_id = p.id and c.state = ''invalid'' and c.removed_at is null)']
    else '{}'::text[] end;
  if asked ->> 'consent' = 'withdrawn' then
    parts := parts || '(exists (select from objection j where j.person_id = p.id and j.ended_at is null)
      or exists (select from consent k where k.person_id = p.id and k.withdrawn_at is not null and not exists (
        select from consent l where l.person_id = p.id and l.purpose = k.purpose and l.channel is not distinct from k.channel
          and l.withdrawn_at is null)))'::text;
  end if;
  if after is not null then
    parts := parts || '(p.given_name collate "vi-x-icu", p.family_name collate "vi-x-icu", p.middle_name collate "vi-x-icu", p.id)
      > ($6 ->> 0, $6 ->> 1, $6 ->> 2, ($6 ->> 3)::bigint)'::text;
  end if;
  return query execute format('select p.id, row_number() over () from (select p.id from person p where p.erased_at is null and %s
      order by p.given_name collate "vi-x-icu", p.family_name collate "vi-x-icu", p.middle_name collate "vi-x-icu", p.id limit $7) p',
    array_to_string(parts, ' and '))
    using people, units, today, asked, scopes, after, wanted;
end $function$


CREATE OR REPLACE FUNCTION public.loa_middle_name(name text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
RETURN btrim(regexp_replace(btrim(CASE WHEN (strpos(name, ','::text) > 0) THEN substr(name, (strpos(name, ','::text) + 1)) ELSE regexp_replace(btrim(name), '\S+$'::text, ''::text) END), '^\S+'::text, ''::text))


CREATE OR REPLACE FUNCTION public.loa_open_links(asked_unit bigint, at timestamp with time zone)
 RETURNS TABLE(person_id bigint, links integer)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
BEGIN ATOMIC
 SELECT r.person_id,
     (count(*))::integer AS count
    FROM ((target t
      JOIN recipient r ON ((r.target_id = t.id)))
      JOIN access_link l ON (((l.recipient_id = r.id) AND (l.revoked_at IS NULL) AND (l.expires_at > loa_open_links.at))))
   WHERE ((t.unit_id = loa_open_links.asked_unit) AND (r.disowned_at IS NULL) AND (EXISTS ( SELECT
            FROM unit u
           WHERE ((u.id = loa_open_links.asked_unit) AND (u.path <@ ANY (loa_scopes()))))))
   GROUP BY r.person_id;
END


CREATE OR REPLACE FUNCTION public.loa_parent_names(direct_parent ltree)
 RETURNS jsonb
 LANGUAGE sql
 STABLE PARALLEL SAFE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
BEGIN ATOMIC
 SELECT COALESCE(jsonb_agg(jsonb_build_object('id', u.id, 'name', u.name) ORDER BY (nlevel(u.path))), '[]'::jsonb) AS "coalesce"
    FROM unit u
   WHERE (u.path @> loa_parent_names.direct_parent);
END


CREATE OR REPLACE FUNCTION public.loa_person_in_scope(id bigint)
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
BEGIN ATOMIC
 SELECT ((EXISTS ( SELECT
            FROM (person p
              JOIN unit u ON ((u.id = p.home_unit_id)))
           WHERE ((p.id = loa_person_in_scope.id) AND (u.path <@ ANY (loa_scopes()))))) OR (EXISTS ( SELECT
            FROM (post p
              JOIN unit u ON ((u.id = p.unit_id)))
           WHERE ((p.person_id = loa_person_in_scope.id) AND (u.path <@ ANY (loa_scopes()))))));
END


CREATE OR REPLACE FUNCTION public.loa_person_search(full_name text)
 RETURNS tsvector
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
RETURN array_to_tsvector(loa_lexemes(loa_words(loa_fold(full_name))))


CREATE OR REPLACE FUNCTION public.loa_person_seen(person bigint, home bigint, scopes ltree[])
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN ((EXISTS (SELECT FROM (post p JOIN unit u ON ((u.id = p.unit_id))) WHERE ((p.person_id = loa_person_seen.person) AND (u.path <@ ANY (loa_person_seen.scopes))))) OR (EXISTS (SELECT FROM unit u WHERE ((u.id = loa_person_seen.home) AND (u.path <@ ANY (loa_person_seen.scopes))))))


CREATE OR REPLACE FUNCTION public.loa_role_holders(unit bigint, roles text[], at timestamp with time zone)
 RETURNS TABLE(staff_id bigint, name text)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
BEGIN ATOMIC
 SELECT DISTINCT s.id,
     p.full_name
    FROM ((((unit u
      JOIN unit above ON ((above.path @> u.path)))
      JOIN role_grant g ON (((g.unit_id = above.id) AND (g.role = ANY (loa_role_holders.roles)) AND (g.valid_from <= loa_role_holders.at) AND ((g.valid_to IS NULL) OR (g.valid_to > loa_role_holders.at)))))
      JOIN staff s ON (((s.id = g.staff_id) AND (s.disabled_at IS NULL))))
      JOIN person p ON ((p.id = s.person_id)))
   WHERE ((u.id = loa_role_holders.unit) AND ((NOT loa_is_console()) OR loa_in_scope(u.id)))
   ORDER BY s.id;
END


CREATE OR REPLACE FUNCTION public.loa_scopes()
 RETURNS ltree[]
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN (string_to_array(NULLIF(current_setting('loa.scope'::text, true), ''::text), ','::text))::ltree[]


CREATE OR REPLACE FUNCTION public.loa_sees_all()
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
BEGIN ATOMIC
 SELECT (EXISTS ( SELECT
            FROM unnest(loa_scopes()) top(top)
           WHERE ((( SELECT unit.path
                    FROM unit
                   ORDER BY unit.path
                  LIMIT 1) <@ top.top) AND (( SELECT unit.path
                    FROM unit
                   ORDER BY unit.path DESC
                  LIMIT 1) <@ top.top)))) AS "exists";
END


CREATE OR REPLACE FUNCTION public.loa_selves(person bigint)
 RETURNS bigint[]
 LANGUAGE sql
 STABLE PARALLEL SAFE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
BEGIN ATOMIC
 SELECT array_agg(p.id) AS array_agg
    FROM person p
   WHERE ((p.id = loa_selves.person) OR (p.merged_into = loa_selves.person));
END


CREATE OR REPLACE FUNCTION public.loa_staff_in_scope(id bigint)
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
BEGIN ATOMIC
 SELECT ((EXISTS ( SELECT
            FROM (staff s
              JOIN unit u ON ((u.id = s.unit_id)))
           WHERE ((s.id = loa_staff_in_scope.id) AND (u.path <@ ANY (loa_scopes()))))) OR (EXISTS ( SELECT
            FROM (role_grant g
              JOIN unit u ON ((u.id = g.unit_id)))
           WHERE ((g.staff_id = loa_staff_in_scope.id) AND (u.path <@ ANY (loa_scopes()))))));
END


CREATE OR REPLACE FUNCTION public.loa_staff_name(staff_id bigint)
 RETURNS text
 LANGUAGE sql
 STABLE PARALLEL SAFE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
BEGIN ATOMIC
 SELECT p.full_name
    FROM (staff s
      JOIN person p ON ((p.id = s.person_id)))
   WHERE (s.id = loa_staff_name.staff_id);
END


CREATE OR REPLACE FUNCTION public.loa_undoing()
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
BEGIN ATOMIC
 SELECT ((COALESCE(current_setting('loa.undoing'::text, true), ''::text) = 'on'::text) AND (EXISTS ( SELECT
            FROM organisation_undo
           WHERE (organisation_undo.xid = pg_current_xact_id_if_assigned()))));
END


CREATE OR REPLACE FUNCTION public.loa_unit_key(name text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
RETURN regexp_replace(array_to_string(loa_words(loa_fold(name)), ' '::text), '^(cong doan co so|cong doan|cdcs|cd) '::text, ''::text)


CREATE OR REPLACE FUNCTION public.loa_unit_search(name text, short_name text, code text, area_id bigint)
 RETURNS tsvector
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN array_to_tsvector(((((loa_lexemes(loa_words(loa_unit_key(name))) || loa_lexemes(loa_written_out(loa_words(loa_unit_key(name))))) || loa_words(loa_fold(COALESCE(short_name, ''::text)))) || loa_words(loa_fold(code))) || CASE WHEN (area_id IS NULL) THEN '{}'::text[] ELSE ARRAY[('@'::text || area_id)] END))


CREATE OR REPLACE FUNCTION public.loa_units_called(words tsquery, second tsquery)
 RETURNS SETOF bigint
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
  scopes ltree[] := loa_found_scopes();
  asked tsquery;
  found_ids bigint[];
begin
  foreach asked in array array[words, second] loop
    found_ids := array(
      select u.id from unit u where u.search @@ asked and u.path <@ any(scopes)
      union
      select u.id from unit_name n join unit u on u.id = n.unit_id
      where n.valid_to is not null and u.path <@ any(scopes)
        and loa_unit_search(n.name, n.short_name, u.code, u.area_id) @@ asked);
    exit when cardinality(found_ids) > 0;
  end loop;
  return query select unnest(found_ids);
end $function$


CREATE OR REPLACE FUNCTION public.loa_units_lacking(what text, today date)
 RETURNS SETOF bigint
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
  scopes ltree[] := loa_found_scopes();
begin
  if what = 'officer' then
    return query select u.id from unit u where u.path <@ any(scopes) and not exists (select from post o
      where o.unit_id = u.id and o.valid_from <= today and (o.valid_to is null or o.valid_to > today));
  else
    return query select u.id from unit u where u.path <@ any(scopes) and not exists (
      select from post o join contact_point cp on cp.person_id = o.person_id and cp.state = 'ok' and cp.channel <> 'phone'
      where o.unit_id = u.id and o.contact_order is not null and o.valid_from <= today
        and (o.valid_to is null or o.valid_to > today));
  end if;
end $function$


CREATE OR REPLACE FUNCTION public.loa_usable_accounts(federation bigint)
 RETURNS TABLE(account_id bigint, channel text, rank smallint)
 LANGUAGE sql
 STABLE PARALLEL SAFE SECURITY DEFINER ROWS 4
 SET search_path TO 'public', 'pg_temp'
BEGIN ATOMIC
 SELECT a.id,
     a.channel,
     a.rank
    FROM channel_account a
   WHERE (a.enabled AND ((a.owner_unit_id = loa_usable_accounts.federation) OR (EXISTS ( SELECT
            FROM ((channel_loan l
              JOIN unit b ON ((b.id = l.borrower_unit_id)))
              JOIN unit home ON ((home.id = loa_usable_accounts.federation)))
           WHERE ((l.account_id = a.id) AND (l.state = 'open'::text) AND (b.path @> home.path))))));
END


CREATE OR REPLACE FUNCTION public.loa_words(folded text)
 RETURNS text[]
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
RETURN array_remove(regexp_split_to_array(folded, '[^a-z0-9]+'::text), ''::text)


CREATE OR REPLACE FUNCTION public.loa_written_out(words text[])
 RETURNS text[]
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE STRICT
AS $function$
declare
  full_words constant jsonb := '{
    "cty":"cong ty","ctcp":"cong ty co phan","cp":"co phan","tnhh":"trach nhiem huu han","mtv":"mot thanh vien",
    "htx":"hop tac xa","dn":"doanh nghiep","xn":"xi nghiep","xnk":"xuat nhap khau","tm":"thuong mai","dv":"dich vu",
    "tmdv":"thuong mai dich vu","sx":"san xuat","xd":"xay dung","ks":"khach san","bv":"benh vien",
    "bvdk":"benh vien da khoa","ttyt":"trung tam y te","tyt":"tram y te","mn":"mam non","th":"tieu hoc",
    "thcs":"trung hoc co so","thpt":"trung hoc pho thong","tttm":"trung tam thuong mai",
    "gdtx":"giao duc thuong xuyen","gddt":"giao duc va dao tao","gd":"giao duc","dt":"dao tao",
    "ubnd":"uy ban nhan dan","ldld":"lien doan lao dong","cq":"co quan","p":"phuong","q":"quan","tp":"thanh pho",
    "vh":"van hoa","tt":"trung tam","vhtt":"van hoa the thao","qlda":"quan ly du an"}';
  written text[] := '{}';
  word text;
begin
  foreach word in array words loop
    written := written || coalesce(string_to_array(full_words ->> word, ' '), array[word]);
  end loop;
  return written;
end $function$


CREATE OR REPLACE FUNCTION public.queue_again()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  insert into delivery_queue (delivery_id, recipient_id, account_id, urgency, due_at, valid_until)
    values (new.id, new.recipient_id, new.account_id, new.urgency, new.due_at, new.valid_until)
    on conflict (delivery_id) do update set account_id = excluded.account_id, urgency = excluded.urgency,
      due_at = excluded.due_at, valid_until = excluded.valid_until, claimed_by = null;
  return null;
end $function$


CREATE OR REPLACE FUNCTION public.queue_new_deliveries()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  insert into delivery_queue (delivery_id, recipient_id, account_id, urgency, due_at, valid_until)
    select id, recipient_id, account_id, urgency, due_at, valid_until from added where state = 'queued';
  return null;
end $function$


CREATE OR REPLACE FUNCTION public.rule_seats_follow()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  if tg_table_name = 'person' then
    delete from chat_group_member where person_id = old.id and join_reason = 'rule';
  else
    update chat_group_member set post_id = null where post_id = old.id and join_reason = 'rule';
  end if;
  return old;
end $function$


CREATE OR REPLACE FUNCTION public.settle_unit_name()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  update unit u set name = n.name, short_name = n.short_name, symbol = n.symbol, place_name = n.place_name
  from (select * from unit_name m where m.unit_id = coalesce(new.unit_id, old.unit_id) order by m.valid_from desc limit 1) n
  where u.id = n.unit_id
    and (u.name, u.short_name, u.symbol, u.place_name) is distinct from (n.name, n.short_name, n.symbol, n.place_name);
  return null;
end $function$


CREATE OR REPLACE FUNCTION public.settle_unit_paths(changed bigint[])
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  while cardinality(changed) > 0 loop
    with place as (
      select u.id, coalesce(p.path, ''::ltree) || subpath(u.path, nlevel(u.path) - 1) as path
      from unit u
      left join lateral (select e.parent_id from unit_parent e where e.unit_id = u.id order by e.valid_from desc limit 1) e on true
      left join unit p on p.id = e.parent_id
      where u.id = any(changed)
    ), moved as (
      update unit u set path = place.path from place where u.id = place.id and u.path <> place.path returning u.id
    )
    select array_agg(distinct e.unit_id) into changed from moved join unit_parent e on e.parent_id = moved.id;
  end loop;
end $function$


CREATE OR REPLACE FUNCTION public.settle_unit_seat()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  update unit u set area_id = (select s.area_id from unit_area s where s.unit_id = u.id and s.role = 'seat'
    order by s.valid_from desc limit 1)
  where u.id = coalesce(new.unit_id, old.unit_id)
    and u.area_id is distinct from (select s.area_id from unit_area s where s.unit_id = u.id and s.role = 'seat'
      order by s.valid_from desc limit 1);
  return null;
end $function$


CREATE OR REPLACE FUNCTION public.staff_is_at_home()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  update person set home_unit_id = new.unit_id where id = new.person_id and home_unit_id is distinct from new.unit_id;
  return null;
end $function$


CREATE OR REPLACE FUNCTION public.start_unit_history()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  insert into unit_name (unit_id, name, short_name, symbol, place_name, valid_from, valid_to)
  select id, name, short_name, symbol, place_name, valid_from, valid_to from added;
  insert into unit_area (unit_id, area_id, role, valid_from, valid_to)
  select id, area_id, 'seat', valid_from, valid_to from added where area_id is not null;
  return null;
end $function$


CREATE OR REPLACE FUNCTION public.tell_api_key_ended()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  perform pg_notify('loa_staff', new.staff_id::text);
  return null;
end $function$


CREATE OR REPLACE FUNCTION public.tell_freeze()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  perform pg_notify('loa_staff', '');
  return null;
end $function$


CREATE OR REPLACE FUNCTION public.tell_rights_changed()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if tg_table_name = 'role_grant' then
    perform pg_notify('loa_staff', coalesce(new.staff_id, old.staff_id)::text);
  else
    perform pg_notify('loa_staff', new.id::text);
  end if;
  return null;
end $function$


CREATE OR REPLACE FUNCTION public.tell_units_moved()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  perform pg_notify('loa_staff', '');
  return null;
end $function$


CREATE OR REPLACE FUNCTION public.undo_organisation_event(event bigint)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'public'
AS $function$
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
end $function$


CREATE OR REPLACE FUNCTION public.unit_changes_groups()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  if not exists (select from chat_group where rule is not null and ended_at is null) then return null; end if;
  if tg_op = 'INSERT' then
    perform loa_groups_are_due(array(select n.path from new_rows n));
  else
    perform loa_groups_are_due(array(
      select unnest(array[o.path, n.path]) from new_rows n join old_rows o on o.id = n.id
      where (o.path, o.type_code, o.sector_code, o.subsector, o.area_id, o.valid_from, o.valid_to)
        is distinct from (n.path, n.type_code, n.sector_code, n.subsector, n.area_id, n.valid_from, n.valid_to)));
  end if;
  return null;
end $function$


CREATE OR REPLACE FUNCTION public.unit_parents_went()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  perform settle_unit_paths((select array_agg(unit_id) from gone));
  return null;
end $function$


CREATE OR REPLACE FUNCTION public.unit_part_changes_groups()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  if not exists (select from chat_group where rule is not null and ended_at is null) then return null; end if;
  if tg_op = 'DELETE' then
    perform loa_groups_are_due(array(select distinct u.path from old_rows r join unit u on u.id = r.unit_id));
  else
    perform loa_groups_are_due(array(select distinct u.path from new_rows r join unit u on u.id = r.unit_id));
  end if;
  return null;
end $function$

