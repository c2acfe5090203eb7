import { openDatabase } from '../../db/client.ts'
import { openNotices } from '../../db/notices.ts'
import { escalateUnknown, settleDeadWorkers, startDispatcher } from '../../src/domain/delivery/index.ts'
import { systemClock } from '../../src/kernel/clock.ts'
import { silentLog } from '../../src/kernel/log.ts'
import { translator } from '../../src/runtime/i18n.ts'
import { countingChannel } from './counting-channel.ts'

/** A worker process for the kill test: sends to the counting provider until it is killed. */
const [databaseUrl, providerUrl] = process.argv.slice(2) as [string, string]
const { db } = openDatabase(databaseUrl, { max: 6, name: 'loa chaos worker' })
const clock = systemClock()
const { id: workerId } = await db
  .insertInto('worker')
  .values({ started_at: clock.now() })
  .returning('id')
  .executeTakeFirstOrThrow()
const notices = await openNotices(databaseUrl)
await startDispatcher({
  db,
  clock,
  log: silentLog,
  workerId,
  secret: 'a secret of the kill test, long enough',
  publicUrl: 'https://loa.example',
  translate: translator,
  openAccount: async () => countingChannel(providerUrl),
  notices,
  random: Math.random,
})
setInterval(() => {
  settleDeadWorkers(db, { deduplicating: [], reconcilingKinds: [] }, clock.now()).catch(() => {})
  escalateUnknown(db, clock.now()).catch(() => {})
}, 500)
process.stdout.write('running\n')
