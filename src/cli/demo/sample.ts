import { seedDemo } from '../../../demo/seed.ts'
import { fakeAccounts } from '../../../fakes/index.ts'
import { enabledAccounts } from '../../domain/channel/index.ts'
import { type DemoLink, mintDemoLinks } from '../../domain/identity/index.ts'
import { connect, migrateOrSay } from '../../runtime/database.ts'
import type { FakesOrder } from '../fakes.ts'
import type { DemoState } from './state.ts'

export interface Sample {
  readonly links: readonly DemoLink[]
  readonly fakes: FakesOrder
}

/** The schema of today and the sample federation in it, its accounts pointing to the fakes. */
export async function prepareSample(options: {
  databaseUrl: string
  publicUrl: string
  /** Our web server as this machine reaches it. */
  localUrl: string
  state: DemoState & { readonly formerFakePorts: DemoState['fakePorts'] }
  now: Date
}): Promise<Sample> {
  const { publicUrl, localUrl, state, now } = options
  const ports = state.fakePorts
  const database = await connect(options.databaseUrl, { max: 2, name: 'loa demo' })
  try {
    await migrateOrSay(database)
    const urls = addressesOf(ports)
    const accounts = fakeAccounts(urls, now)
    await seedDemo(database.db, {
      now,
      secret: state.secret,
      accounts,
      formerBaseUrls: Object.values(addressesOf(state.formerFakePorts)),
    })
    const known = await enabledAccounts(database.db)
    const webhookOf = (baseUrl: string): string => {
      const account = known.find((one) => one.baseUrl === baseUrl)
      return account ? `${localUrl}/webhooks/${account.kind}/${account.id}` : ''
    }
    return {
      links: await mintDemoLinks(database.db, { secret: state.secret, publicUrl }),
      fakes: {
        ports,
        zaloWebhook: webhookOf(urls.zalo),
        telegramWebhook: webhookOf(urls.telegram),
        pagesAt: localUrl,
      },
    }
  } finally {
    await database.close()
  }
}

const addressesOf = (ports: DemoState['fakePorts']) => ({
  zalo: `http://127.0.0.1:${ports.zalo}`,
  sms: `http://127.0.0.1:${ports.sms}`,
  smtp: `smtp://127.0.0.1:${ports.smtp}`,
  telegram: `http://127.0.0.1:${ports.telegram}`,
})
