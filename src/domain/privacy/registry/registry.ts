/**
 * Every personal column of the schema: why it is kept, on which basis, how long (Law 91/2025, Decree 356/2025). Shown on the
 * privacy page and in the record of processing activities. A test compares it with the schema: a new column that looks
 * personal and is not here, nor said below not to be, fails.
 */

export type Basis = 'duty' | 'consent' | 'law'
type Whose = 'officer' | 'staff' | 'anyone'

export interface RegistryEntry {
  readonly table: string
  readonly columns: readonly string[]
  readonly whose: Whose
  /** Key below `privacy.purpose.` in the locales. */
  readonly purpose:
    | 'identify'
    | 'reach'
    | 'deliver'
    | 'acknowledge'
    | 'ask'
    | 'call'
    | 'sign_in'
    | 'groups'
    | 'consent'
    | 'requests'
    | 'security'
    | 'keys'
  readonly basis: Basis
  /** Key below `privacy.retention.`: what ends it. */
  readonly retention:
    | 'post_90_days'
    | 'traces_24_months'
    | 'record'
    | 'while_staff'
    | 'sign_in_24_months'
    | 'month'
    | 'quarter'
    | 'proof'
    | 'minutes'
}

export const FIELD_REGISTRY: readonly RegistryEntry[] = [
  {
    table: 'person',
    columns: [
      'full_name',
      'name_fold',
      'sort_name',
      'given_name',
      'family_name',
      'middle_name',
      'search',
      'salutation',
      'note',
    ],
    whose: 'officer',
    purpose: 'identify',
    basis: 'duty',
    retention: 'record',
  },
  {
    table: 'contact_point',
    columns: ['address'],
    whose: 'officer',
    purpose: 'reach',
    basis: 'duty',
    retention: 'post_90_days',
  },
  {
    table: 'link_conflict',
    columns: ['address'],
    whose: 'officer',
    purpose: 'reach',
    basis: 'duty',
    retention: 'post_90_days',
  },
  {
    table: 'delivery',
    columns: ['address'],
    whose: 'officer',
    purpose: 'deliver',
    basis: 'duty',
    retention: 'traces_24_months',
  },
  {
    table: 'recipient',
    columns: ['person_name'],
    whose: 'officer',
    purpose: 'deliver',
    basis: 'duty',
    retention: 'record',
  },
  {
    table: 'acknowledgement',
    columns: ['note', 'spoke_with'],
    whose: 'officer',
    purpose: 'acknowledge',
    basis: 'duty',
    retention: 'traces_24_months',
  },
  {
    table: 'question',
    columns: ['text', 'answer', 'published_question'],
    whose: 'officer',
    purpose: 'ask',
    basis: 'duty',
    retention: 'record',
  },
  {
    table: 'delegation',
    columns: ['named'],
    whose: 'officer',
    purpose: 'deliver',
    basis: 'duty',
    retention: 'record',
  },
  {
    table: 'call_result',
    columns: ['note', 'spoke_with'],
    whose: 'officer',
    purpose: 'call',
    basis: 'duty',
    retention: 'traces_24_months',
  },
  {
    table: 'step_up_code',
    columns: ['note'],
    whose: 'officer',
    purpose: 'security',
    basis: 'duty',
    retention: 'traces_24_months',
  },
  {
    table: 'device',
    columns: ['token_hash'],
    whose: 'officer',
    purpose: 'security',
    basis: 'duty',
    retention: 'quarter',
  },
  {
    table: 'privacy_visit',
    columns: ['token_hash'],
    whose: 'officer',
    purpose: 'security',
    basis: 'law',
    retention: 'minutes',
  },
  {
    table: 'provider_event',
    columns: ['body', 'headers', 'detail'],
    whose: 'officer',
    purpose: 'deliver',
    basis: 'duty',
    retention: 'month',
  },
  {
    table: 'consent',
    columns: ['evidence'],
    whose: 'officer',
    purpose: 'consent',
    basis: 'law',
    retention: 'proof',
  },
  {
    table: 'data_request',
    columns: ['note', 'outcome_note', 'extended_reason'],
    whose: 'officer',
    purpose: 'requests',
    basis: 'law',
    retention: 'proof',
  },
  {
    table: 'staff',
    columns: ['email', 'job_title'],
    whose: 'staff',
    purpose: 'sign_in',
    basis: 'duty',
    retention: 'while_staff',
  },
  {
    table: 'auth_user',
    columns: ['name', 'email', 'image'],
    whose: 'staff',
    purpose: 'sign_in',
    basis: 'duty',
    retention: 'while_staff',
  },
  {
    table: 'auth_account',
    columns: ['password'],
    whose: 'staff',
    purpose: 'sign_in',
    basis: 'duty',
    retention: 'while_staff',
  },
  {
    table: 'auth_session',
    columns: ['ip_address', 'user_agent'],
    whose: 'staff',
    purpose: 'security',
    basis: 'law',
    retention: 'sign_in_24_months',
  },
  {
    table: 'staff_passkey',
    columns: ['name'],
    whose: 'staff',
    purpose: 'sign_in',
    basis: 'duty',
    retention: 'while_staff',
  },
  {
    table: 'staff_oidc',
    columns: ['subject'],
    whose: 'staff',
    purpose: 'sign_in',
    basis: 'duty',
    retention: 'while_staff',
  },
  {
    table: 'auth_verification',
    columns: ['identifier', 'value'],
    whose: 'staff',
    purpose: 'sign_in',
    basis: 'duty',
    retention: 'sign_in_24_months',
  },
  {
    table: 'breach',
    columns: ['summary'],
    whose: 'anyone',
    purpose: 'security',
    basis: 'law',
    retention: 'proof',
  },
  {
    table: 'breach_entry',
    columns: ['text'],
    whose: 'anyone',
    purpose: 'security',
    basis: 'law',
    retention: 'proof',
  },
  {
    table: 'list_import_sheet',
    columns: ['rows'],
    whose: 'officer',
    purpose: 'identify',
    basis: 'duty',
    retention: 'month',
  },
  {
    table: 'list_import_row',
    columns: ['plan', 'cells', 'effects'],
    whose: 'officer',
    purpose: 'identify',
    basis: 'duty',
    retention: 'month',
  },
  {
    table: 'list_import_edit',
    columns: ['cells', 'decision'],
    whose: 'officer',
    purpose: 'identify',
    basis: 'duty',
    retention: 'month',
  },
]

/** Columns that look like somebody's and are not: names of units, texts of directives, words of the catalogue. */
export const NOT_PERSONAL: readonly string[] = [
  'access_link.token_hash',
  'acknowledgement.answer',
  'api_key.name',
  'api_key.hint',
  'approval.note',
  'area.name',
  'area.name_fold',
  'attachment.file_name',
  'auth_account.access_token',
  'auth_account.id_token',
  'auth_account.refresh_token',
  'channel_account.base_url',
  'channel_account.name',
  'chat_group.name',
  'chat_group.url',
  'directive.body',
  'directive.issuer_name',
  'directive.search',
  'directive.title',
  'directive.title_fold',
  'group_post.group_name',
  'idempotent_reply.body',
  'list_import.file_name',
  'list_import.summary',
  'list_import_sheet.name',
  'organisation_change.table_name',
  'organisation_event.decision_date',
  'organisation_event.decision_number',
  'organisation_event.note',
  'step_up_code.answer',
  'sign_in_step.token_hash',
  'staff_link.token_hash',
  'setup_link.token_hash',
  'target.area_name',
  'target.unit_name',
  'unit.address',
  'unit.name',
  'unit.name_fold',
  'unit.note',
  'unit.place_name',
  'unit.search',
  'unit.search_key',
  'unit.short_name',
  'unit_name.name',
  'unit_name.place_name',
  'unit_name.short_name',
]

/**
 * Does a column look as if it could hold something of a person? By its type and its name; better one too many, which is then
 * said not to be personal, than one forgotten.
 */
export const looksPersonal = (column: string, type: string): boolean =>
  /^(text|bytea|jsonb|inet|tsvector|date)$/.test(type) &&
  /(^|_)(name|named|fold|email|e_?mail|phone|address|body|headers|detail|note|text|answer|question|reason_given|summary|evidence|spoke|ip|agent|image|photo|birth|gender|salutation|password|value|identifier|hint|search|title|url|nickname|job|token_hash|device|cells|rows|plan|effects|decision)(_|$)/.test(
    column,
  ) &&
  !/^(answer_by|name_vi|name_en|hint_vi|hint_en|text_version|outcome)$/.test(column)
