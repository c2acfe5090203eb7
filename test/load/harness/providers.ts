import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { SampleAccount } from '../../../demo/accounts.ts'
import { fakeAccounts } from '../../../fakes/index.ts'
import { UNLIMITED } from './sending.ts'

export interface Providers {
  readonly zaloUrl: string
  /** Zalo, SMS and mail, without any limit of rate. */
  readonly accounts: readonly [SampleAccount, SampleAccount, SampleAccount]
  stop(): void
}

/** The fake providers in another process, as providers are. */
export async function startProviders(): Promise<Providers> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'fakes-process.ts')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const [line] = (await once(createInterface({ input: child.stdout! }), 'line')) as [string]
  const urls = JSON.parse(line) as { zalo: string; sms: string; smtp: string }
  const [zalo, sms, email] = fakeAccounts(urls, new Date())
  return {
    zaloUrl: urls.zalo,
    accounts: [
      { ...zalo, ...UNLIMITED },
      { ...sms, ...UNLIMITED },
      { ...email, ...UNLIMITED },
    ],
    stop: () => child.stdin!.end(),
  }
}
