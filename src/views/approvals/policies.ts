import { sql } from 'kysely'
import type { Db } from '../../../db/client.ts'
import { STRICT } from '../../domain/approval/index.ts'

/** The rule that holds for a unit, and who could be the two people of each kind of act. */
export interface PolicyLine {
  readonly unitId: number
  readonly unitName: string
  readonly fromId: number | null
  readonly fromName: string | null
  readonly roles: boolean
  readonly channels: boolean
  readonly issuing: boolean
  readonly overrideRoles: readonly string[]
  readonly forRoles: readonly string[]
  readonly forChannels: readonly string[]
  readonly forIssuing: readonly string[]
}

const AT_MOST = 200

/**
 * The rule of one unit, or of every unit with a rule of its own and those named in `own`. Roles as lists: who holds one of
 * them at or above the unit may ask for and approve that kind of act.
 */
export async function listPolicies(
  db: Db,
  of: { readonly unitId: number | null; readonly own: readonly number[]; readonly now: Date },
  able: {
    readonly roles: readonly string[]
    readonly channels: readonly string[]
    readonly issuing: readonly string[]
  },
): Promise<PolicyLine[]> {
  const names = (roles: readonly string[]) => sql`
    array(select h.name from loa_role_holders(u.id, ${[...roles]}::text[], ${of.now}) h order by h.name collate "vi-x-icu")`
  const { rows } = await sql<PolicyLine>`
    select u.id as "unitId", u.name as "unitName", f.unit_id as "fromId", coalesce(above.name, '') as "fromName",
      coalesce(f.roles, ${STRICT.roles}) as roles, coalesce(f.channels, ${STRICT.channels}) as channels,
      coalesce(f.issuing, ${STRICT.issuing}) as issuing,
      coalesce(f.override_roles, ${[...STRICT.overrideRoles]}::text[]) as "overrideRoles",
      ${names(able.roles)} as "forRoles", ${names(able.channels)} as "forChannels", ${names(able.issuing)} as "forIssuing"
    from unit u left join lateral loa_approval_policy(u.id) f on true left join unit above on above.id = f.unit_id
    where ${
      of.unitId === null
        ? sql`u.id = any(${[...of.own]}::bigint[]) or exists (select from approval_policy p where p.unit_id = u.id)`
        : sql`u.id = ${of.unitId}`
    }
    order by nlevel(u.path), u.name collate "vi-x-icu", u.id limit ${AT_MOST}`.execute(db)
  return rows
}
