import { Button, Menu } from '@mantine/core'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useT } from '../../app/i18n.ts'
import { useMay } from '../../app/session.ts'
import { PageHeader } from '../../components/PageHeader.tsx'
import { Filters } from './Filters.tsx'
import { queryText, type UnitsSearch } from './search.ts'
import { UnitList } from './UnitList.tsx'
import { UnitTree } from './UnitTree.tsx'
import classes from './units.module.css'

const route = getRouteApi('/staff/units')

/** «Đơn vị»: every unit that the reader sees, as a list to search or as the tree, today or on a day before. */
export function UnitsPage() {
  const t = useT()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const mayWrite = useMay('unit.write')
  const change = (next: Partial<UnitsSearch>) =>
    void navigate({ search: (old) => ({ ...old, ...next }), replace: 'q' in next })
  const clear = () => void navigate({ search: ({ view, asOf }) => ({ view, asOf }) })
  return (
    <>
      <PageHeader
        title={t('units.title')}
        meta={<span>{t('units.lead')}</span>}
        actions={
          <>
            {mayWrite && (
              <Button
                renderRoot={(props) => <Link to="/organisation/new" search={{ kind: 'found' }} {...props} />}
              >
                {t('units.found')}
              </Button>
            )}
            <Export search={search} />
            <Button variant="default" onClick={() => window.print()}>
              {t('units.print')}
            </Button>
          </>
        }
      />
      <nav className={classes.views} aria-label={t('units.view.label')}>
        {(['list', 'tree'] as const).map((view) => (
          <Link
            key={view}
            from="/units"
            to="/units"
            search={(old) => ({ ...old, view: view === 'tree' ? 'tree' : undefined })}
            // The list is the same address without «view»: as long as only a part of it is asked for, both would be here.
            activeOptions={{ exact: true, includeSearch: true }}
            aria-current={(search.view ?? 'list') === view ? 'page' : undefined}
          >
            {t(`units.view.${view}`)}
          </Link>
        ))}
      </nav>
      <Filters search={search} change={change} clear={clear} />
      {search.view === 'tree' ? <UnitTree asOf={search.asOf} /> : <UnitList search={search} clear={clear} />}
    </>
  )
}

function Export({ search }: { search: UnitsSearch }) {
  const t = useT()
  return (
    <Menu position="bottom-end" withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <Button variant="default">{t('units.export.verb')}</Button>
      </Menu.Target>
      <Menu.Dropdown>
        {(['xlsx', 'csv'] as const).map((format) => (
          <Menu.Item
            key={format}
            renderRoot={(props) => (
              <a href={`/api/units/export?${queryText({ ...search, format })}`} download {...props}>
                {t(`units.export.${format}`)}
              </a>
            )}
          />
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
