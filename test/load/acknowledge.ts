import Fastify from 'fastify'
import { sql } from 'kysely'
import { type Measure, measure } from './harness/measure.ts'
import { openOfficers, runLoad } from './harness/officers.ts'

export const name = 'acknowledge'

interface Result {
  readonly perSecond: number
  readonly p99: number
  readonly wrong: number
}

/** Acknowledgements a second over HTTP, each committed to the disk before its answer, beside a bare Fastify POST. */
export async function run(): Promise<readonly Measure[]> {
  const { web, tokens, close } = await openOfficers(14_000)
  const { rows: durable } = await sql<{ yes: boolean }>`
    select current_setting('fsync') = 'on' and current_setting('synchronous_commit') = 'on' as yes`.execute(
    web.database.db,
  )
  if (!durable[0]!.yes) throw new Error('commits of this server may be lost: nothing to measure')
  const hello = Fastify({ logger: false })
  hello.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, body, done) => done(null, body),
  )
  hello.post('/*', async (_request, reply) => reply.redirect('/', 303))
  try {
    const page = await web.app.listen({ port: 0, host: '127.0.0.1' })
    const bare = await hello.listen({ port: 0, host: '127.0.0.1' })
    const paths = tokens.map((token) => `/x/${token}/acknowledge`)
    const send = async (url: string, some: string[]): Promise<Result> => {
      const result = await runLoad<Result>('post-load', {
        url,
        paths: some,
        connections: 128,
        body: 'read=1',
        expect: 303,
      })
      if (result.wrong > 0) throw new Error(`${result.wrong} wrong answers`)
      return result
    }
    await send(page, paths.slice(0, 2000))
    const baseline = await send(bare, paths.slice(2000))
    const real = await send(page, paths.slice(2000))
    const { rows } = await sql<{
      n: number
    }>`select count(*) as n from acknowledgement where withdrawn_at is null`.execute(web.database.db)
    if (rows[0]!.n !== tokens.length) throw new Error(`${rows[0]!.n} of ${tokens.length} were stored`)
    return [
      measure('acknowledge', real.perSecond, 'acknowledgements/s', {
        baseline: baseline.perSecond,
        bar: '≥ 1500/s',
      }),
      measure('acknowledge p99', real.p99, 'ms', { baseline: baseline.p99 }),
    ]
  } finally {
    await hello.close()
    await close()
  }
}
