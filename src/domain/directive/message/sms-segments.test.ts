import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { plainSms } from './sms.ts'
import { measureSms, smsCapacity, smsSteps } from './sms-segments.ts'

const gsm = fc.constantFrom(...'abc XYZ 019 .,:/-_@à')
const extension = fc.constantFrom(...'[]{}^~|\\€')
const vietnamese = fc.constantFrom(...'ăâđêôơưạặẫỹợ')

describe('How a text is cut into SMS parts', () => {
  it.each([
    ['a', 160, 1],
    ['a', 161, 2],
    ['a', 306, 2],
    ['a', 307, 3],
    ['a', 459, 3],
    ['a', 460, 4],
    ['ệ', 70, 1],
    ['ệ', 71, 2],
    ['ệ', 134, 2],
    ['ệ', 135, 3],
    ['ệ', 201, 3],
    ['ệ', 202, 4],
  ])('%s × %i is %i parts', (letter, times, parts) => {
    expect(measureSms(letter.repeat(times)).parts).toBe(parts)
  })

  it('counts a bracket as two septets', () => {
    expect(measureSms('[HOA TOC]')).toEqual({ encoding: 'GSM-7', length: 11, parts: 1, forcing: [] })
  })

  it('never tears a character of two septets between parts', () => {
    // 152 + a bracket: the bracket needs two, one is left in the first part of several.
    expect(measureSms(`${'a'.repeat(152)}[${'a'.repeat(152)}`).parts).toBe(3)
    expect(measureSms(`${'a'.repeat(151)}[${'a'.repeat(153)}`).parts).toBe(2)
  })

  it('names every character that forces Unicode once, in order of appearance', () => {
    expect(measureSms('Đọc ngay, đọc kỹ').forcing).toEqual(['Đ', 'ọ', 'đ', 'ỹ'])
  })

  it('knows the steps of the Vietnamese tariff', () => {
    expect(smsSteps('GSM-7')).toEqual([160, 306, 459])
    expect(smsSteps('UCS-2')).toEqual([70, 134, 201])
  })

  it('is Unicode exactly when a character outside GSM-7 is there, whatever the mixture', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(gsm, extension, vietnamese), { maxLength: 500 }), (characters) => {
        const text = characters.join('')
        const measure = measureSms(text)
        const foreign = characters.some((c) => /[ăâđêôơưạặẫỹợ]/.test(c))
        expect(measure.encoding).toBe(foreign ? 'UCS-2' : 'GSM-7')
        expect(measure.forcing.length > 0).toBe(foreign)
        expect(measure.parts).toBeGreaterThanOrEqual(
          measure.length === 0 ? 0 : Math.ceil(measure.length / smsCapacity(measure.encoding, 1)),
        )
      }),
    )
  })

  it('never asks fewer parts for a longer text', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(gsm, extension), { maxLength: 400 }),
        fc.oneof(gsm, extension),
        (characters, one) => {
          const text = characters.join('')
          expect(measureSms(text + one).parts).toBeGreaterThanOrEqual(measureSms(text).parts)
        },
      ),
    )
  })

  it('without accents, Vietnamese text and its typographic signs always fit GSM-7', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(gsm, vietnamese, fc.constantFrom(...'“”«»–—…’Đ≥')), { maxLength: 200 }),
        (cs) => {
          expect(measureSms(plainSms(cs.join(''))).encoding).toBe('GSM-7')
        },
      ),
    )
  })
})
