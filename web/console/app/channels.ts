import type { Channel } from '../../../src/contract/common.ts'

/** Every channel, in the order in which people usually name them. A channel of the contract that is missing does not compile. */
const ORDER: Readonly<Record<Channel, number>> = { zalo: 1, telegram: 2, sms: 3, email: 4, webhook: 5 }

export const CHANNELS = (Object.keys(ORDER) as Channel[]).sort((a, b) => ORDER[a] - ORDER[b])
