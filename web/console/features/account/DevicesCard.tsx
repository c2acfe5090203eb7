import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import type { DeviceEntry } from '../../../../src/contract/account.ts'
import { api, readable } from '../../app/api.ts'
import { fullText } from '../../app/dates.ts'
import { useT } from '../../app/i18n.ts'
import { Banner } from '../../components/Banner.tsx'
import classes from './account.module.css'
import { useAccountChanged } from './query.ts'

/** Where one is signed in; each place but this one can be signed out from here. */
export function DevicesCard({ devices }: { devices: readonly DeviceEntry[] }) {
  const t = useT()
  const changed = useAccountChanged()
  const end = useMutation({
    mutationFn: (id: string) => api.delete(`/api/account/devices/${encodeURIComponent(id)}`),
    onSettled: changed,
  })
  const endOthers = useMutation({
    mutationFn: () => api.post('/api/account/devices/end-others'),
    onSettled: changed,
  })
  const failed = end.error ?? endOthers.error
  const nameOf = (device: DeviceEntry): string =>
    device.browser && device.system
      ? t('account.device.name', { browser: device.browser, system: device.system })
      : (device.browser ?? device.system ?? t('account.device.unknown'))
  return (
    <section className={classes.card} aria-labelledby="devices-heading">
      <h2 id="devices-heading">{t('account.device.title')}</h2>
      <p className="muted">{t('account.device.lead')}</p>
      {failed && <Banner tone="fail">{readable(failed)}</Banner>}
      <ul className={classes.rows}>
        {devices.map((device) => (
          <li key={device.id}>
            <span>
              {nameOf(device)}
              {device.current && <span className={classes.here}> · {t('account.device.current')}</span>}
              <br />
              <span className={classes.small}>
                {[device.address, t('account.device.opened', { at: fullText(device.openedAt) })]
                  .filter(Boolean)
                  .join(' · ')}
              </span>
            </span>
            {!device.current && (
              <Button
                size="sm"
                variant="default"
                loading={end.isPending && end.variables === device.id}
                onClick={() => end.mutate(device.id)}
              >
                {t('account.device.end')}
                <span className="visually-hidden"> {nameOf(device)}</span>
              </Button>
            )}
          </li>
        ))}
      </ul>
      {devices.length > 1 && (
        <Button variant="default" loading={endOthers.isPending} onClick={() => endOthers.mutate()}>
          {t('account.device.end_others')}
        </Button>
      )}
    </section>
  )
}
