import { randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'

const DemoState = z.object({
  /** The demo's LOA_SECRET: links that were sent must work after a restart. */
  secret: z.string().min(32),
  /** Where the fake providers listened last; the sample accounts point there. */
  fakesPort: z.number().int(),
  smtpPort: z.number().int(),
})
export type DemoState = z.infer<typeof DemoState>

const fileOf = (dataDir: string): string => join(dataDir, 'demo.json')

/** What a demo keeps besides its database; made on the first start. */
export async function readDemoState(dataDir: string): Promise<DemoState> {
  try {
    return DemoState.parse(JSON.parse(await readFile(fileOf(dataDir), 'utf8')))
  } catch {
    return { secret: randomBytes(32).toString('base64url'), fakesPort: 0, smtpPort: 0 }
  }
}

export async function writeDemoState(dataDir: string, state: DemoState): Promise<void> {
  await writeFile(fileOf(dataDir), `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 })
}
