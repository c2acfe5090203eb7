import { Button } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Fragment } from 'react'
import type { UnitLine } from '../../../../src/contract/units.ts'
import { readable } from '../../app/api.ts'
import { numberText, useT } from '../../app/i18n.ts'
import { showDay } from '../../components/days.ts'
import { EmptyState } from '../../components/EmptyState.tsx'
import { listQuery } from './queries.ts'
import { ReachChip } from './ReachChip.tsx'
import type { UnitsSearch } from './search.ts'
import classes from './units.module.css'

/** A page of units at a time, in the order of their names; the next page joins it. */
export function UnitList({ search, clear }: { search: UnitsSearch; clear: () => void }) {
  const t = useT()
  const query = useInfiniteQuery(listQuery(search))
  const { data, error, hasNextPage, fetchNextPage, isFetchingNextPage, isPlaceholderData } = query
  if (error && !data) return <EmptyState title={t('console.error.screen')} text={readable(error)} />
  if (!data) return <p className="muted">{t('console.loading')}</p>
  const units = data.pages.flatMap((page) => page.items)
  const total = data.pages[0]?.total ?? units.length
  const { view: _, asOf, ...narrowed } = search
  if (units.length === 0)
    return Object.values(narrowed).some((value) => value !== undefined) ? (
      <EmptyState
        title={t('units.none')}
        text={t('units.none_hint')}
        action={
          <Button variant="default" onClick={clear}>
            {t('units.filter.clear')}
          </Button>
        }
      />
    ) : (
      <EmptyState title={t('units.empty')} text={t(asOf ? 'units.empty_day' : 'units.empty_hint')} />
    )
  return (
    <>
      <p className={classes.total} role="status">
        {t('units.total', { count: numberText(total), day: showDay(data.pages[0]!.asOf) })}
      </p>
      <table className={classes.table} aria-busy={isPlaceholderData}>
        <UnitHead />
        <tbody>
          {units.map((unit) => (
            <tr key={unit.id} data-unit={unit.id}>
              <th scope="row">
                <UnitName unit={unit} />
              </th>
              <UnitCells unit={unit} />
            </tr>
          ))}
        </tbody>
      </table>
      {hasNextPage && (
        <p className={classes.more}>
          <Button variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t('units.more', { shown: numberText(units.length), total: numberText(total) })}
          </Button>
        </p>
      )}
    </>
  )
}

export const COLUMNS = ['type', 'area', 'sector', 'contact', 'reach', 'people'] as const

export function UnitHead() {
  const t = useT()
  return (
    <thead>
      <tr>
        <th scope="col">{t('units.column.name')}</th>
        {COLUMNS.map((column) => (
          <th key={column} scope="col" className={column === 'people' ? classes.figure : undefined}>
            {t(`units.column.${column}`)}
          </th>
        ))}
      </tr>
    </thead>
  )
}

export function UnitName({ unit, tabIndex }: { unit: UnitLine; tabIndex?: number }) {
  const t = useT()
  return (
    <>
      <Link to="/units/$unitId" params={{ unitId: String(unit.id) }} tabIndex={tabIndex}>
        {unit.name}
      </Link>
      <span className={classes.code}>
        {unit.code}
        {unit.validTo !== null && ` · ${t('units.ended_on', { day: showDay(unit.validTo) })}`}
      </span>
    </>
  )
}

/** What stands beside the name; on a telephone one line a column, without those that are empty. */
export function UnitCells({ unit }: { unit: UnitLine }) {
  const t = useT()
  const people =
    unit.workers === null
      ? null
      : t('units.people', { members: numberText(unit.members ?? 0), workers: numberText(unit.workers) })
  const cells: Record<(typeof COLUMNS)[number], React.ReactNode> = {
    type: unit.typeName,
    area: unit.areaName,
    sector: unit.sectorName,
    contact: unit.contact && (
      <>
        {unit.contact.name} <span className="muted">{unit.contact.position}</span>
      </>
    ),
    reach: unit.reach && unit.isRecipient && <ReachChip reach={unit.reach} />,
    people,
  }
  return (
    <>
      {COLUMNS.map((column) => (
        <Fragment key={column}>
          <td
            data-column={column}
            data-label={t(`units.column.${column}`)}
            data-empty={cells[column] ? undefined : true}
            className={column === 'people' ? `num ${classes.figure}` : undefined}
          >
            {cells[column] || <span className="muted">–</span>}
          </td>
        </Fragment>
      ))}
    </>
  )
}
