import { html } from 'ghtml'
import type { Held } from '../domain/privacy/index.ts'
import { dateTimeText } from '../kernel/dates.ts'
import type { Locale, Translate } from '../kernel/i18n.ts'

type Cell = string | number | boolean | null

/** The sections of what is held, named for people. */
export const heldSections = (held: Held, t: Translate) =>
  Object.entries(held).map(([section, rows]) => ({
    section,
    name: t(`privacy.section.${section}`),
    rows: rows.map((row) => ({ ...row })),
  }))

/** A file that opens in any browser and prints on A4: everything held about one person. */
export function heldPage(held: Held, t: Translate, now: Date, locale: Locale): string {
  return html`<!doctype html><html lang="${locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex"><title>${t('privacy.held.title')}</title><style>body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:1rem auto;padding:0 1rem}table{border-collapse:collapse;width:100%}th,td{border:1px solid #999;padding:4px 8px;text-align:left;vertical-align:top}h2{margin-top:1.5rem;font-size:1.1rem}@page{size:A4;margin:20mm 15mm}</style></head><body><h1>${t('privacy.held.title')}</h1><p>${t('privacy.held.made_at', { at: dateTimeText(now) })}</p>!${heldTables(held, t)}</body></html>`
}

/** The same as tables within a page. */
export const heldTables = (held: Held, t: Translate): string =>
  heldSections(held, t)
    .map(({ name, rows }) => {
      if (rows.length === 0) return html`<h2>${name}</h2><p>${t('privacy.held.nothing')}</p>`
      const columns = Object.keys(rows[0]!)
      const head = columns.map((column) => html`<th>${t(`privacy.field.${column}`)}</th>`).join('')
      const body = rows
        .map(
          (row) =>
            `<tr>${columns.map((column) => html`<td>${cellText(row[column] ?? null, t)}</td>`).join('')}</tr>`,
        )
        .join('')
      return html`<h2>${name}</h2><table><thead><tr>!${head}</tr></thead><tbody>!${body}</tbody></table>`
    })
    .join('')

/** A stored value as people read it. */
export function cellText(value: Cell, t: Translate): string {
  if (value === null) return '–'
  if (typeof value === 'boolean') return t(value ? 'audit.yes' : 'audit.no')
  const text = String(value)
  // PostgreSQL's text of an instant.
  return /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}/.test(text)
    ? dateTimeText(new Date(text.replace(' ', 'T').replace(/([+-]\d{2})$/, '$1:00')))
    : text
}
