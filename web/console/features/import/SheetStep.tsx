import { Button, Checkbox, NumberInput } from '@mantine/core'
import { useState } from 'react'
import type { ImportSession, ImportSheet } from '../../../../src/contract/import.ts'
import { numberText, useT } from '../../app/i18n.ts'
import classes from './import.module.css'
import type { ImportChange } from './queries.ts'

/** Which sheets, and where their headings are. */
export function SheetStep({ session, change }: { session: ImportSession; change: ImportChange }) {
  const t = useT()
  const used = session.sheets.filter((sheet) => sheet.use)
  return (
    <section className={classes.stack} aria-label={t('import.step.2')}>
      <h2 className={classes.heading}>{t('import.sheets.heading', { count: used.length })}</h2>
      {used.length === 0 && <p className={classes.bad}>{t('import.sheets.none')}</p>}
      {session.sheets.map((sheet) => (
        <Sheet key={sheet.index} sheet={sheet} session={session} change={change} />
      ))}
      <Checkbox
        label={t('import.sheets.hidden_rows')}
        checked={session.hiddenRows}
        onChange={(event) =>
          change.mutate({ body: { revision: session.revision, hiddenRows: event.currentTarget.checked } })
        }
      />
    </section>
  )
}

function Sheet({
  sheet,
  session,
  change,
}: {
  sheet: ImportSheet
  session: ImportSession
  change: ImportChange
}) {
  const t = useT()
  const [first, setFirst] = useState(sheet.heading?.first ?? 1)
  const [last, setLast] = useState(sheet.heading?.last ?? 1)
  const name = sheet.name || t('import.sheets.only')
  const send = (use: boolean, heading?: { first: number; last: number } | null) =>
    change.mutate({
      body: {
        revision: session.revision,
        sheets: [{ index: sheet.index, use, ...(heading === undefined ? {} : { heading }) }],
      },
    })
  return (
    <div className={classes.panel}>
      <Checkbox
        label={`${name} · ${t('import.sheets.rows', { count: numberText(sheet.rows) })}${sheet.hidden ? ` · ${t('import.sheets.hidden')}` : ''}`}
        checked={sheet.use}
        onChange={(event) => send(event.currentTarget.checked)}
      />
      {sheet.use && (
        <>
          <div className={classes.row}>
            <NumberInput
              label={t('import.sheets.first')}
              value={first}
              min={1}
              onChange={(value) => setFirst(Number(value) || 1)}
              w="9rem"
            />
            <NumberInput
              label={t('import.sheets.last')}
              value={last}
              min={1}
              onChange={(value) => setLast(Number(value) || 1)}
              w="9rem"
            />
            <Button
              variant="default"
              className={classes.low}
              onClick={() => send(true, { first, last: Math.max(first, last) })}
            >
              {t('import.sheets.set')}
            </Button>
            <Button variant="subtle" className={classes.low} onClick={() => send(true, null)}>
              {t('import.sheets.no_heading')}
            </Button>
          </div>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a table that scrolls must be reached by the keyboard */}
          <section className={classes.scroll} tabIndex={0} aria-label={name}>
            <table className={classes.grid}>
              <tbody>
                {sheet.top.map((row) => (
                  <tr
                    key={row.n}
                    data-heading={
                      (sheet.heading && row.n >= sheet.heading.first && row.n <= sheet.heading.last) ||
                      undefined
                    }
                  >
                    <th scope="row">{row.n}</th>
                    {row.cells.map((cell, column) => (
                      // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its column
                      <td key={column}>{cell}</td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        </>
      )}
    </div>
  )
}
