import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { SampleAccount } from '../../../demo/accounts.ts'
import { ZALO_IDENTITY, ZALO_TEMPLATE_ID } from '../../../fakes/index.ts'
import { unlimited } from './sending.ts'

/** The fake Zalo in another process, as a provider is. */
export async function startZaloProcess(): Promise<{ url: string; stop(): void }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'zalo-process.ts')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const [url] = (await once(createInterface({ input: child.stdout! }), 'line')) as [string]
  return { url, stop: () => child.stdin!.end() }
}

export const zaloAccount = (url: string): SampleAccount =>
  unlimited({
    kind: 'zalo-oa',
    channel: 'zalo',
    name: 'Zalo OA',
    baseUrl: url,
    config: { appId: ZALO_IDENTITY.appId, oaId: ZALO_IDENTITY.oaId, templateId: ZALO_TEMPLATE_ID },
    secrets: {
      accessToken: ZALO_IDENTITY.accessToken,
      refreshToken: ZALO_IDENTITY.refreshToken,
      accessTokenExpiresAt: new Date(Date.now() + 25 * 3_600_000).toISOString(),
      appSecret: ZALO_IDENTITY.appSecret,
      oaSecretKey: ZALO_IDENTITY.oaSecretKey,
    },
  })
