import type { ChannelAdapter } from '../domain/channel/index.ts'
import { emailSmtp } from './email-smtp/adapter.ts'
import { smsGateway } from './sms-gateway/adapter.ts'
import { genericSms } from './sms-gateway/generic/adapter.ts'
import { speedSms } from './sms-gateway/speedsms/adapter.ts'
import { telegram } from './telegram/adapter.ts'
import { webhookOut } from './webhook-out/adapter.ts'
import { zaloOa } from './zalo-oa/adapter.ts'

/** An adapter whose settings are not known at this place; they are parsed by its own schemas before they reach it. */
export type AnyChannelAdapter = ChannelAdapter<unknown, unknown>

/** Every channel that sends, on one page. The share kit posts by hand and needs no adapter. */
export const channelAdapters: readonly AnyChannelAdapter[] = [
  zaloOa,
  telegram,
  smsGateway,
  speedSms,
  genericSms,
  emailSmtp,
  webhookOut,
].map((adapter) => adapter as unknown as AnyChannelAdapter)

const byKind: ReadonlyMap<string, AnyChannelAdapter> = new Map(
  channelAdapters.map((adapter) => [adapter.kind, adapter]),
)

export const adapterOf = (kind: string): AnyChannelAdapter | null => byKind.get(kind) ?? null
