import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import type { Directive } from '../../../../src/contract/directive.ts'
import { api, readable } from '../../app/api.ts'
import { RouteLoading } from '../../app/fallbacks.tsx'
import { useT } from '../../app/i18n.ts'
import { EmptyState } from '../../components/EmptyState.tsx'

const route = getRouteApi('/staff/directives/new')

/** Makes one draft and goes on to it; Back does not come here again. */
export function NewDirective() {
  const t = useT()
  const search = route.useSearch()
  const navigate = useNavigate()
  const asked = useRef(false)
  const create = useMutation({
    mutationFn: () =>
      api.post<Directive>('/api/directives', {
        kind: search.kind,
        templateId: search.template,
        correctionOf: search.corrects,
        relation: search.relation,
      }),
    onSuccess: (draft) =>
      navigate({
        to: '/directives/$directiveId/compose',
        params: { directiveId: String(draft.id) },
        replace: true,
      }),
  })
  useEffect(() => {
    if (asked.current) return
    asked.current = true
    create.mutate()
  }, [create])
  if (!create.isError) return <RouteLoading />
  return (
    <EmptyState
      title={t('console.error.screen')}
      text={readable(create.error)}
      action={<Button onClick={() => create.mutate()}>{t('console.action.try_again')}</Button>}
    />
  )
}
