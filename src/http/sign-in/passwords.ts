import { PASSWORD_MIN } from '../../contract/password.ts'
import { invalid } from '../../kernel/errors.ts'
import { fold } from '../../kernel/text.ts'
import type { Auth } from './auth.ts'

/** A password typed on a Mac and on Windows is the same one, whichever form the accents came in. */
const asTyped = (password: string): string => password.normalize('NFKC')

/** Hashing and checking by the sign-in library (scrypt), with what Loa asks of a password. */
export class Passwords {
  readonly #auth: Auth
  #decoy: Promise<string> | undefined

  constructor(auth: Auth) {
    this.#auth = auth
  }

  async hash(password: string): Promise<string> {
    const { password: hasher } = await this.#auth.$context
    return hasher.hash(asTyped(password))
  }

  /** Costs the same time whether there is a hash or not: the answer does not tell whether the account exists. */
  async fits(hash: string | null, password: string): Promise<boolean> {
    const { password: hasher } = await this.#auth.$context
    this.#decoy ??= this.hash('nobody has this password')
    const right = await hasher.verify({ hash: hash ?? (await this.#decoy), password: asTyped(password) })
    return hash !== null && right
  }
}

/**
 * Refuses what is too short or says who its owner is. No rules of letters and digits: length protects, rules annoy
 * (NIST SP 800-63B §3.1.1.2). `field` names the field of the form; `about`: the person's name and address.
 */
export function checkPassword(password: string, field: string, about: readonly string[]): void {
  if ([...asTyped(password)].length < PASSWORD_MIN)
    throw invalid({ field, code: 'password_short', values: { min: PASSWORD_MIN } })
  const plain = fold(password).replace(/[^a-z0-9]/g, '')
  const letters = new Set(plain || password)
  if (letters.size < 4) throw invalid({ field, code: 'password_plain' })
  for (const text of about.flatMap((one) => [one, one.split('@')[0] ?? ''])) {
    const known = fold(text).replace(/[^a-z0-9]/g, '')
    if (known.length >= 4 && plain.includes(known) && plain.length - known.length < 5)
      throw invalid({ field, code: 'password_own_name' })
  }
}
