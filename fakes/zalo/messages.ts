import { linksIn } from '../lib/phones.ts'
import type { ZaloSwitches } from './options.ts'

/** A message that Zalo would take, as far as its body decides. */
export interface Wanted {
  readonly userId: string
  readonly text: string
  readonly links: readonly string[]
  readonly buttons: readonly { readonly title: string; readonly payload: string }[]
  readonly isTemplate: boolean
  readonly mobile: boolean
  readonly quota: object | null
}

const MAX_TEXT = 2000
const MAX_BUTTONS = 5
const MAX_TITLE = 100
const MAX_PAYLOAD = 1000

type Json = Record<string, unknown>
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** `/message/cs`; a number is the refusal. */
export function readConsultation(body: Json): Wanted | number {
  const { recipient, message } = body
  if (!isObject(recipient) || !isObject(message)) return -201
  const userId = recipient['user_id']
  const text = message['text']
  if (typeof userId !== 'string' || userId === '') return -201
  if (typeof text !== 'string' || text === '') return -201
  if (text.length > MAX_TEXT) return -210
  const buttons = readButtons(message['attachment'])
  if (typeof buttons === 'number') return buttons
  return {
    userId,
    text,
    links: [...buttons.links, ...linksIn(text)],
    buttons: buttons.answers,
    isTemplate: false,
    mobile: true,
    quota: null,
  }
}

function readButtons(
  attachment: unknown,
): { links: string[]; answers: { title: string; payload: string }[] } | number {
  const found = { links: [] as string[], answers: [] as { title: string; payload: string }[] }
  if (attachment === undefined) return found
  const payload = isObject(attachment) && attachment['type'] === 'template' ? attachment['payload'] : null
  const buttons = isObject(payload) ? payload['buttons'] : null
  if (!Array.isArray(buttons) || buttons.length === 0 || buttons.length > MAX_BUTTONS) return -201
  for (const button of buttons) {
    if (!isObject(button)) return -201
    const { title, type, payload: content } = button
    if (typeof title !== 'string' || title === '' || title.length > MAX_TITLE) return -201
    if (type === 'oa.open.url' && isObject(content) && typeof content['url'] === 'string')
      found.links.push(content['url'])
    else if (
      (type === 'oa.query.hide' || type === 'oa.query.show') &&
      typeof content === 'string' &&
      content.length <= MAX_PAYLOAD
    )
      found.answers.push({ title, payload: content })
    else if (type !== 'oa.open.phone' && type !== 'oa.open.sms') return -201
  }
  return found
}

/** `/message/template` by user id: three fields, the parameters of the approved template and no others. */
export function readTemplate(
  body: Json,
  templateId: string,
  parameters: Readonly<Record<string, number>>,
  switches: ZaloSwitches,
): Wanted | number {
  const { user_id: userId, template_id: template, template_data: data } = body
  if (typeof userId !== 'string' || userId === '' || !isObject(data)) return -201
  if (template !== templateId) return -249
  if ('tracking_id' in body && switches.trackingIdInTemplate === 'reject') return -201
  const values = Object.entries(data)
  if (values.some(([name, value]) => !(name in parameters) || typeof value !== 'string')) return -201
  if (Object.keys(parameters).some((name) => !(name in data))) return -201
  if (values.some(([name, value]) => String(value).length > parameters[name]!)) return -210
  const text = values.map(([name, value]) => `${name}: ${String(value)}`).join('\n')
  return { userId, text, links: linksIn(text), buttons: [], isTemplate: true, mobile: true, quota: null }
}
