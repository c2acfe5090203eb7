import type { Db } from '../../../../db/client.ts'
import type { Directive, Previews } from '../../../contract/directive.ts'
import { localDay } from '../../../kernel/dates.ts'
import { notFound } from '../../../kernel/errors.ts'
import { type CheckContext, expectedReference, frameOf, sampleLink } from '../check/service.ts'
import { ownerOf, smsPrice } from '../check/store.ts'
import { findDirective } from '../draft/store.ts'
import { buildFrame } from '../message/frame.ts'
import { measureSms, prepareMessage, SMS_MAX_PARTS, smsSteps } from '../message/index.ts'
import { templateValues, ZALO_TEMPLATE_LIMITS, ZALO_TEXT_LIMIT } from '../message/zalo.ts'
import { type SamplePerson, samplePerson, zaloAccountName } from './store.ts'

const PREVIEW_LENGTH = 90

/** What the phone page is drawn from; the HTML itself belongs to src/http/phone. */
export interface PageSample {
  readonly directive: Directive
  readonly reference: string | null
  readonly person: SamplePerson
}

/** The messages to one sample person, by the functions that compose the sent ones: a preview cannot lie. */
export async function previewsOf(
  db: Db,
  id: number,
  index: number,
  context: CheckContext,
): Promise<{ previews: Omit<Previews, 'page'>; page: PageSample }> {
  const directive = await findDirective(db, id, 'vi')
  const owner = await ownerOf(db, id)
  if (!directive || !owner) throw notFound('directive')
  const { words: t, now } = context
  const sample = await samplePerson(db, owner.ownerUnitId, directive.audience, localDay(now), index)
  const person = sample.person ?? {
    name: t('message.sample.person'),
    salutation: null,
    unitName: t('message.sample.unit'),
  }
  const reference = await expectedReference(db, directive, owner.ownerUnitId, now)
  const input = frameOf(directive, reference)
  const frame = buildFrame(input, t)
  const link = sampleLink(context.publicUrl)
  const content = prepareMessage(input, t)({ person, link, ackPayload: '#ack' })
  const measure = measureSms(content.sms.text)
  const price = await smsPrice(db, owner.ownerUnitId)
  const uncut: Record<string, string> = {
    ...templateValues(frame, input, t),
    nguoi_nhan: person.name,
    don_vi: person.unitName ?? frame.issuer,
  }
  const zaloWords = directive.overrides.zalo?.trim() ?? ''
  return {
    previews: {
      zalo: {
        accountName: (await zaloAccountName(db, owner.ownerUnitId)) ?? directive.issuerName,
        text: content.zalo.text,
        button: content.zalo.button,
        template: Object.entries(ZALO_TEMPLATE_LIMITS).map(([name, limit]) => ({
          name,
          value: content.zalo.templateData[name] ?? '',
          limit,
          tooLong: (uncut[name]?.length ?? 0) > limit,
        })),
        tooLong: zaloWords !== '' && frame.tags.length + zaloWords.length > ZALO_TEXT_LIMIT,
        limit: ZALO_TEXT_LIMIT,
      },
      sms: {
        text: content.sms.text,
        encoding: measure.encoding,
        length: measure.length,
        parts: measure.parts,
        steps: smsSteps(measure.encoding),
        accented: [...measure.forcing],
        costPerPerson: Math.round(measure.parts * price),
        people: sample.smsPeople,
        tooLong: measure.parts > SMS_MAX_PARTS,
      },
      email: {
        ...content.email,
        preview: content.email.text.replace(/\s+/g, ' ').slice(0, PREVIEW_LENGTH),
      },
      sample: { person: person.name, unit: person.unitName ?? '', index: sample.index, of: sample.of },
    },
    page: { directive, reference, person },
  }
}
