import type {
  AccountSettings,
  AdapterTools,
  ChannelAdapter,
  OpenChannel,
  OutgoingMessage,
  SendOutcome,
} from '../../domain/channel/index.ts'
import { accepted } from '../outcomes.ts'
import { EmailConfig, EmailSecrets } from './config.ts'
import { SmtpConnections, SmtpRefusal } from './connections.ts'
import { classify } from './errors.ts'
import { buildMail, messageId } from './message.ts'

/** E-mail over SMTP. «Accepted» means taken by the next server; nothing more is ever known from here. */
export const emailSmtp: ChannelAdapter<EmailConfig, EmailSecrets> = {
  kind: 'email-smtp',
  channel: 'email',
  capabilities: {
    reportsDelivered: false,
    reportsSeen: false,
    // A Message-ID is kept over repetitions, but no server promises to drop the second copy.
    deduplicatesForMs: 0,
    reconciles: false,
    ratePerMinute: 600,
    burst: 50,
    concurrency: 8,
    maxTextLength: 50_000,
  },
  config: EmailConfig,
  secrets: EmailSecrets,
  open: (account, tools) => new EmailChannel(account, tools),
  webhook: null,
}

class EmailChannel implements OpenChannel {
  readonly #config: EmailConfig
  readonly #connections: SmtpConnections
  readonly #tools: AdapterTools

  constructor(account: AccountSettings<EmailConfig, EmailSecrets>, tools: AdapterTools) {
    this.#config = account.config
    this.#connections = new SmtpConnections(account)
    this.#tools = tools
  }

  async send(message: OutgoingMessage): Promise<SendOutcome> {
    const config = this.#config
    const mail = await buildMail(message, config, this.#tools.now())
    try {
      await this.#connections.deliver(
        { from: config.envelopeFrom ?? config.fromAddress, to: message.address },
        mail,
      )
      return accepted(messageId(message.key, config.fromAddress))
    } catch (error) {
      if (!(error instanceof SmtpRefusal)) throw error
      return classify(error.failure)
    }
  }

  async close(): Promise<void> {
    this.#connections.close()
  }
}
