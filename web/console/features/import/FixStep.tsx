import { Button, Switch } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { ImportSession, RepairGroup } from '../../../../src/contract/import.ts'
import { numberText, useT } from '../../app/i18n.ts'
import classes from './import.module.css'
import { type ImportChange, repairQuery } from './queries.ts'
import { RowList } from './RowList.tsx'

/** Sửa lỗi: what Loa mends, kind by kind, before → after; then the rows that only a person can mend. */
export function FixStep({ session, change }: { session: ImportSession; change: ImportChange }) {
  const t = useT()
  const summary = session.summary
  if (!summary) return null
  const errors = summary.counts.error ?? 0
  return (
    <section className={classes.stack} aria-label={t('import.step.4')}>
      <h2 className={classes.heading}>{t('import.repairs.heading')}</h2>
      {summary.repairs.every((group) => group.count === 0 && group.on) && (
        <p className="muted">{t('import.repairs.none')}</p>
      )}
      <ul className={classes.list}>
        {summary.repairs.map((group) => (
          <Repair key={group.kind} group={group} session={session} change={change} />
        ))}
      </ul>
      <h2 className={classes.heading}>{t('import.errors.heading', { count: numberText(errors) })}</h2>
      {errors === 0 ? (
        <p className="muted">{t('import.errors.none')}</p>
      ) : (
        <>
          <div>
            <Button
              variant="default"
              onClick={() =>
                change.mutate({
                  method: 'post',
                  path: '/decisions',
                  body: { question: 'errors', answer: 'leave_out' },
                })
              }
            >
              {t('import.errors.leave_all', { count: numberText(errors) })}
            </Button>
          </div>
          <RowList session={session} change={change} filter="verdict=error" />
        </>
      )}
    </section>
  )
}

function Repair({
  group,
  session,
  change,
}: {
  group: RepairGroup
  session: ImportSession
  change: ImportChange
}) {
  const t = useT()
  const [open, setOpen] = useState(false)
  const all = useQuery({ ...repairQuery(session, group.kind), enabled: open && group.on })
  const shown = open && all.data ? all.data.items : group.examples
  return (
    <li className={classes.panel}>
      <Switch
        label={t(`import.repair.${group.kind}`, { count: numberText(group.count) })}
        description={group.on ? undefined : t('import.repairs.off')}
        checked={group.on}
        onChange={(event) =>
          change.mutate({
            body: {
              revision: session.revision,
              repairs: [{ kind: group.kind, on: event.currentTarget.checked }],
            },
          })
        }
      />
      {shown.length > 0 && (
        <ul className={classes.changes}>
          {shown.map((one) => (
            <li key={`${one.sheet} ${one.row} ${one.column} ${one.before}`}>
              {one.row > 0 && (
                <span className="muted">{t('import.cell', { row: one.row, column: one.column })} </span>
              )}
              <del>{one.before || t('import.empty_cell')}</del> → <ins>{one.after}</ins>
            </li>
          ))}
        </ul>
      )}
      {group.on && group.count > group.examples.length && !open && (
        <div>
          <Button variant="subtle" size="sm" onClick={() => setOpen(true)}>
            {t('import.repairs.all', { count: numberText(group.count) })}
          </Button>
        </div>
      )}
    </li>
  )
}
