import { sql } from 'kysely'
import type { Db } from '../../../db/client.ts'
import { type ApprovalKind, type ApprovalState, DangerousAct } from '../../contract/approval.ts'
import { dateTimeText } from '../../kernel/dates.ts'
import type { Translate } from '../../kernel/i18n.ts'

/** A request as a screen lists it; names stand beside ids. */
export interface ApprovalLine {
  readonly id: number
  readonly kind: ApprovalKind
  readonly unitId: number
  readonly unitName: string
  readonly act: unknown
  readonly sealed: boolean
  readonly directiveId: number | null
  readonly title: string | null
  readonly account: string | null
  readonly who: string | null
  readonly staffId: number | null
  readonly grantId: number | null
  readonly accountId: number | null
  readonly role: string | null
  readonly reason: string
  readonly requestedBy: number
  readonly requestedByName: string
  readonly requestedAt: Date
  readonly expiresAt: Date
  readonly state: Exclude<ApprovalState, 'expired'>
  readonly decidedBy: string | null
  readonly decidedAt: Date | null
  readonly note: string | null
  readonly isUnseen: boolean
}

const AT_MOST = 100

/** Requests inside the scope, newest first: those that wait and those the reader must hear of, or all. */
export async function listApprovals(
  db: Db,
  of: { staffId: number; all: boolean; now: Date; id?: number },
): Promise<ApprovalLine[]> {
  const { rows } = await sql<ApprovalLine>`
    select a.id, a.kind, a.unit_id as "unitId", coalesce(u.name, '') as "unitName", a.act, a.has_sealed as sealed,
      a.directive_id as "directiveId",
      d.title, c.name as account, coalesce(g.role, a.act ->> 'role') as role,
      coalesce(g.staff_id, (a.act ->> 'staffId')::bigint) as "staffId", (a.act ->> 'grantId')::bigint as "grantId",
      (a.act ->> 'accountId')::bigint as "accountId",
      loa_staff_name(coalesce(g.staff_id, (a.act ->> 'staffId')::bigint)) as who,
      a.reason, a.requested_by as "requestedBy", loa_staff_name(a.requested_by) as "requestedByName",
      a.requested_at as "requestedAt", a.expires_at as "expiresAt", a.state,
      loa_staff_name(a.decided_by) as "decidedBy", a.decided_at as "decidedAt", a.note,
      n.at is not null and n.seen_at is null as "isUnseen"
    from approval a
    left join unit u on u.id = a.unit_id
    left join directive d on d.id = a.directive_id
    left join channel_account c on a.kind = 'channel_change' and c.id = (a.act ->> 'accountId')::bigint
    left join role_grant g on a.kind = 'role_end' and g.id = (a.act ->> 'grantId')::bigint
    left join approval_notice n on n.approval_id = a.id and n.staff_id = ${of.staffId}
    where ${of.id === undefined ? sql`true` : sql`a.id = ${of.id}`}
      and (${of.all || of.id !== undefined}::boolean or (a.state = 'waiting' and a.expires_at > ${of.now}) or (n.at is not null and n.seen_at is null))
    order by a.id desc limit ${AT_MOST}`.execute(db)
  return rows
}

/** What will happen, in one sentence. */
export function sentenceOf(line: ApprovalLine, t: Translate): string {
  const act = DangerousAct.parse(line.act)
  const unit = line.unitName
  const who = line.who ?? ''
  const role = line.role ? t(`approval.role.${line.role}`) : ''
  const listed = (keys: readonly string[]) => keys.map((key) => t(`approval.what.${key}`)).join(', ')
  switch (act.kind) {
    case 'role_grant':
      return act.validTo
        ? t('approval.sentence.role_grant_until', {
            role,
            unit,
            who,
            until: dateTimeText(new Date(act.validTo)),
          })
        : t('approval.sentence.role_grant', { role, unit, who })
    case 'role_end':
      return t('approval.sentence.role_end', { role, unit, who })
    case 'channel_change': {
      const keys = (['baseUrl', 'config', 'enabled'] as const).filter((key) => act[key] !== undefined)
      // Credentials are sealed apart: what is changed when nothing else is, or beside it.
      const what = listed(line.sealed ? [...keys, 'secrets'] : keys)
      return t('approval.sentence.channel_change', { what, account: line.account ?? '' })
    }
    case 'directive_issue':
      return t('approval.sentence.directive_issue', { title: line.title ?? '' })
    case 'sign_in_policy': {
      const { secondFactor, graceDays, passkeys, sessionHours, oidcSecondFactor } = act
      const what = [
        t(`approval.sign_in.second_factor.${secondFactor}`, { days: graceDays }),
        t(`approval.sign_in.passkeys.${passkeys}`),
        t('approval.sign_in.session', { hours: sessionHours }),
        t(`approval.sign_in.oidc.${oidcSecondFactor}`),
      ]
      return t('approval.sentence.sign_in_policy', { what: what.join('; ') })
    }
    case 'approval_policy': {
      const needs = (['roles', 'channels', 'issuing'] as const).filter((key) => act[key])
      const what =
        needs.length > 0 ? t('approval.what.needs', { list: listed(needs) }) : t('approval.what.nothing')
      return t('approval.sentence.approval_policy', { unit, what })
    }
  }
}
