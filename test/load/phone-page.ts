import Fastify from 'fastify'
import { type Measure, measure } from './harness/measure.ts'
import { openOfficers, runLoad } from './harness/officers.ts'

export const name = 'phone-page'

interface Result {
  readonly perSecond: number
  readonly p99: number
  readonly wrong: number
}

/** Personal pages a second, each looked up in the database, beside a bare Fastify that says hello. */
export async function run(): Promise<readonly Measure[]> {
  const { web, tokens, close } = await openOfficers(2000)
  const hello = Fastify({ logger: false })
  hello.get('/', async () => 'hello')
  try {
    const page = await web.app.listen({ port: 0, host: '127.0.0.1' })
    const bare = await hello.listen({ port: 0, host: '127.0.0.1' })
    const asked = { connections: 64, seconds: 3 }
    const ask = async (url: string, paths: string[], seconds = asked.seconds): Promise<Result> => {
      const result = await runLoad<Result>('get-load', { ...asked, seconds, url, paths })
      if (result.wrong > 0) throw new Error(`${result.wrong} wrong answers`)
      return result
    }
    const paths = tokens.map((token) => `/x/${token}`)
    await ask(bare, ['/'], 1)
    await ask(page, paths, 2)
    const baseline = await ask(bare, ['/'])
    const pages = await ask(page, paths)
    return [
      measure('phone-page', pages.perSecond, 'pages/s', { baseline: baseline.perSecond, bar: '≥ 0.35' }),
      measure('phone-page p99', pages.p99, 'ms', { baseline: baseline.p99 }),
    ]
  } finally {
    await hello.close()
    await close()
  }
}
