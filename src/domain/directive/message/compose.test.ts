import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { translator } from '../../../runtime/i18n.ts'
import { composeMessage, prepareMessage } from './compose.ts'
import type { MessageInput } from './input.ts'
import { measureSms } from './sms-segments.ts'
import { ZALO_TEMPLATE_LIMITS, ZALO_TEXT_LIMIT } from './zalo.ts'

const t = translator('vi')
const LINK = 'https://loa.ldld.example/x/AbCdEfGhIjKlMnOpQrStUv'

const M1: MessageInput = {
  purpose: 'issue',
  directive: {
    kindName: 'Công điện',
    reference: '12/CĐ-LĐLĐ',
    urgency: 3,
    messageClass: 'official',
    isDrill: false,
    title:
      'Về việc triển khai các biện pháp phòng, chống dịch Covid-19 theo phân vùng từ 06 giờ 00 ngày 06/9/2021',
    actions: ['Rà soát ngay số đoàn viên phải đến nơi làm việc; hoàn thành trước 16 giờ 00 ngày 05/9.'],
    body: 'LĐLĐ quận điện: Chủ tịch công đoàn cơ sở.',
    overrides: {},
    smsUnaccented: true,
    acknowledge: true,
    acknowledgeBefore: new Date('2021-09-05T11:00:00+07:00'),
    issuerName: 'Liên đoàn Lao động quận Nam Từ Liêm',
    issuedAt: new Date('2021-09-05T07:52:00+07:00'),
    attachmentNames: ['cong-dien-12.pdf'],
    replaces: null,
  },
  person: { name: 'Tạ Thúy', salutation: 'bà', unitName: 'CĐCS Trường Mầm non Ong Vàng' },
  link: LINK,
  ackPayload: '#ack_AbCdEfGhIjKlMnOpQrStUv',
  locale: 'vi',
}
const input = (
  change: Partial<MessageInput['directive']>,
  rest: Partial<MessageInput> = {},
): MessageInput => ({
  ...M1,
  ...rest,
  directive: { ...M1.directive, ...change },
})

describe('The message an officer gets', () => {
  it('on Zalo begins with urgency, name and what to do, and offers both buttons', () => {
    const { zalo } = composeMessage(M1, t)
    const [first, second] = zalo.text.split('\n')
    expect(first).toBe('[HỎA TỐC] Công điện 12/CĐ-LĐLĐ')
    expect(second).toBe('Đề nghị đồng chí xác nhận đã nhận trước 11:00, 05/09/2021.')
    expect(zalo.button).toBe('Xem và xác nhận')
    expect(zalo.ackButton).toBe('Xác nhận đã nhận')
    expect(zalo.text).toContain('đồng chí Tạ Thúy, CĐCS Trường Mầm non Ong Vàng')
  })

  it('asks for no confirmation when the directive asks for none', () => {
    const { zalo, sms, email } = composeMessage(input({ acknowledge: false }), t)
    expect([zalo.button, zalo.ackButton, zalo.ackPayload]).toEqual(['Xem toàn văn', null, null])
    for (const text of [zalo.text, sms.text, email.text])
      expect(text.toLowerCase()).not.toMatch(/xác nhận|xac nhan/)
  })

  it('as SMS is short, without accents, names the sender and keeps the link whole', () => {
    const { sms } = composeMessage(M1, t)
    expect(sms.text).toMatch(/^\[HOA TOC\] LDLD Nam Tu Liem: Cong dien 12\/CD-LDLD: Ve viec trien khai/)
    expect(sms.text).toContain('Xac nhan truoc 11:00 05/09')
    expect(sms.text.endsWith(LINK)).toBe(true)
    expect(sms).toMatchObject({ unicode: false, parts: 2 })
  })

  it('as accented SMS says so and counts in Unicode', () => {
    const { sms } = composeMessage(input({ smsUnaccented: false }), t)
    expect(sms.text).toContain('[HỎA TỐC] LĐLĐ Nam Từ Liêm')
    expect(sms.unicode).toBe(true)
    expect(sms.parts).toBe(measureSms(sms.text).parts)
  })

  it('does not say the urgency twice when the own words say it', () => {
    const own = { overrides: { sms: 'LĐLĐ: HỎA TỐC. Đọc ngay {link}' } }
    expect(composeMessage(input(own), t).sms.text).toBe(`LDLD: HOA TOC. Doc ngay ${LINK}`)
    expect(composeMessage(input({ ...own, isDrill: true }), t).sms.text).toMatch(/^\[DIEN TAP\] LDLD/)
  })

  it('puts the link where the sender wants it, or after the words', () => {
    const inside = composeMessage(input({ overrides: { sms: 'Đọc {link} trước 11h' } }), t).sms
    expect(inside.text).toBe(`[HOA TOC] Doc ${LINK} truoc 11h`)
    const after = composeMessage(input({ overrides: { sms: 'Đọc ngay:' } }), t).sms
    expect(after.text).toBe(`[HOA TOC] Doc ngay: ${LINK}`)
  })

  it('fills the number into own words, where it is known', () => {
    const own = {
      overrides: { sms: 'LDLD: CD {number} {link}', zalo: 'CĐ {number}', emailSubject: '{number}' },
    }
    const { sms, zalo, email } = composeMessage(input(own), t)
    expect(sms.text).toBe(`[HOA TOC] LDLD: CD 12/CD-LDLD ${LINK}`)
    expect(zalo.text).toBe('[HỎA TỐC] CĐ 12/CĐ-LĐLĐ')
    expect(email.subject).toBe('[HỎA TỐC] 12/CĐ-LĐLĐ')
    const before = composeMessage(input({ ...own, reference: null }), t)
    expect(before.zalo.text).toBe('[HỎA TỐC] CĐ Công điện')
  })

  it('labels advertising before anything else, own words or not', () => {
    const own = { zalo: 'Lời riêng', sms: 'Lời riêng', emailSubject: 'Lời riêng' }
    for (const overrides of [{}, own]) {
      const ad = input({ messageClass: 'promotion', isDrill: true, overrides })
      for (const purpose of ['issue', 'test', 'nudge'] as const) {
        const { zalo, sms, email } = composeMessage({ ...ad, purpose }, t)
        for (const text of [zalo.text, sms.text, email.subject, email.text])
          expect(text.startsWith('[QC] ')).toBe(true)
      }
    }
  })

  it('says on every channel which document it replaces, and not twice', () => {
    const replaces = { relation: 'replaces', reference: '12/CĐ-LĐLĐ' } as const
    const own = { zalo: 'Lời riêng', sms: 'Lời riêng', emailSubject: 'Lời riêng' }
    for (const overrides of [{}, own]) {
      const { zalo, sms, email } = composeMessage(input({ replaces, overrides }), t)
      expect(zalo.text).toContain('[THAY THẾ 12/CĐ-LĐLĐ]')
      expect(zalo.templateData.trich_yeu).toContain('[THAY THẾ 12/CĐ-LĐLĐ]')
      expect(sms.text).toContain('[THAY THE 12/CD-LDLD]')
      expect(email.subject).toContain('[THAY THẾ 12/CĐ-LĐLĐ]')
    }
    const named = composeMessage(input({ replaces, title: 'Thay thế Công điện 12/CĐ-LĐLĐ' }), t)
    expect(named.zalo.text).not.toContain('[THAY THẾ')
    expect(named.sms.text).toContain('Thay the Cong dien 12/CD-LDLD')
  })

  it('a code stands first, with nothing of the directive and no link in the SMS', () => {
    const { zalo, sms, email } = composeMessage({ ...M1, purpose: 'code', code: '048291' }, t)
    for (const text of [zalo.text, sms.text, email.subject, email.text]) {
      expect(text.startsWith('048291 ')).toBe(true)
      expect(text).not.toContain('12/C')
    }
    expect(sms).toMatchObject({ parts: 1, unicode: false })
    expect(sms.text).not.toContain('http')
    expect(zalo.ackPayload).toBeNull()
  })

  it('bears the drill mark on every channel, own words or not', () => {
    const own = { zalo: 'Lời riêng', sms: 'Lời riêng', emailSubject: 'Lời riêng' }
    for (const overrides of [{}, own]) {
      const { zalo, sms, email } = composeMessage(input({ isDrill: true, overrides }), t)
      expect(zalo.text.startsWith('[DIỄN TẬP] ')).toBe(true)
      expect(zalo.templateData.trich_yeu).toContain('[DIỄN TẬP]')
      expect(sms.text.startsWith('[DIEN TAP] ')).toBe(true)
      expect(email.subject.startsWith('[DIỄN TẬP] ')).toBe(true)
      expect(email.text.startsWith('[DIỄN TẬP] ')).toBe(true)
      expect(email.html).toContain('[DIỄN TẬP]')
    }
  })

  it('marks a trial copy as such', () => {
    const { zalo, sms, email } = composeMessage({ ...M1, purpose: 'test' }, t)
    expect(zalo.text.startsWith('[GỬI THỬ] ')).toBe(true)
    expect(sms.text.startsWith('[GUI THU] ')).toBe(true)
    expect(email.subject.startsWith('[GỬI THỬ] ')).toBe(true)
  })

  it.each(['nudge', 'escalation', 'link', 'delegation'] as const)('says why it comes: %s', (purpose) => {
    const { zalo, email } = composeMessage({ ...M1, purpose }, t)
    const why = t(`message.reason.${purpose}`, { name: 'Công điện 12/CĐ-LĐLĐ' })
    expect(zalo.text).toContain(why)
    expect(email.text).toContain(why)
  })

  it('carries question and answer back, and asks for no second confirmation', () => {
    const answer = { question: 'Giáo viên có cần giấy đi đường?', answer: 'Có, do trường cấp.' }
    const { zalo, sms, email } = composeMessage({ ...M1, purpose: 'answer', answer }, t)
    for (const text of [zalo.text, email.text]) expect(text).toContain('Trả lời: Có, do trường cấp.')
    expect(sms.text).toContain('Co, do truong cap.')
    expect(zalo.ackButton).toBeNull()
  })

  it('escapes everything in the letter', () => {
    const evil = '<img src=x onerror="alert(1)">&\''
    const { email } = composeMessage(
      input(
        {
          title: evil,
          actions: [evil],
          body: evil,
          issuerName: evil,
          kindName: evil,
          attachmentNames: [evil],
        },
        { person: { name: evil, salutation: null, unitName: evil } },
      ),
      t,
    )
    expect(email.html).not.toContain('<img')
    expect(email.html.match(/&lt;img/g)?.length).toBeGreaterThanOrEqual(7)
  })

  it('keeps a subject on one line', () => {
    const { email } = composeMessage(input({ overrides: { emailSubject: 'Một\r\nBcc: x@example.org' } }), t)
    expect(email.subject).not.toMatch(/[\r\n]/)
  })

  it('keeps every limit whatever was typed', () => {
    const words = fc.string({ unit: 'grapheme', maxLength: 600 })
    fc.assert(
      fc.property(
        fc.record({
          title: words,
          body: fc.string({ maxLength: 3000 }),
          actions: fc.array(words, { maxLength: 5 }),
        }),
        fc.boolean(),
        fc.constantFrom<MessageInput['purpose']>(
          'issue',
          'nudge',
          'escalation',
          'link',
          'delegation',
          'test',
        ),
        (change, smsUnaccented, purpose) => {
          const { zalo, sms, email } = composeMessage(input({ ...change, smsUnaccented }, { purpose }), t)
          expect(zalo.text.length).toBeLessThanOrEqual(ZALO_TEXT_LIMIT)
          for (const [name, limit] of Object.entries(ZALO_TEMPLATE_LIMITS))
            expect(zalo.templateData[name]!.length).toBeLessThanOrEqual(limit)
          expect(sms.parts).toBeLessThanOrEqual(3)
          expect(sms.text).toContain(LINK)
          expect(sms).toMatchObject({ parts: measureSms(sms.text).parts })
          expect(email.subject.length).toBeLessThanOrEqual(200)
        },
      ),
      { numRuns: 60 },
    )
  })

  it('is the same one by one as prepared for many', () => {
    const address = prepareMessage(M1, t)
    for (const name of ['Đinh Khánh Ly', 'Vũ Thị Dung'])
      expect(address({ ...M1, person: { ...M1.person, name } })).toEqual(
        composeMessage({ ...M1, person: { ...M1.person, name } }, t),
      )
  })
})
