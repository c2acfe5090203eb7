import { PASSWORD_MIN } from '../../../src/contract/password.ts'
import { useT } from '../app/i18n.ts'

/** Length protects, and variety a little: words of a sentence count more than signs squeezed into one word. */
function strengthOf(password: string): 'short' | 'fair' | 'good' {
  const length = [...password].length
  if (length < PASSWORD_MIN) return 'short'
  const variety = new Set(password.toLowerCase()).size
  return length >= 16 && variety >= 8 ? 'good' : 'fair'
}

/** One word about a password while it is typed. */
export function PasswordHint({ password }: { password: string }) {
  const t = useT()
  return (
    <p role="status" className="muted">
      {password === '' ? '' : t(`account.password.strength.${strengthOf(password)}`)}
    </p>
  )
}
