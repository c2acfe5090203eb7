import { describe, expect, test } from 'vitest'
import { Phones } from '../lib/phones.ts'
import { formOf, personalLink } from './browser.ts'
import { habitOf, troubleOf } from './habits.ts'
import { codeOn } from './people.ts'

/** Invented members as the sample federation numbers them. */
const members = Array.from({ length: 331 }, (_, n) => `41${String(n * 7919).padStart(17, '0')}`)
const answersAt = (address: string): number => {
  const habit = habitOf(address)
  return habit.opensAfter === null || habit.answersAfter === null
    ? Infinity
    : habit.opensAfter + habit.answersAfter
}

describe('the spread of the sample day', () => {
  test('half of 168 units have acknowledged after about eight minutes', () => {
    // Every unit has its people; the first of them settles it.
    const units = Array.from({ length: 168 }, (_, unit) =>
      Math.min(...members.filter((_, n) => n % 168 === unit).map(answersAt)),
    ).sort((a, b) => a - b)
    const done = (minutes: number): number => units.filter((at) => at <= minutes).length
    expect(done(8)).toBeGreaterThanOrEqual(70)
    expect(done(8)).toBeLessThanOrEqual(100)
    expect(done(180)).toBeGreaterThanOrEqual(140)
    expect(done(10_000)).toBeLessThan(168)
  })

  test('some ask, some look and do not answer, some wait for a reminder', () => {
    const habits = members.map((address) => habitOf(address))
    const asking = habits.filter((habit) => habit.asks !== null).length
    expect(asking).toBeGreaterThanOrEqual(2)
    expect(asking).toBeLessThanOrEqual(15)
    expect(
      habits.filter((habit) => habit.opensAfter !== null && habit.answersAfter === null).length,
    ).toBeGreaterThan(5)
    expect(
      habits.filter((habit) => habit.opensAfter === null && habit.afterReminder !== null).length,
    ).toBeGreaterThan(10)
  })

  test('a few contacts are wrong, and stay so in every run', () => {
    const failing = members.filter((address) => troubleOf('zalo', address))
    expect(failing.length).toBeGreaterThanOrEqual(3)
    expect(failing.length).toBeLessThanOrEqual(14)
    expect(members.filter((address) => troubleOf('zalo', address))).toEqual(failing)
    expect(habitOf(members[5]!)).toEqual(habitOf(members[5]!))
  })
})

test('a browser without scripts finds the form, its hidden fields, and the link in a text', () => {
  const html =
    '<form method="post" action="language"><input name="to" value="en"></form><form method="post" action="acknowledge"><input type="hidden" name="read" id="read"><input type="hidden" name="k" value="a&amp;b"><button>Xác nhận</button></form>'
  expect(formOf({ html }, 'acknowledge')).toEqual({ action: 'acknowledge', fields: { read: '', k: 'a&b' } })
  expect(formOf({ html }, 'question')).toBeNull()
  expect(personalLink('HOA TOC. Xem: http://localhost:8080/x/AAAAAAAAAAAAAAAAAAAAAA', [])).toBe(
    'http://localhost:8080/x/AAAAAAAAAAAAAAAAAAAAAA',
  )
  expect(personalLink('Xem http://localhost:8080/g/abc', [])).toBeNull()
})

test('a code is read from the telephone that the page hints at, else from the chat itself', () => {
  const phones = new Phones()
  const put = (address: string, text: string) =>
    phones.receive({
      id: address + text,
      at: new Date('2021-09-05T08:00:00+07:00'),
      channel: 'sms',
      address,
      subject: null,
      text,
      links: [],
      buttons: [],
    })
  put('+84900000567', '[HOA TOC] LDLD: xem')
  expect(codeOn(phones, '41001', 'SMS 09•• ••• 567')).toBeNull()
  put('+84900000567', '048291 la ma xac nhan')
  expect(codeOn(phones, '41001', 'SMS 09•• ••• 567')).toBe('048291')
  put('41001', '111222 là mã xác nhận')
  expect(codeOn(phones, '41001', 'Zalo đã liên kết')).toBe('111222')
})
