import pino from 'pino'
import type { Log } from '../kernel/log.ts'
import { scrub } from '../kernel/scrub.ts'
import type { Settings } from './config.ts'

/** Should one of these ever be passed to a log, its value is struck out (invariant 14). */
const STRUCK = [
  'secret',
  'secrets',
  'password',
  'token',
  'authorization',
  'cookie',
  'phone',
  'email',
  'address',
  'name_of_person',
  'fullName',
  'personName',
  'text',
  'body',
  'title',
  'url',
]

/** JSON lines on standard output, each with the process's role; written at once, so that a crash loses none. */
export function openLog(role: string, level: Settings['LOA_LOG']): Log {
  return pino(
    {
      level,
      base: { role, pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      // The shapes of numbers, addresses and secrets, in whatever field they came.
      hooks: {
        logMethod([fields, ...rest], method) {
          method.apply(this, [scrub(fields), ...rest.map((one) => scrub(one))] as Parameters<typeof method>)
        },
      },
      redact: { paths: STRUCK.flatMap((key) => [key, `*.${key}`]), censor: '•••' },
    },
    pino.destination({ dest: 1, sync: true }),
  )
}
