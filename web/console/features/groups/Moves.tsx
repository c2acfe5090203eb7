import { Button } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { readable } from '../../app/api.ts'
import { fullText } from '../../app/dates.ts'
import { useT } from '../../app/i18n.ts'
import { EmptyState } from '../../components/EmptyState.tsx'
import classes from './groups.module.css'
import { movesQuery } from './queries.ts'

/** «Thành viên thay đổi»: who joined and who left in the last three weeks, when, why and by whom. */
export function Moves({ groupId }: { groupId: string }) {
  const t = useT()
  const { data, error, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    movesQuery(groupId),
  )
  if (error && !data) return <EmptyState title={t('console.error.screen')} text={readable(error)} />
  if (!data) return <p className="muted">{t('console.loading')}</p>
  const moves = data.pages.flatMap((page) => page.items)
  if (moves.length === 0) return <EmptyState title={t('groups.moves.none')} />
  return (
    <section className={classes.section} aria-labelledby="moves">
      <h2 id="moves">{t('groups.moves.title')}</h2>
      <ul className={classes.list}>
        {moves.map((move) => (
          <li key={`${move.kind} ${move.personId} ${move.at}`} className={classes.row}>
            <div className={classes.person}>
              <b>{move.name}</b>
              <p className={classes.meta}>{move.unitName}</p>
            </div>
            <span>{t(`groups.moves.${move.kind}`)}</span>
            <span className={classes.why}>
              {[t(`groups.reason.${move.kind}.${move.reason}`), move.byName].filter(Boolean).join(' · ')}
            </span>
            <time dateTime={move.at} className="num">
              {fullText(move.at)}
            </time>
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
