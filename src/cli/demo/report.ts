import type { DemoLink } from '../../domain/identity/index.ts'
import { say } from '../say.ts'

/** What to open: the address, a link for each of the cast, and the phones of everybody else. */
export function report(publicUrl: string, links: readonly DemoLink[], phonesUrl: string): void {
  const width = Math.max(...links.map(({ role, name }) => role.length + name.length))
  say('sign_in_heading')
  for (const { role, name, url } of links) console.log(`  ${`${role} ${name}`.padEnd(width + 1)}  ${url}`)
  say('phones', { url: phonesUrl })
  say('running', { url: publicUrl })
}
