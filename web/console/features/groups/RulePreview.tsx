import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { GroupPreview, GroupRule } from '../../../../src/contract/group.ts'
import { api, readable } from '../../app/api.ts'
import { numberText, useT } from '../../app/i18n.ts'
import { Banner } from '../../components/Banner.tsx'
import classes from './groups.module.css'
import { GROUPS } from './queries.ts'

const PAUSE_MS = 120

/** Who a rule means, before it is saved: the numbers follow every tick. */
export function RulePreview(props: { rule: GroupRule | null; groupId: number | null; hadRule: boolean }) {
  const t = useT()
  const { rule, groupId } = props
  const [asked] = useDebouncedValue(rule === null ? null : JSON.stringify(rule), PAUSE_MS)
  const { data, error, isPlaceholderData } = useQuery({
    queryKey: [...GROUPS, 'preview', groupId, asked],
    queryFn: () =>
      api.post<GroupPreview>('/api/groups/preview', {
        rule: JSON.parse(asked ?? 'null') as GroupRule,
        ...(groupId !== null && { groupId }),
      }),
    enabled: asked !== null,
    placeholderData: keepPreviousData,
  })
  const isStale = isPlaceholderData || (rule !== null && asked !== JSON.stringify(rule))
  const rows: (keyof GroupPreview)[] = [
    'people',
    'units',
    'unitsWithout',
    'withoutPhone',
    ...(props.hadRule ? (['joining', 'leaving'] as const) : []),
  ]
  return (
    <aside
      className={isStale ? `${classes.preview} ${classes.stale}` : classes.preview}
      aria-labelledby="preview"
    >
      <h2 id="preview">{t('groups.preview.title')}</h2>
      {error && <Banner tone="fail">{readable(error)}</Banner>}
      {rule === null && <p className="muted">{t('groups.preview.nothing')}</p>}
      {rule !== null && data && (
        <dl className={classes.numbers} aria-live="polite">
          {rows.map((name) => (
            <div key={name} style={{ display: 'contents' }}>
              <dt>{t(`groups.preview.${name}`)}</dt>
              <dd className="num" data-count={name}>
                {numberText(data[name])}
              </dd>
            </div>
          ))}
        </dl>
      )}
    </aside>
  )
}
