import { useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useT } from '../../app/i18n.ts'
import { PageHeader } from '../../components/PageHeader.tsx'
import { GroupForm } from './GroupForm.tsx'
import { GROUPS } from './queries.ts'

export function NewGroup() {
  const t = useT()
  const queries = useQueryClient()
  const navigate = useNavigate()
  return (
    <>
      <PageHeader title={t('groups.new')} actions={<Link to="/groups">{t('groups.back')}</Link>} />
      <GroupForm
        group={null}
        onSaved={async (id) => {
          await queries.invalidateQueries({ queryKey: GROUPS })
          void navigate({ to: '/groups/$groupId', params: { groupId: String(id) } })
        }}
      />
    </>
  )
}
