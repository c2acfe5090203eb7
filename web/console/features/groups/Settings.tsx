import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { GroupDetail } from '../../../../src/contract/group.ts'
import { api, readable } from '../../app/api.ts'
import { useT } from '../../app/i18n.ts'
import { notify } from '../../app/notify.ts'
import { useMay } from '../../app/session.ts'
import { Banner } from '../../components/Banner.tsx'
import { GroupForm } from './GroupForm.tsx'
import classes from './groups.module.css'
import { GROUPS } from './queries.ts'

/** Name, address and rule of a group; its end. */
export function Settings({ group, groupId }: { group: GroupDetail; groupId: string }) {
  const t = useT()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const mayWrite = useMay('group.write') && group.endedAt === null
  const [ending, setEnding] = useState(false)
  const settled = () => queries.invalidateQueries({ queryKey: GROUPS })
  const end = useMutation({
    mutationFn: () => api.post(`/api/groups/${groupId}/end`),
    onSuccess: () => setEnding(false),
    onSettled: settled,
  })
  return (
    <>
      <GroupForm
        key={group.id}
        group={group}
        readOnly={!mayWrite}
        onSaved={async () => {
          await settled()
          notify(t('groups.saved'))
          void navigate({ to: '/groups/$groupId', params: { groupId }, search: { tab: 'members' } })
        }}
      />
      {mayWrite && (
        <section className={classes.section} aria-labelledby="end">
          <h2 id="end">{t('groups.end.title')}</h2>
          <p className="muted">{t('groups.end.hint')}</p>
          {end.isError && <Banner tone="fail">{readable(end.error)}</Banner>}
          <div className={classes.bar}>
            {ending ? (
              <>
                <Button color="red" loading={end.isPending} onClick={() => end.mutate()}>
                  {t('groups.end.sure', { name: group.name })}
                </Button>
                <Button variant="default" onClick={() => setEnding(false)}>
                  {t('console.action.cancel')}
                </Button>
              </>
            ) : (
              <Button variant="default" onClick={() => setEnding(true)}>
                {t('groups.end.begin')}
              </Button>
            )}
          </div>
        </section>
      )}
    </>
  )
}
