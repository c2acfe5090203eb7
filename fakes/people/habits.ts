import type { Channel } from '../../src/contract/common.ts'
import { chance } from '../lib/chance.ts'
import type { Outcome } from '../lib/script.ts'

/** How one officer treats a directive. Times are minutes of the sample day, after the message has come. */
export interface Habit {
  /** When the page or the chat is looked at; null = never. */
  readonly opensAfter: number | null
  /** Minutes of reading before the answer; null = reads and does not answer. */
  readonly answersAfter: number | null
  /** Where the answer is given when a chat offers a button. */
  readonly prefers: 'page' | 'button'
  /** Does nothing on the first message; a reminder is answered after so many minutes. Null = reminders change nothing. */
  readonly afterReminder: number | null
  /** Which of the questions is asked before answering; null = none. */
  readonly asks: number | null
}

/** Questions that officers ask, the first one is Tạ Thúy's of 08:10 (domain.md §8.4). */
export const QUESTIONS = [
  'Giáo viên nhận thực phẩm hộ phụ huynh có cần giấy đi đường không?',
  'Đơn vị có hai địa điểm ở hai phường thì thực hiện theo phân vùng của phường nào?',
  'Bảo vệ, tạp vụ của công ty dịch vụ có tính vào số người phải đến nơi làm việc không?',
  'Đơn vị tạm dừng hoạt động từ 01/9 có phải báo cáo kết quả không?',
] as const

/** Shares of the officers, in the order of their dice. They give the day of §8.4: half of 168 units in eight minutes. */
const PROMPT = 0.46
const WITHIN_THE_HOUR = 0.7
const WITHIN_THREE_HOURS = 0.82
const ONLY_REMINDED = 0.9

/** The same person behaves the same way in every run; `nth` is which directive of the day it is for them. */
export function habitOf(address: string, nth = 0): Habit {
  const dice = chance(address, 'habit')
  const u = chance(address, 'delay', nth)
  const prefers = chance(address, 'prefers') < 0.4 ? 'button' : 'page'
  const reading = 0.3 + chance(address, 'reading', nth) * 1.5
  const asks =
    chance(address, 'asks', nth) < 0.022 ? Math.floor(chance(address, 'which') * QUESTIONS.length) : null
  const usual = { prefers, asks, answersAfter: reading } as const
  if (dice < PROMPT) return { ...usual, opensAfter: 0.4 + 14 * u ** 1.6, afterReminder: null }
  if (dice < WITHIN_THE_HOUR) return { ...usual, opensAfter: 12 + 45 * u, afterReminder: 3 + 6 * u }
  if (dice < WITHIN_THREE_HOURS) return { ...usual, opensAfter: 50 + 110 * u, afterReminder: 4 + 12 * u }
  if (dice < ONLY_REMINDED) return { ...usual, opensAfter: null, afterReminder: 2 + 12 * u }
  // The rest never answers; every second of them at least looks.
  const looks = chance(address, 'looks') < 0.5
  return {
    prefers: 'page',
    asks: null,
    opensAfter: looks ? 5 + 80 * u : null,
    answersAfter: null,
    afterReminder: null,
  }
}

/** Seven of 331, by the likelihood of each channel's usual trouble: a changed number, a blocked OA, a mailbox gone. */
const FAILING = 0.034

/** How a provider refuses this address, always the same way; null for everybody whose contact is right. */
export function troubleOf(channel: Channel, address: string): Outcome | null {
  if (chance(address, 'trouble') >= FAILING) return null
  const kind = chance(address, 'trouble kind')
  if (channel === 'zalo') return { kind: 'refuse', code: kind < 0.4 ? '-213' : kind < 0.7 ? '-227' : '-244' }
  if (channel === 'sms') return kind < 0.4 ? { kind: 'refuse', code: '108' } : { kind: 'undelivered' }
  if (channel === 'telegram') return { kind: 'refuse', code: '403 Forbidden: bot was blocked by the user' }
  return { kind: 'refuse', code: '550' }
}
