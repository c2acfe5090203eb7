import { useT } from '../../app/i18n.ts'
import { PageHeader } from '../../components/PageHeader.tsx'

export function DirectiveList() {
  const t = useT()
  return <PageHeader title={t('console.nav.directives')} />
}
