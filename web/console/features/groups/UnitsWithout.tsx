import { Button } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { readable } from '../../app/api.ts'
import { useT } from '../../app/i18n.ts'
import { EmptyState } from '../../components/EmptyState.tsx'
import classes from './groups.module.css'
import { unitsWithoutQuery } from './queries.ts'

/** «Đơn vị chưa có ai»: units that the group is meant for and that nobody stands for in it. */
export function UnitsWithout({ groupId }: { groupId: string }) {
  const t = useT()
  const { data, error, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    unitsWithoutQuery(groupId),
  )
  if (error && !data) return <EmptyState title={t('console.error.screen')} text={readable(error)} />
  if (!data) return <p className="muted">{t('console.loading')}</p>
  const units = data.pages.flatMap((page) => page.items)
  if (units.length === 0) return <EmptyState title={t('groups.units.none')} />
  return (
    <section className={classes.section} aria-labelledby="units">
      <h2 id="units">{t('groups.units.title')}</h2>
      <p className="muted">{t('groups.units.hint')}</p>
      <ul className={classes.list}>
        {units.map((unit) => (
          <li key={unit.id} className={classes.row}>
            <span className={classes.person}>{unit.name}</span>
            <span className={classes.meta}>{unit.area}</span>
          </li>
        ))}
      </ul>
      {hasNextPage && (
        <Button variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t('groups.more')}
        </Button>
      )}
    </section>
  )
}
