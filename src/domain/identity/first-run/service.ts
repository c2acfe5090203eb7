import type { Db } from '../../../../db/client.ts'
import { invalid, Problem } from '../../../kernel/errors.ts'
import { randomToken } from '../../../kernel/ids.ts'
import type { KeyRing } from '../../../kernel/key-ring.ts'
import { seal, unseal } from '../../../kernel/secret-box.ts'
import { record } from '../../audit/index.ts'
import { type Federation, foundFederation } from '../../organisation/index.ts'
import { renewRecoveryCodes, storeTotp } from '../factors/store.ts'
import { newTotpSecret, stepOfCode } from '../factors/totp.ts'
import { addMember, type Moment } from '../members/service.ts'
import { closeStep, openStep, readStep, storePassword } from '../sign-in/store.ts'
import { checkSetupLink, SETUP_LINK_MS } from './rules.ts'
import { findSetupLink, holdFirstRun, insertSetupLink, isFirstRun, spendSetupLink } from './store.ts'

export interface FirstAdministrator {
  readonly name: string
  readonly email: string
  readonly jobTitle: string
}

/** What one browser has filled in and nobody has confirmed yet. */
export interface PreparedSetup {
  readonly federation: Federation
  readonly administrator: FirstAdministrator
  readonly passwordHash: string
  readonly totpSecret: string
}

/** A link to the wizard; null when the installation has its people already. The token is readable here and never again. */
export async function makeSetupLink(
  trx: Db,
  at: Moment,
): Promise<{ readonly token: string; readonly expiresAt: Date } | null> {
  await holdFirstRun(trx)
  if (!(await isFirstRun(trx))) return null
  const token = randomToken()
  const expiresAt = new Date(at.clock.getTime() + SETUP_LINK_MS)
  const id = await insertSetupLink(trx, { token, createdAt: at.clock, expiresAt })
  await record(trx, {
    at: at.now,
    actor: { kind: 'system' },
    action: 'setup.link_made',
    entity: 'setup_link',
    entityId: id,
  })
  return { token, expiresAt }
}

/** The link behind a token. Throws the reason why it does not work. */
export async function readSetupLink(
  db: Db,
  token: string,
  clock: Date,
): Promise<{ readonly id: number; readonly expiresAt: Date }> {
  const link = await findSetupLink(db, token)
  checkSetupLink(link, !(await isFirstRun(db)), clock)
  return link!
}

/** Keeps what was filled in, sealed, and makes the secret of the authenticator app; returns it and the browser's token. */
export async function prepareSetup(
  db: Db,
  keys: KeyRing,
  order: Omit<PreparedSetup, 'totpSecret'>,
  clock: Date,
): Promise<{ readonly step: string; readonly totpSecret: string }> {
  const totpSecret = newTotpSecret()
  const sealed = seal(keys, JSON.stringify({ ...order, totpSecret })).toString('base64')
  const step = await openStep(db, { kind: 'setup', staffId: null, data: { sealed } }, clock, SETUP_LINK_MS)
  return { step, totpSecret }
}

/** What this browser has prepared; null when nothing, or the day is over. */
export async function preparedSetup(
  db: Db,
  keys: KeyRing,
  step: string | undefined,
  clock: Date,
): Promise<PreparedSetup | null> {
  const found = await readStep(db, step, 'setup', clock)
  const sealed = found?.data['sealed']
  return typeof sealed === 'string'
    ? (JSON.parse(unseal(keys, Buffer.from(sealed, 'base64'))) as PreparedSetup)
    : null
}

/**
 * The confirmation: federation, administrator, password, authenticator app and recovery codes, all in one transaction or
 * none of it. Of two browsers that confirm at once one succeeds, the other is told.
 * @throws Problem setup.over, setup.link_*, sign_in_step_over, invalid (code)
 */
export async function finishSetup(
  trx: Db,
  order: { token: string; step: string; code: string; keys: KeyRing; secret: string },
  at: Moment,
): Promise<{ readonly staffId: number; readonly recoveryCodes: readonly string[] }> {
  const { keys, secret } = order
  await holdFirstRun(trx)
  const link = await readSetupLink(trx, order.token, at.clock)
  const prepared = await preparedSetup(trx, keys, order.step, at.clock)
  if (!prepared) throw new Problem('conflict', 'setup.step_over')
  const totpStep = stepOfCode(prepared.totpSecret, order.code, at.clock)
  if (totpStep === null) throw invalid({ field: 'code', code: 'code_wrong' })
  const unitId = await foundFederation(trx, prepared.federation)
  const staffId = await addMember(trx, { ...prepared.administrator, unitId, role: 'administrator' }, null, at)
  await storePassword(trx, staffId, prepared.passwordHash, at.clock)
  await storeTotp(trx, staffId, seal(keys, prepared.totpSecret), totpStep, at.clock)
  const recoveryCodes = await renewRecoveryCodes(trx, secret, staffId)
  await spendSetupLink(trx, link.id, at.clock)
  await closeStep(trx, order.step)
  const actor = { kind: 'staff', id: staffId } as const
  await record(
    trx,
    { at: at.now, actor, action: 'setup.federation_founded', entity: 'unit', entityId: unitId },
    { at: at.now, actor, action: 'staff.first_administrator_added', entity: 'staff', entityId: staffId },
  )
  return { staffId, recoveryCodes }
}
