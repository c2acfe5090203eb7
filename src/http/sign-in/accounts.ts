import type { Db } from '../../../db/client.ts'
import { endSessions, signInUser } from '../../domain/identity/index.ts'
import { notFound } from '../../kernel/errors.ts'
import type { Auth } from './auth.ts'

/** The sign-in user of a member of staff; made on first need. */
export async function accountOf(auth: Auth, db: Db, staffId: number): Promise<string> {
  const known = await signInUser(db, staffId)
  if (!known) throw notFound('staff')
  if (known.userId) return known.userId
  const { internalAdapter } = await auth.$context
  try {
    const user = await internalAdapter.createUser(
      { email: known.email, name: known.name, emailVerified: true, staffId },
      { method: 'admin' },
    )
    return user.id
  } catch (error) {
    // Two first clicks at once: the other one has made it.
    const made = await signInUser(db, staffId)
    if (made?.userId) return made.userId
    throw error
  }
}

/** Gives a member of staff a password, or a new one; every open session of theirs ends. */
export async function setPassword(auth: Auth, db: Db, staffId: number, password: string): Promise<void> {
  const userId = await accountOf(auth, db, staffId)
  const { internalAdapter, password: hasher } = await auth.$context
  const hash = await hasher.hash(password)
  if (await internalAdapter.findCredentialAccount(userId)) await internalAdapter.updatePassword(userId, hash)
  else
    await internalAdapter.linkAccount({
      userId,
      providerId: 'credential',
      accountId: userId,
      password: hash,
    })
  await endSessions(db, userId)
}
