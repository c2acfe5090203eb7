import { html } from 'ghtml'
import { openChannel } from '../../channels/open.ts'
import { enabledAccounts } from '../../domain/channel/index.ts'
import type { Translate } from '../../kernel/i18n.ts'
import { describeError } from '../../kernel/log.ts'
import type { HttpWorld } from '../world.ts'

const mailAccount = async (world: HttpWorld) =>
  (await enabledAccounts(world.db)).find((account) => account.channel === 'email') ?? null

/** Is there an e-mail account through which this installation can write to its staff? */
export const canMail = async (world: HttpWorld): Promise<boolean> => (await mailAccount(world)) !== null

export interface LinkMail {
  /** Stable over repetitions: the Message-ID. */
  readonly key: string
  readonly address: string
  readonly name: string
  /** Key below `sign_in.mail.` in the locales. */
  readonly kind: 'invitation' | 'reset'
  readonly link: string
  readonly federation: string
  readonly until: string
}

/** Sends a link by the installation's own e-mail account; true when the next mail server has taken it. Never throws. */
export async function mailLink(world: HttpWorld, mail: LinkMail, t: Translate): Promise<boolean> {
  const account = await mailAccount(world)
  if (!account) return false
  const words = { name: mail.name, federation: mail.federation, until: mail.until }
  const lines = ['hello', 'lead', 'until', 'ignore'].map((part) =>
    t(`sign_in.mail.${mail.kind}.${part}`, words),
  )
  const [hello, lead, until, ignore] = lines
  try {
    const channel = openChannel(account, {
      db: world.db,
      clock: world.clock,
      log: world.log,
      keys: world.keys,
      loopbackOnly: world.isDemo,
      webhookBase: world.publicUrl,
    })
    try {
      const outcome = await channel.send({
        key: mail.key,
        address: mail.address,
        recipientName: mail.name,
        urgency: 1,
        windowUntil: null,
        content: {
          email: {
            subject: t(`sign_in.mail.${mail.kind}.subject`, words),
            text: [hello, lead, mail.link, until, ignore].join('\n\n'),
            html: html`<p>${hello}</p><p>${lead}</p><p><a href="${mail.link}">${mail.link}</a></p><p>${until}</p><p>${ignore}</p>`,
          },
          zalo: { text: '', button: '', ackButton: null, ackPayload: null, templateData: {} },
          telegram: { text: '', button: '', ackButton: null, ackPayload: null },
          webhook: { subject: '', text: '' },
          sms: { text: '', unicode: false, parts: 0 },
          link: mail.link,
        },
      })
      return outcome.kind === 'accepted'
    } finally {
      await channel.close()
    }
  } catch (error) {
    world.log.warn({ accountId: account.id, error: describeError(error) }, 'mail of a sign-in link failed')
    return false
  }
}
