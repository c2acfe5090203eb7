import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fakeAccounts } from '../../fakes/index.ts'
import type { BoardSnapshot } from '../../src/contract/board.ts'
import { claimPort } from '../../src/runtime/port.ts'
import type { ProviderOrder } from '../chaos/providers-process.ts'
import { type RunningDemo, startDemo } from '../harness/demo.ts'
import { startProgram, temporaryFolder } from '../harness/program.ts'

/**
 * Providers that share no line with our fakes (test/chaos/providers-process.ts, written from the providers' documents)
 * take the place of the demo's: each account is pointed to them by `loa account set … --base-url`, beside the running
 * program. They write down all that they took, before they answer, and now and then answer badly.
 */
let demo: RunningDemo
let folder: string
let file: string
let providers: ReturnType<typeof spawn>
beforeAll(async () => {
  folder = await temporaryFolder()
  file = join(folder, 'taken.log')
  await writeFile(file, '')
  const [zalo, sms, smtp] = await Promise.all([0, 0, 0].map((any) => claimPort('127.0.0.1', any)))
  demo = await startDemo({ LOA_DEMO_SPEED: '1' })
  const urls = {
    zalo: `http://127.0.0.1:${zalo}`,
    sms: `http://127.0.0.1:${sms}`,
    smtp: `smtp://127.0.0.1:${smtp}`,
  }
  const accounts = fakeAccounts(urls, new Date())
  const listed = await loa('account', 'list')
  const idOf = (kind: string): string => new RegExp(`^\\+ (\\d+) {2}${kind}`, 'm').exec(listed)![1]!
  const { appId, oaId } = accounts[0].config as { appId: string; oaId: string }
  const { oaSecretKey } = accounts[0].secrets as { oaSecretKey: string }
  const { callbackSecret } = accounts[1].secrets as { callbackSecret: string }
  const order: ProviderOrder = {
    ports: { zalo: zalo!, sms: sms!, smtp: smtp! },
    file,
    latencyMs: 2,
    zalo: { appId, oaId, oaSecretKey },
    webhooks: {
      zalo: `${demo.program.url}/webhooks/zalo-oa/${idOf('zalo-oa')}`,
      sms: `${demo.program.url}/webhooks/sms-gateway/${idOf('sms-gateway')}/${callbackSecret}`,
    },
  }
  providers = spawn(
    process.execPath,
    [join(import.meta.dirname, '../chaos/providers-process.ts'), JSON.stringify(order)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  await once(providers.stdout!, 'data')
  await Promise.all(
    accounts.map(({ kind, baseUrl }) => loa('account', 'set', idOf(kind), '--base-url', baseUrl)),
  )
  // The lanes of the running worker notice changed settings within this time.
  await sleep(5_500)
})
afterAll(async () => {
  providers?.kill('SIGKILL')
  await demo?.stop()
  await rm(folder, { recursive: true, force: true })
})

async function loa(...args: string[]): Promise<string> {
  const program = await startProgram(args, { LOA_DATA_DIR: demo.dataDir })
  expect(await program.ended, program.output()).toBe(0)
  return program.output()
}
async function taken(): Promise<{ channel: string; address: string; directive: string }[]> {
  const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line && !line.startsWith('told '))
  return lines.map((line) => {
    const [channel, address, , directive] = line.split(' ')
    return { channel: channel!, address: address!, directive: directive! }
  })
}
const settled = ({ progress, lanes }: BoardSnapshot): boolean =>
  progress.queued === 0 && lanes.every((lane) => lane.waiting === 0)

test('two directives to everybody through providers that are nobody’s fakes: each person once a directive', async () => {
  const own = async () => Number((await demo.fake('zalo'))['takenMoreThanOnce'] ?? 0)
  const ids = [await demo.sendToEverybody(), await demo.sendToEverybody()]
  await expect
    .poll(async () => (await Promise.all(ids.map((id) => demo.board(id)))).every(settled), {
      timeout: 40_000,
      interval: 200,
    })
    .toBe(true)
  const all = await taken()
  const times = new Map<string, number>()
  for (const { channel, address, directive } of all) {
    const place = `${directive} ${channel} ${address}`
    times.set(place, (times.get(place) ?? 0) + 1)
  }
  // Three officers of one school share its telephone: three people, three messages. Nobody else gets anything twice.
  expect([...times.values()].filter((count) => count > 1)).toEqual([3, 3])
  for (const [index, directive] of ['12', '13'].entries()) {
    const mine = all.filter((one) => one.directive === directive)
    const { people, due } = (await demo.board(ids[index]!)).funnel
    expect([due, people.due, people.withoutChannel]).toEqual([168, 331, 4])
    // Taken badly is taken too: what we call accepted is at most what was taken, and all but one in thirty.
    expect(mine.length).toBe(327)
    expect(people.accepted).toBeLessThanOrEqual(327)
    expect(people.accepted).toBeGreaterThan(300)
  }
  // Receipts came over the signed webhook of the one and the secret path of the other.
  await expect
    .poll(async () => (await demo.board(ids[0]!)).funnel.people.delivered, { timeout: 20_000, interval: 200 })
    .toBeGreaterThan(280)
  expect(await own()).toBe(0)
}, 90_000)
