import type { Db } from '../../../db/client.ts'
import { beyondScope } from '../../../db/scope.ts'
import type { DangerousAct } from '../../contract/approval.ts'
import { conflict, notFound } from '../../kernel/errors.ts'
import type { KeyRing } from '../../kernel/key-ring.ts'
import { seal, unseal } from '../../kernel/secret-box.ts'
import { record } from '../audit/index.ts'
import { type AccountChange, changeAccount } from '../channel/index.ts'
import { issueDirective } from '../delivery/index.ts'
import type { CheckContext } from '../directive/index.ts'
import { changePolicy, checkEnd, checkGrant, endRole, grantRole } from '../identity/index.ts'
import { isToAll } from './rules.ts'
import { issueFacts, sealedOf, topUnit, unitIsThere, unitOfAccount, writePolicy } from './store.ts'

/** What an act needs when it is carried out. */
export interface ActContext extends CheckContext {
  /** What seals credentials. */
  readonly keys: KeyRing
  /** The machine's own time: days of grace run on it. */
  readonly clock: Date
}

export interface Facts {
  readonly unitId: number
  readonly directiveId: number | null
  /** Would it be dangerous at all? A Hỏa tốc to three units is not. */
  readonly isDangerous: boolean
}

/** Looks at an act through the eyes of who asks; refuses what could not be carried out now. */
export async function judge(trx: Db, act: DangerousAct, now: Date): Promise<Facts> {
  const ordinary = { directiveId: null, isDangerous: true }
  switch (act.kind) {
    case 'role_grant':
      await checkGrant(trx, roleOrder(act), now)
      return { unitId: act.unitId, ...ordinary }
    case 'role_end':
      return { unitId: (await checkEnd(trx, act.grantId, now)).unitId, ...ordinary }
    case 'channel_change': {
      const unitId = await unitOfAccount(trx, act.accountId)
      if (unitId === null) throw notFound('channel_account')
      return { unitId, ...ordinary }
    }
    case 'approval_policy':
      if (!(await unitIsThere(trx, act.unitId))) throw notFound('unit')
      return { unitId: act.unitId, ...ordinary }
    case 'sign_in_policy': {
      const unitId = await topUnit(trx)
      if (unitId === null) throw notFound('unit')
      return { unitId, ...ordinary }
    }
    case 'directive_issue': {
      const facts = await issueFacts(trx, act.directiveId, now)
      if (!facts) throw notFound('directive')
      if (!facts.isDraft) throw conflict('not_a_draft')
      if (facts.revision !== act.revision) throw conflict('draft.changed_since_check')
      return {
        unitId: facts.unitId,
        directiveId: act.directiveId,
        isDangerous: isToAll(facts.urgency, facts),
      }
    }
  }
}

const roleOrder = (act: Extract<DangerousAct, { kind: 'role_grant' }>) => ({
  ...act,
  validTo: act.validTo ? new Date(act.validTo) : null,
})

/** The act as it is kept until somebody approves: credentials apart and sealed. */
export function kept(act: DangerousAct, keys: KeyRing): { act: object; sealed: Buffer | null } {
  if (act.kind !== 'channel_change' || act.secrets === undefined) return { act, sealed: null }
  const { secrets, ...rest } = act
  return { act: rest, sealed: seal(keys, JSON.stringify(secrets)) }
}

/**
 * Carries an act out, exactly as it was asked for, in the name of who asked. Runs in the scope of the permission that both
 * people hold.
 */
export async function carryOut(
  trx: Db,
  approvalId: number,
  act: DangerousAct,
  requestedBy: number,
  context: ActContext,
): Promise<void> {
  const { now } = context
  switch (act.kind) {
    case 'role_grant':
      await grantRole(trx, roleOrder(act), requestedBy, now)
      return
    case 'role_end':
      return endRole(trx, act.grantId, requestedBy, now)
    case 'channel_change': {
      const change: AccountChange = {
        ...(act.baseUrl === undefined ? {} : { baseUrl: act.baseUrl }),
        ...(act.config === undefined ? {} : { config: act.config }),
        ...(act.enabled === undefined ? {} : { enabled: act.enabled }),
      }
      // The console's role reads and writes no credentials: the scope has judged, the owner writes.
      const withSecrets = await beyondScope(trx, async (owner) => {
        const sealed = await sealedOf(owner, approvalId)
        const full = sealed
          ? { ...change, secrets: JSON.parse(unseal(context.keys, sealed)) as unknown }
          : change
        await changeAccount(owner, context.keys, act.accountId, full)
        return full
      })
      return record(trx, {
        at: now,
        actor: { kind: 'staff', id: requestedBy },
        action: 'channel_account.changed',
        entity: 'channel_account',
        entityId: act.accountId,
        data: Object.fromEntries(Object.keys(withSecrets).map((key) => [key, true])),
      })
    }
    case 'approval_policy': {
      const { unitId, roles, channels, issuing, mayOverride } = act
      await beyondScope(trx, (owner) =>
        writePolicy(owner, unitId, { roles, channels, issuing, overrideRoles: mayOverride }, now),
      )
      return record(trx, {
        at: now,
        actor: { kind: 'staff', id: requestedBy },
        action: 'approval.policy_changed',
        entity: 'unit',
        entityId: unitId,
        data: { roles, channels, issuing },
      })
    }
    case 'sign_in_policy': {
      const { kind: _, ...policy } = act
      await beyondScope(trx, (owner) => changePolicy(owner, policy, context.clock))
      return record(trx, {
        at: now,
        actor: { kind: 'staff', id: requestedBy },
        action: 'sign_in_policy.changed',
        entity: 'sign_in_policy',
        entityId: null,
        data: policy,
      })
    }
    case 'directive_issue': {
      const { directiveId, revision, typedNumber, acceptWarnings, overrideQuietHours } = act
      const order = {
        revision,
        typedNumber,
        acceptWarnings,
        overrideQuietHours,
        requestKey: `approval-${approvalId}`,
      }
      await issueDirective(trx, { staffId: requestedBy }, directiveId, order, context)
    }
  }
}
