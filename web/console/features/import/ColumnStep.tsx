import { NativeSelect } from '@mantine/core'
import type { ImportField, ImportLayout, ImportSession } from '../../../../src/contract/import.ts'
import { useT } from '../../app/i18n.ts'
import classes from './import.module.css'
import type { ImportChange } from './queries.ts'

const FIELDS: readonly ImportField[] = [
  'ordinal',
  'unit_code',
  'unit_name',
  'area',
  'address',
  'sector',
  'ownership',
  'ownership_state',
  'ownership_domestic',
  'ownership_foreign',
  'company_cp',
  'company_tnhh',
  'subsector',
  'workers',
  'members',
  'women',
  'person_name',
  'family_name',
  'given_name',
  'salutation',
  'position',
  'phone',
  'email',
  'since',
  'chair_name',
  'chair_phone',
  'chair_email',
  'vice_name',
  'vice_phone',
  'vice_email',
  'contact_name',
  'contact_phone',
  'contact_email',
  'note',
]

/** What stands in which column; what Loa does not keep is listed as left out. */
export function ColumnStep({ session, change }: { session: ImportSession; change: ImportChange }) {
  const t = useT()
  return (
    <section className={classes.stack} aria-label={t('import.step.3')}>
      <h2 className={classes.heading}>{t('import.columns.heading')}</h2>
      <p className="muted">{t('import.columns.hint')}</p>
      {session.layouts.map((layout) => (
        <Layout key={layout.signature} layout={layout} session={session} change={change} />
      ))}
    </section>
  )
}

function Layout({
  layout,
  session,
  change,
}: {
  layout: ImportLayout
  session: ImportSession
  change: ImportChange
}) {
  const t = useT()
  const width = Math.max(0, ...layout.columns.map((column) => column.index + 1))
  const set = (index: number, field: ImportField | null) => {
    const fields = Array.from(
      { length: width },
      (_, at) => layout.columns.find((column) => column.index === at)?.field ?? null,
    )
    // A field stands in one column: choosing it here takes it from there. Telephones may be many.
    if (field && field !== 'phone' && field !== 'email' && field !== 'note')
      for (const [at, other] of fields.entries()) if (other === field) fields[at] = null
    fields[index] = field
    change.mutate({ body: { revision: session.revision, columns: { signature: layout.signature, fields } } })
  }
  const names = layout.sheets.filter(Boolean)
  return (
    <div className={classes.panel}>
      {names.length > 0 && <b>{names.join(' · ')}</b>}
      {layout.remembered && <p className="muted">{t('import.columns.remembered')}</p>}
      <table className={classes.columns}>
        <thead>
          <tr>
            <th scope="col">{t('import.columns.column')}</th>
            <th scope="col">{t('import.columns.samples')}</th>
            <th scope="col">{t('import.columns.field')}</th>
          </tr>
        </thead>
        <tbody>
          {layout.columns.map((column) => (
            <tr key={column.index} data-ignored={column.field === null || undefined}>
              <th scope="row">
                {column.letter} · {column.heading || t('import.columns.no_heading')}
              </th>
              <td>{column.samples.join(' · ')}</td>
              <td>
                <NativeSelect
                  aria-label={t('import.columns.field_of', { column: column.heading || column.letter })}
                  value={column.field ?? ''}
                  onChange={(event) =>
                    set(column.index, (event.currentTarget.value || null) as ImportField | null)
                  }
                  data={[
                    { value: '', label: t('import.columns.ignored') },
                    ...FIELDS.map((field) => ({ value: field, label: t(`import.field.${field}`) })),
                  ]}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
