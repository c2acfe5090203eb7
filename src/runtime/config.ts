import { resolve } from 'node:path'
import { z } from 'zod'
import { StartProblem } from './start-problem.ts'

/** Every setting of a Loa process, from the environment. Parsed once; a wrong value stops the start with one sentence. */
export const Settings = z.object({
  /** Where the console and the phone pages listen. */
  PORT: z.coerce.number().int().min(0).max(65535).default(8080),
  HOST: z.string().default('127.0.0.1'),
  /** Embedded database, secrets of the demo, logs. */
  LOA_DATA_DIR: z
    .string()
    .min(1)
    .default('./data')
    .transform((folder) => resolve(folder)),
  /** An own PostgreSQL server; without it Loa brings one up in LOA_DATA_DIR. */
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  /** What links in messages begin with, e.g. https://loa.ldld.example */
  LOA_PUBLIC_URL: z
    .url({ protocol: /^https?$/ })
    .transform((url) => url.replace(/\/$/, ''))
    .optional(),
  /** Key of links, sealed credentials and sessions: at least 32 characters. The demo makes its own. */
  LOA_SECRET: z.string().min(32).optional(),
  /** Further keys, `id:base64` with commas between; the last one seals. */
  LOA_KEYS: z.string().optional(),
  /** The same, one a line, in a file. */
  LOA_KEYS_FILE: z.string().optional(),
  LOA_ROLE: z
    .string()
    .default('web,worker')
    .transform((text) => text.split(',').map((part) => part.trim()))
    .pipe(z.array(z.enum(['web', 'worker'])).min(1)),
  LOA_DEMO: z.stringbool().default(false),
  /** How much faster than the sample day the simulated officers of the demo act. */
  LOA_DEMO_SPEED: z.coerce.number().min(0.1).max(1000).default(10),
  /** Start of the demo's calendar, e.g. 2021-09-05T07:40:00+07:00; the machine's own clock when unset. */
  LOA_CLOCK: z.iso.datetime({ offset: true }).optional(),
  /** Given by the demo to its processes, so that they share one clock. */
  LOA_CLOCK_OFFSET_MS: z.coerce.number().int().default(0),
  /** How many calls an API key may make in a minute, in each web process. */
  LOA_API_CALLS: z.coerce.number().int().min(1).max(1_000_000).default(600),
  /** Origins whose pages may call the API with a key, with commas between them. None: closed. */
  LOA_CORS_ORIGINS: z
    .string()
    .default('')
    .transform((text) => text.split(',').flatMap((part) => part.trim() || []))
    .pipe(z.array(z.url({ protocol: /^https?$/ }).refine((url) => new URL(url).origin === url))),
  /** The organisation's own accounts (OpenID Connect): all three, or none. */
  LOA_OIDC_ISSUER: z
    .url({ protocol: /^https?$/ })
    .refine((url) => url.startsWith('https:') || isLoopback(url))
    .optional(),
  LOA_OIDC_CLIENT_ID: z.string().min(1).optional(),
  LOA_OIDC_CLIENT_SECRET: z.string().min(1).optional(),
  /** What people call these accounts; stands on the button. */
  LOA_OIDC_NAME: z.string().min(1).max(60).optional(),
  /** Addresses of these domains alone come in, with commas between them. None: of any domain. */
  LOA_OIDC_DOMAINS: z
    .string()
    .default('')
    .transform((text) => text.split(',').flatMap((part) => part.trim().toLowerCase() || []))
    .pipe(z.array(z.string().regex(/^[a-z0-9.-]+\.[a-z0-9-]+$/))),
  LOA_LOG: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
})
export type Settings = z.infer<typeof Settings>

/** Reads the environment; throws StartProblem with one sentence that names the variable and what is wrong. */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  const filled = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
  const result = Settings.safeParse(filled)
  if (result.success) return result.data
  const issue = result.error.issues[0]!
  const name = String(issue.path[0])
  // A wrong secret must not be shown, and the address of a database holds a password.
  const value = /SECRET|KEYS|DATABASE_URL/.test(name) ? '•••' : String(env[name])
  throw new StartProblem(`setting_${name}`, { value })
}

/** What a Loa that serves real people needs besides the defaults. */
export interface ServeSettings extends Settings {
  DATABASE_URL: string
  LOA_PUBLIC_URL: string
  LOA_SECRET: string
}

/** Refuses settings with which people would get dead links, or links that anybody can make. */
export function checkServeSettings(settings: Settings): ServeSettings {
  const { DATABASE_URL, LOA_PUBLIC_URL, LOA_SECRET } = settings
  if (!DATABASE_URL) throw new StartProblem('missing_DATABASE_URL')
  if (!LOA_PUBLIC_URL) throw new StartProblem('missing_LOA_PUBLIC_URL')
  if (!LOA_SECRET) throw new StartProblem('missing_LOA_SECRET')
  if (!settings.LOA_DEMO) {
    if (new Set(LOA_SECRET).size < 10) throw new StartProblem('weak_LOA_SECRET')
    if (!LOA_PUBLIC_URL.startsWith('https:') && !isLoopback(LOA_PUBLIC_URL))
      throw new StartProblem('plain_LOA_PUBLIC_URL', { value: LOA_PUBLIC_URL })
  }
  const oidc = [settings.LOA_OIDC_ISSUER, settings.LOA_OIDC_CLIENT_ID, settings.LOA_OIDC_CLIENT_SECRET]
  if (oidc.some(Boolean) && !oidc.every(Boolean)) throw new StartProblem('incomplete_OIDC')
  return { ...settings, DATABASE_URL, LOA_PUBLIC_URL, LOA_SECRET }
}

/** Does this URL lead nowhere but to this machine? */
export function isLoopback(url: string): boolean {
  const { hostname } = new URL(url)
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname)
}
