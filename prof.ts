import { inScope } from './db/scope.ts'
import { seedScale } from './demo/scale.ts'
import { createDatabase } from './test/harness/database.ts'
import { draftForBench, BENCH_SECRET } from './test/load/harness/sending.ts'
import { issueDirective } from './src/domain/delivery/index.ts'
import { translator } from './src/runtime/i18n.ts'
import pg from 'pg'
const d = await createDatabase()
const f = await seedScale(d.db, { units: 20000, people: 100000, now: new Date(), secret: BENCH_SECRET, accounts: [{ kind: 'zalo-oa', channel: 'zalo', name: 'Z', baseUrl: 'http://127.0.0.1:9', ratePerMinute: 4000, burst: 100 }] })
const orig = pg.Client.prototype.query
;(pg.Client.prototype as any).query = function (...a: any[]) { const t = performance.now(); const r = (orig as any).apply(this, a); const text = typeof a[0] === 'string' ? a[0] : a[0].text; if (r?.then) r.then(() => { const ms = performance.now() - t; if (ms > 20) console.log(ms.toFixed(0), text.replace(/\s+/g, ' ').slice(0, 150)) }); return r }
const id = await draftForBench(d.db, f.federationId, { urgency: 0 })
const which = process.argv[2]
const t = performance.now()
await inScope(d.db, { path: f.scopePath }, async (trx) => {
  if (which) {
    const q = (pg.Client.prototype as any).query
    ;(pg.Client.prototype as any).query = function (a: any, b: any, ...c: any[]) { if (typeof a === 'string' && a.includes('insert into ' + which)) { return (orig as any).call(this, 'explain (analyze, costs off, timing on, buffers off) ' + a, b, ...c).then((r: any) => { console.log(r.rows.map((x: any) => x['QUERY PLAN']).join('\n')); return r }) } return q.call(this, a, b, ...c) }
  }
  return issueDirective(trx, { staffId: f.staffId }, id, { revision: 1, typedNumber: 20000, acceptWarnings: true, requestKey: 'k12345678' }, { now: new Date(), publicUrl: 'https://loa.example', words: translator('vi') })
}).catch((e) => console.log(e.message, e.faults))
console.log('total', performance.now() - t)
await d.drop()
