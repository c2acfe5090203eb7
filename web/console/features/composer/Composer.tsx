import { useSuspenseQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import type { Directive } from '../../../../src/contract/directive.ts'
import { api } from '../../app/api.ts'
import { PageHeader } from '../../components/PageHeader.tsx'
import { UrgencyChip } from '../../components/UrgencyChip.tsx'

const route = getRouteApi('/staff/directives/$directiveId/compose')

export function Composer() {
  const { directiveId } = route.useParams()
  const { data: draft } = useSuspenseQuery({
    queryKey: ['directive', directiveId],
    queryFn: () => api.get<Directive>(`/api/directives/${directiveId}`),
  })
  return <PageHeader title={draft.title || draft.kindName} before={<UrgencyChip urgency={draft.urgency} />} />
}
