import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { Fragment } from 'react'
import type { UnitProfile } from '../../../../../src/contract/units.ts'
import { ApiError, readable } from '../../../app/api.ts'
import { numberText, useT } from '../../../app/i18n.ts'
import { useMay } from '../../../app/session.ts'
import { Banner } from '../../../components/Banner.tsx'
import { showDay } from '../../../components/days.ts'
import { EmptyState } from '../../../components/EmptyState.tsx'
import { PageHeader } from '../../../components/PageHeader.tsx'
import { unitQuery } from '../queries.ts'
import { Answers } from './Answers.tsx'
import { Facts } from './Facts.tsx'
import { Headcounts } from './Headcounts.tsx'
import { History } from './History.tsx'
import { Officers } from './Officers.tsx'
import classes from './page.module.css'
import { ReachSentence } from './ReachSentence.tsx'
import { Reorganise } from './Reorganise.tsx'

const route = getRouteApi('/staff/units/$unitId')

/** A unit: can it be reached right now, through whom, how it answers, and what became of it. */
export function UnitPage() {
  const t = useT()
  const { unitId } = route.useParams()
  const { data: unit, error } = useQuery(unitQuery(unitId))
  if (error && !unit)
    return (
      <EmptyState
        title={t(
          error instanceof ApiError && error.status === 404 ? 'units.page.unknown' : 'console.error.screen',
        )}
        text={readable(error)}
        action={<Link to="/units">{t('units.title')}</Link>}
      />
    )
  if (!unit) return <p className="muted">{t('console.loading')}</p>
  return <Profile key={unit.id} unit={unit} />
}

function Profile({ unit }: { unit: UnitProfile }) {
  const t = useT()
  const mayWrite = useMay('unit.write')
  const mayAudit = useMay('audit.read')
  const open = unit.validTo === null
  const write = mayWrite && open
  return (
    <>
      <PageHeader
        title={unit.name}
        meta={
          <>
            <Path unit={unit} />
            <span>
              {unit.typeName} · {unit.code}
              {unit.shortName && ` · ${unit.shortName}`}
            </span>
            {unit.formerNames.map((name) => (
              <span key={name.from}>
                {t('units.page.former_name', { name: name.name, until: showDay(name.until) })}
              </span>
            ))}
          </>
        }
        actions={
          <>
            {write && <Reorganise unit={unit} />}
            {mayAudit && (
              <Link to="/audit" search={{ unit: unit.id }} className={classes.history}>
                {t('history.history')}
              </Link>
            )}
          </>
        }
      />
      {!open && <Ended unit={unit} />}
      {open && unit.isRecipient && <ReachSentence unit={unit} />}
      <div className={classes.columns}>
        <div className={classes.wide}>
          <Officers unit={unit} open={open} />
          {unit.isRecipient && <Answers unit={unit} />}
          <Headcounts unit={unit} open={open} />
          <History unit={unit} />
        </div>
        <div>
          <Below unit={unit} />
          <Facts unit={unit} write={write} />
        </div>
      </div>
    </>
  )
}

function Path({ unit }: { unit: UnitProfile }) {
  const t = useT()
  if (unit.above.length === 0) return null
  return (
    <nav aria-label={t('units.page.path')} className={classes.path}>
      {unit.above.map((one, index) => (
        <Fragment key={one.id}>
          {index > 0 && <span aria-hidden="true">›</span>}
          <Link to="/units/$unitId" params={{ unitId: String(one.id) }}>
            {one.name}
          </Link>
        </Fragment>
      ))}
    </nav>
  )
}

/** A unit that has ended is an archive: who carries on for it, and from when. */
function Ended({ unit }: { unit: UnitProfile }) {
  const t = useT()
  const end = unit.events.find((event) => event.role === 'predecessor' && event.state === 'applied')
  const day = showDay(unit.validTo!)
  return (
    <div className={classes.ended}>
      <Banner tone="info">
        {t(unit.successors.length > 0 ? 'units.page.ended_into' : 'units.page.ended', {
          how: t(`units.page.how.${end?.kind ?? 'end_activity'}`),
          day,
        })}{' '}
        {unit.successors.map((one, index) => (
          <Fragment key={one.id}>
            {index > 0 && ', '}
            <Link to="/units/$unitId" params={{ unitId: String(one.id) }}>
              {one.name}
            </Link>
          </Fragment>
        ))}{' '}
        {t('units.page.archive')}
      </Banner>
    </div>
  )
}

function Below({ unit }: { unit: UnitProfile }) {
  const t = useT()
  if (unit.below.length === 0) return null
  return (
    <section className={classes.panel} aria-labelledby="below">
      <h2 id="below">{t('units.page.below')}</h2>
      <ul className={classes.plain}>
        {unit.below.map((tier) => (
          <li key={tier.typeCode}>
            <Link to="/units" search={{ under: unit.id, typeCode: tier.typeCode }}>
              <b className="num">{numberText(tier.units)}</b> {tier.typeName}
            </Link>
          </li>
        ))}
      </ul>
    </section>
  )
}
