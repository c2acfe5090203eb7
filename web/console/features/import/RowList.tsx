import { Button, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { ImportRow, ImportSession } from '../../../../src/contract/import.ts'
import { readable } from '../../app/api.ts'
import { numberText, useT } from '../../app/i18n.ts'
import classes from './import.module.css'
import { type ImportChange, rowsQuery } from './queries.ts'

/** Rows of one verdict, fifty at a time. */
export function RowList(props: { session: ImportSession; change: ImportChange; filter: string }) {
  const t = useT()
  const [after, setAfter] = useState('0')
  const { data, error } = useQuery(rowsQuery(props.session, props.filter, after))
  if (error) return <p className={classes.bad}>{readable(error)}</p>
  if (!data) return <p className="muted">{t('console.loading')}</p>
  return (
    <>
      <p role="status">{t('import.rows', { count: numberText(data.total) })}</p>
      <ul className={classes.list}>
        {data.items.map((row) => (
          <Row key={`${row.sheet}:${row.row}:${props.session.revision}`} row={row} {...props} />
        ))}
      </ul>
      <div className={classes.row}>
        {after !== '0' && (
          <Button variant="default" onClick={() => setAfter('0')}>
            {t('import.first_rows')}
          </Button>
        )}
        {data.next && (
          <Button variant="default" onClick={() => setAfter(data.next!)}>
            {t('import.more_rows')}
          </Button>
        )}
      </div>
    </>
  )
}

function Row({ row, session, change }: { row: ImportRow; session: ImportSession; change: ImportChange }) {
  const t = useT()
  const open = session.state === 'open'
  const send = (body: object) => change.mutate({ path: `/rows/${row.sheet}/${row.row}`, body })
  return (
    <li className={classes.panel} data-verdict={row.verdict}>
      <div className={classes.row}>
        <b>{t('import.row', { row: row.row })}</b>
        <span>{row.unitName}</span>
        <span className="muted">{row.people.join(', ')}</span>
      </div>
      {row.faults.map((fault) => (
        <p key={`${fault.code} ${fault.column}`} className={fault.warning ? classes.warn : classes.bad}>
          {fault.message}
        </p>
      ))}
      {row.undoRefusal && <p className={classes.bad}>{row.undoRefusal}</p>}
      {row.duplicateOf !== null && <p>{t('import.reason.duplicate', { row: row.duplicateOf })}</p>}
      {row.changes.length > 0 && (
        <ul className={classes.changes}>
          {row.changes.map((one) => (
            <li key={`${one.field} ${one.after}`}>
              {t(`import.change.${one.field}`)}:{' '}
              {one.before !== null && (
                <>
                  <del>{one.before}</del> →{' '}
                </>
              )}
              <ins>{one.after}</ins>
            </li>
          ))}
        </ul>
      )}
      {open &&
        row.questions.map((question) => (
          <div key={question.kind} className={classes.stack}>
            <p>{t(`import.question.${question.kind}`, { current: question.current })}</p>
            <div className={classes.row}>
              {question.units.map((unit) => (
                <Button key={unit.id} size="sm" variant="default" onClick={() => send({ unit: unit.id })}>
                  {[unit.name, unit.area].filter(Boolean).join(', ')}
                </Button>
              ))}
              {question.kind === 'unit' ? (
                <Button size="sm" variant="default" onClick={() => send({ unit: 'new' })}>
                  {t('import.answer.new')}
                </Button>
              ) : (
                (['replace', 'beside', 'keep'] as const).map((answer) => (
                  <Button key={answer} size="sm" variant="default" onClick={() => send({ chair: answer })}>
                    {t(`import.answer.${answer}`)}
                  </Button>
                ))
              )}
            </div>
          </div>
        ))}
      {open && row.verdict === 'error' && <Mend row={row} onSend={send} />}
      {open && (row.verdict === 'error' || row.verdict === 'decide') && (
        <div>
          <Button size="sm" variant="subtle" onClick={() => send({ leaveOut: true })}>
            {t('import.leave_out')}
          </Button>
        </div>
      )}
      {open && row.verdict === 'left_out' && (
        <div>
          <Button size="sm" variant="subtle" onClick={() => send({ leaveOut: false })}>
            {t('import.take_in')}
          </Button>
        </div>
      )}
    </li>
  )
}

/** The cells at fault, to be typed over in place; a row that lacks something shows all its cells. */
function Mend({ row, onSend }: { row: ImportRow; onSend: (body: object) => void }) {
  const t = useT()
  const [typed, setTyped] = useState<Record<string, string>>({})
  const wrong = new Set(row.faults.filter((fault) => !fault.warning).map((fault) => fault.column))
  const shown = wrong.has(null) ? row.cells : row.cells.filter((cell) => wrong.has(cell.column))
  return (
    <form
      className={classes.row}
      onSubmit={(event) => {
        event.preventDefault()
        onSend({ cells: typed })
      }}
    >
      {shown.map((cell) => (
        <TextInput
          key={cell.column}
          label={`${cell.letter} · ${cell.heading}`}
          value={typed[cell.column] ?? cell.text}
          onChange={(event) => setTyped({ ...typed, [cell.column]: event.currentTarget.value })}
        />
      ))}
      <Button
        type="submit"
        variant="default"
        className={classes.low}
        disabled={Object.keys(typed).length === 0}
      >
        {t('import.mend')}
      </Button>
    </form>
  )
}
