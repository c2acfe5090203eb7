import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type IssueFacts, issueFaults, typedNumberFor } from './rules.ts'

const NOW = new Date('2021-09-05T07:40:00+07:00')
const GOOD: IssueFacts = {
  title: 'Rà soát nhà trọ bị ngập',
  actions: ['Kiểm tra nhà trọ trước 17 giờ.'],
  body: '',
  urgency: 1,
  messageClass: 'official',
  isDrill: false,
  isPrivate: false,
  acknowledge: true,
  acknowledgeBefore: new Date('2021-09-05T17:00:00+07:00'),
  validUntil: null,
  units: 12,
  people: 20,
  unitsWithoutChannel: 0,
  peopleWithoutChannel: 0,
  smsPeople: 3,
  smsParts: 2,
  zaloOverrideLength: 0,
  duplicateOf: null,
  attachments: [],
}
const codes = (change: Partial<IssueFacts>, blocking?: boolean): string[] =>
  issueFaults({ ...GOOD, ...change }, NOW)
    .filter((fault) => blocking === undefined || fault.blocking === blocking)
    .map((fault) => fault.code.replace('draft.', ''))

describe('what stands between a draft and its issue', () => {
  it('is nothing for a complete one', () => expect(codes({})).toEqual([]))

  it.each<[string, Partial<IssueFacts>]>([
    ['title_missing', { title: ' ' }],
    ['words_missing', { actions: [''], body: '\n' }],
    ['audience_empty', { units: 0, people: 0 }],
    ['private_to_many', { isPrivate: true, units: 2 }],
    ['nobody_reachable', { peopleWithoutChannel: 20, unitsWithoutChannel: 12 }],
    ['deadline_past', { acknowledgeBefore: NOW }],
    ['deadline_after_validity', { validUntil: new Date('2021-09-05T16:00:00+07:00') }],
    ['validity_past', { acknowledge: false, validUntil: NOW }],
    ['sms_too_long', { smsParts: 4 }],
    ['zalo_too_long', { zaloOverrideLength: 2001 }],
    ['promotion_without_consent', { messageClass: 'promotion' }],
    ['state_secret', { body: 'TỐI MẬT' }],
    ['blank_left', { body: 'Nội dung thay đổi: …' }],
    ['attachments_too_large', { attachments: [{ fileName: 'a', size: 70_000_000 }] }],
  ])('%s refuses', (code, change) => expect(codes(change, true)).toEqual([code]))

  it.each<[string, Partial<IssueFacts>]>([
    ['people_without_channel', { peopleWithoutChannel: 1 }],
    ['units_without_channel', { unitsWithoutChannel: 1 }],
    ['duplicate_within_day', { duplicateOf: '12/CĐ-LĐLĐ' }],
    ['drill_words_without_mode', { title: 'Diễn tập phòng cháy' }],
  ])('%s asks, and does not refuse', (code, change) => {
    expect(codes(change, false)).toEqual([code])
    expect(codes(change, true)).toEqual([])
  })

  it('takes a mark of secrecy for one only where it is a word of its own', () => {
    expect(codes({ body: 'bảo mật, Mật ong, THÂN MẬT' }, true)).toEqual(['state_secret'])
    expect(codes({ body: 'bảo mật, Mật ong, thân mật' }, true)).toEqual([])
  })

  it('asks to type exactly the number of units, from 50 on or for Hỏa tốc', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(0, 1, 2, 3) as fc.Arbitrary<0 | 1 | 2 | 3>,
        fc.nat(500),
        (urgency, units) => {
          const asked = units >= 50 || (urgency === 3 && units > 0)
          expect(typedNumberFor(urgency, units)).toBe(asked ? units : null)
        },
      ),
    )
  })
})
