import { ActionIcon, Button, Menu, Modal } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { LinksClosed, LinksSent, UnitOfficer, UnitProfile } from '../../../../../src/contract/units.ts'
import { api, readable } from '../../../app/api.ts'
import { useT } from '../../../app/i18n.ts'
import { notify, notifyError } from '../../../app/notify.ts'
import { Banner } from '../../../components/Banner.tsx'
import classes from './page.module.css'
import type { useContactOrder } from './useContactOrder.ts'

interface StepsProps {
  officer: UnitOfficer
  first: boolean
  last: boolean
  move: (postId: number, by: -1 | 1) => void
  disabled: boolean
}

/** What dragging does, for the keyboard and the thumb. */
export function Steps({ officer, first, last, move, disabled }: StepsProps) {
  const t = useT()
  const step = (by: -1 | 1, off: boolean) => (
    <ActionIcon
      variant="default"
      size={36}
      aria-disabled={off || disabled}
      data-disabled={off || undefined}
      aria-label={t(by < 0 ? 'units.officers.up' : 'units.officers.down', { name: officer.name })}
      onClick={() => !off && !disabled && move(officer.postId, by)}
    >
      <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
        <path
          d={by < 0 ? 'm3 10 5-5 5 5' : 'm3 6 5 5 5-5'}
          fill="none"
          stroke="currentColor"
          strokeWidth="2"
        />
      </svg>
    </ActionIcon>
  )
  return (
    <>
      {step(-1, first)}
      {step(1, last)}
    </>
  )
}

interface OfficerMenuProps {
  unit: UnitProfile
  officer: UnitOfficer
  order: ReturnType<typeof useContactOrder>
  onEnd: () => void
}

export function OfficerMenu({ officer, order, onEnd }: OfficerMenuProps) {
  const t = useT()
  const queries = useQueryClient()
  const [revoking, setRevoking] = useState(false)
  const resend = useMutation({
    mutationFn: () => api.post<LinksSent>(`/api/posts/${officer.postId}/links/resend`),
    onSuccess: ({ queued, tooSoon }) =>
      notify(
        queued > 0
          ? t('units.officers.resent', { name: officer.name, count: queued })
          : t(tooSoon > 0 ? 'units.officers.too_soon' : 'units.officers.no_way', { name: officer.name }),
      ),
    onError: notifyError,
    onSettled: () => queries.invalidateQueries({ queryKey: ['units'] }),
  })
  return (
    <>
      <Menu position="bottom-end" withInitialFocusPlaceholder={false}>
        <Menu.Target>
          <Button size="sm" variant="default" loading={resend.isPending}>
            {t('units.officers.acts')}
            <span className="visually-hidden"> {officer.name}</span>
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item disabled={officer.waiting === 0} onClick={() => resend.mutate()}>
            {officer.waiting === 0
              ? t('units.officers.nothing_waits')
              : t('units.officers.resend', { count: officer.waiting })}
          </Menu.Item>
          <Menu.Item disabled={officer.openLinks === 0} onClick={() => setRevoking(true)}>
            {t('units.officers.revoke', { count: officer.openLinks })}
          </Menu.Item>
          {officer.contactOrder === null ? (
            <Menu.Item onClick={() => order.join(officer.postId)}>{t('units.officers.join')}</Menu.Item>
          ) : (
            <Menu.Item onClick={() => order.leave(officer.postId)}>{t('units.officers.leave')}</Menu.Item>
          )}
          <Menu.Item
            renderRoot={(props) => (
              <Link
                to="/people/$personId/hand-over"
                params={{ personId: String(officer.personId) }}
                {...props}
              >
                {t('units.officers.hand_over')}
              </Link>
            )}
          />
          <Menu.Item onClick={onEnd}>{t('units.officers.end')}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {revoking && <Revoke officer={officer} onClose={() => setRevoking(false)} />}
    </>
  )
}

/** «Thu hồi liên kết»: what it does stands before the button. */
function Revoke({ officer, onClose }: { officer: UnitOfficer; onClose: () => void }) {
  const t = useT()
  const queries = useQueryClient()
  const revoke = useMutation({
    mutationFn: () => api.post<LinksClosed>(`/api/posts/${officer.postId}/links/revoke`),
    onSuccess: async ({ links }) => {
      notify(t('units.officers.revoked', { name: officer.name, count: links }))
      await queries.invalidateQueries({ queryKey: ['units'] })
      onClose()
    },
  })
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('units.officers.revoke_title', { name: officer.name })}
      closeButtonProps={{ 'aria-label': t('console.action.close') }}
    >
      {revoke.isError && <Banner tone="fail">{readable(revoke.error)}</Banner>}
      <p>{t('units.officers.revoke_means', { count: officer.openLinks })}</p>
      <div className={classes.buttons}>
        <Button color="red" loading={revoke.isPending} onClick={() => revoke.mutate()}>
          {t('units.officers.revoke', { count: officer.openLinks })}
        </Button>
        <Button variant="default" onClick={onClose}>
          {t('console.action.cancel')}
        </Button>
      </div>
    </Modal>
  )
}
