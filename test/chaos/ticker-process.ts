import { openDatabase } from '../../db/client.ts'
import { runTicks } from '../../src/jobs/run-ticks.ts'
import { systemClock } from '../../src/kernel/clock.ts'
import { keyRing } from '../../src/kernel/key-ring.ts'
import { silentLog } from '../../src/kernel/log.ts'

/** A process that runs the timers until it is killed; says so at its first tick. */
const { db, pool } = openDatabase(process.argv[2]!, { max: 2, name: 'loa election holder' })
runTicks(
  {
    db,
    pool,
    clock: systemClock(),
    log: silentLog,
    keys: keyRing('secret of tests, long enough for anybody'),
  },
  [{ name: 'say', every: 10, run: async () => process.stdout.write('ticking\n') }],
)
