import { readFileSync } from 'node:fs'
import { type Key, type KeyRing, keyRing } from '../kernel/key-ring.ts'
import type { Settings } from './config.ts'
import { StartProblem } from './start-problem.ts'

/**
 * The keys of this installation: LOA_SECRET's own, those of the file LOA_KEYS_FILE and those of LOA_KEYS, one `id:base64` a
 * line or between commas. The last one seals; all of them open. Throws StartProblem; the sentence never holds a key.
 */
export function openKeys(settings: Pick<Settings, 'LOA_KEYS' | 'LOA_KEYS_FILE'>, secret: string): KeyRing {
  const texts: string[] = []
  if (settings.LOA_KEYS_FILE) {
    try {
      texts.push(readFileSync(settings.LOA_KEYS_FILE, 'utf8'))
    } catch (error) {
      const reason = (error as NodeJS.ErrnoException).code ?? ''
      throw new StartProblem('keys_file', { file: settings.LOA_KEYS_FILE, reason }, error)
    }
  }
  if (settings.LOA_KEYS) texts.push(settings.LOA_KEYS)
  const keys = texts
    .flatMap((text) => text.split(/[\n,]/))
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map(readKey)
  const twice = keys.find((key, index) => keys.findIndex((other) => other.id === key.id) !== index)
  if (twice) throw new StartProblem('key_twice', { id: twice.id })
  return keyRing(secret, keys)
}

function readKey(line: string, index: number): Key {
  const match = /^([a-z0-9][a-z0-9_-]{0,39}):([A-Za-z0-9+/_-]{43}=?)$/.exec(line)
  const bytes = Buffer.from(match?.[2] ?? '', 'base64')
  if (!match || bytes.length !== 32 || match[1] === 'secret')
    throw new StartProblem('key_malformed', { line: index + 1 })
  return { id: match[1]!, bytes }
}
