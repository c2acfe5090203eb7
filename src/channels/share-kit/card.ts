import { createRequire } from 'node:module'
import { renderAsync } from '@resvg/resvg-js'
import { clockText, dateText, dateTimeText } from '../../kernel/dates.ts'
import type { Translate } from '../../kernel/i18n.ts'
import { fitted } from './lines.ts'
import type { GroupNotice } from './notice.ts'
import { qrPath } from './qr.ts'
import { headline } from './text.ts'

/** 4 : 5, the tallest picture that Zalo and Facebook show whole in a feed. */
const WIDTH = 1080
const HEIGHT = 1350
const MARGIN = 72
const INNER = WIDTH - 2 * MARGIN

/** Colours of the product's urgency chips (src/http/phone/styles.ts has the same). */
const BANDS = [
  { fill: '#0b4ea2', ink: '#ffffff' },
  { fill: '#ffe9b0', ink: '#5c3b00' },
  { fill: '#c2410c', ink: '#ffffff' },
  { fill: '#7f0a1f', ink: '#ffffff' },
] as const

const find = createRequire(import.meta.url).resolve
const FONTS = ['400Regular/Inter_400Regular', '600SemiBold/Inter_600SemiBold', '700Bold/Inter_700Bold'].map(
  (file) => find(`@expo-google-fonts/inter/${file}.ttf`),
)

/** The picture of a directive for a group: readable on a small phone, recognisable as ours, with its own QR code. */
export async function cardPng(notice: GroupNotice, t: Translate): Promise<Buffer> {
  const image = await renderAsync(cardSvg(notice, t), {
    font: { fontFiles: FONTS, loadSystemFonts: false, defaultFontFamily: 'Inter' },
    fitTo: { mode: 'original' },
  })
  return image.asPng()
}

export function cardSvg(notice: GroupNotice, t: Translate): string {
  const band = BANDS[notice.urgency]
  const issuer = fitted(notice.issuerName, [38, 34, 30], INNER, () => 2)
  const top = notice.isDrill ? 92 : 0
  const bandHeight = 212 + (issuer.lines.length - 1) * 46
  const headAt = top + bandHeight + 84
  // As large as the height between the number and the deadline allows.
  const title = fitted(notice.title, [64, 58, 52, 46, 40], INNER, (size) =>
    Math.floor((DEADLINE_AT - 90 - headAt - 30) / (size * 1.28)),
  )
  const titleAt = headAt + 30 + title.size
  const step = title.size * 1.28
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="Inter">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#ffffff"/>`,
    notice.isDrill ? drill(t) : '',
    `<rect y="${top}" width="${WIDTH}" height="${bandHeight}" fill="${band.fill}"/>`,
    bars(notice.urgency, top + 50, band.ink),
    text(t(`share.urgencyLarge.${notice.urgency}`), MARGIN + 118, top + 116, 72, 700, band.ink),
    ...issuer.lines.map((line, index) =>
      text(line, MARGIN, top + 180 + index * 46, issuer.size, 600, band.ink),
    ),
    text(headline(notice, t), MARGIN, headAt, 38, 600, '#475668'),
    ...title.lines.map((line, index) =>
      text(line, MARGIN, titleAt + index * step, title.size, 700, '#14202e'),
    ),
    deadline(notice, t),
    foot(notice, t),
    '</svg>',
  ].join('')
}

function drill(t: Translate): string {
  return `<rect width="${WIDTH}" height="92" fill="#ffe9b0"/><path d="M0 90H${WIDTH}" stroke="#a86b00" stroke-width="4" stroke-dasharray="24 14"/>${text(t('share.drillLarge'), WIDTH / 2, 60, 36, 700, '#5c3b00', 'middle')}`
}

/** One to four bars, as on every urgency chip: understood without colours and without reading. */
function bars(urgency: number, y: number, ink: string): string {
  return [0, 1, 2, 3]
    .map((bar) => {
      const height = 22 + bar * 15
      return `<rect x="${MARGIN + bar * 24}" y="${y + 67 - height}" width="17" height="${height}" fill="${ink}" opacity="${bar <= urgency ? 1 : 0.28}"/>`
    })
    .join('')
}

const DEADLINE_AT = 894

function deadline(notice: GroupNotice, t: Translate): string {
  if (!notice.acknowledge) return ''
  const { acknowledgeBefore } = notice
  const words = acknowledgeBefore
    ? t('share.cardBefore', { when: dateTimeText(acknowledgeBefore) })
    : t('share.cardAcknowledge')
  const line = fitted(words, [44, 40, 36, 32], INNER - 80, () => 1)
  return `<rect x="${MARGIN}" y="${DEADLINE_AT - 62}" width="${INNER}" height="92" fill="#fde8e6"/><rect x="${MARGIN}" y="${DEADLINE_AT - 62}" width="10" height="92" fill="#b42318"/>${text(line.lines[0] ?? '', MARGIN + 40, DEADLINE_AT, line.size, 700, '#8f1c13')}`
}

function foot(notice: GroupNotice, t: Translate): string {
  const side = 312
  const y = HEIGHT - MARGIN - side
  const { path, size } = qrPath(notice.link)
  const quiet = 4
  const square = side / (size + 2 * quiet)
  const x = MARGIN + side + 44
  const room = WIDTH - MARGIN - x
  const call = fitted(t('share.cardRead'), [42, 38, 34], room, () => 3)
  const link = fitted(notice.link.replace(/^https?:\/\//, ''), [28, 25, 22, 19], room, (size) =>
    size > 20 ? 1 : 2,
  )
  const linkAt = y + 46 + call.lines.length * call.size * 1.25 + 14
  const issued = notice.issuedAt
    ? t('share.cardIssued', { at: `${clockText(notice.issuedAt)}, ${dateText(notice.issuedAt)}` })
    : ''
  return [
    notice.acknowledge
      ? ''
      : `<path d="M${MARGIN} ${y - 40}H${WIDTH - MARGIN}" stroke="#c9d2de" stroke-width="3"/>`,
    `<rect x="${MARGIN}" y="${y}" width="${side}" height="${side}" fill="#ffffff" stroke="#c9d2de" stroke-width="3"/>`,
    `<g transform="translate(${MARGIN + quiet * square} ${y + quiet * square}) scale(${square})" shape-rendering="crispEdges"><path d="${path}" fill="#14202e"/></g>`,
    ...call.lines.map((line, index) =>
      text(line, x, y + 46 + index * call.size * 1.25, call.size, 700, '#14202e'),
    ),
    ...link.lines.map((line, index) =>
      text(line, x, linkAt + link.size + index * link.size * 1.3, link.size, 600, '#0b4ea2'),
    ),
    text(issued, x, y + side - 12, 26, 400, '#475668'),
  ].join('')
}

function text(
  words: string,
  x: number,
  y: number,
  size: number,
  weight: number,
  fill: string,
  anchor = 'start',
): string {
  if (words === '') return ''
  return `<text x="${x}" y="${Math.round(y)}" font-size="${size}" font-weight="${weight}" fill="${fill}" text-anchor="${anchor}">${escaped(words.normalize('NFC'))}</text>`
}

const escaped = (words: string): string =>
  // XML 1.0 knows no control characters at all, not even escaped.
  words
    .replace(/\p{Cc}/gu, ' ')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
