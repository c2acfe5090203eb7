import { Button } from '@mantine/core'
import { useState } from 'react'
import type { ChannelAccount } from '../../../../src/contract/channel-account.ts'
import { useT } from '../../app/i18n.ts'
import { AccountForm } from './AccountForm.tsx'
import classes from './channels.module.css'

/** What can be asked for: each is a request of its own, so that the second person reads one thing. */
export type Part = 'enabled' | 'config' | 'secrets'

/** One account: what it is, and what may be asked for. */
export function AccountCard({ account }: { account: ChannelAccount }) {
  const t = useT()
  const [part, setPart] = useState<Part | null>(null)
  const parts: readonly Part[] = [
    'enabled',
    'config',
    ...(account.secrets.length > 0 ? ['secrets' as const] : []),
  ]
  const words = (one: Part) =>
    one === 'enabled'
      ? t(account.enabled ? 'approval.channel.turn_off' : 'approval.channel.turn_on')
      : t(`approval.channel.change_${one}`)
  return (
    <>
      <h2>{account.name}</h2>
      <p className="muted">
        {t(`approval.channel.kind.${account.channel}`)} · {account.unitName} · {account.baseUrl} ·{' '}
        <b>{t(account.enabled ? 'approval.channel.on' : 'approval.channel.off')}</b>
      </p>
      {part ? (
        <AccountForm
          key={part}
          account={account}
          part={part}
          title={words(part)}
          onDone={() => setPart(null)}
        />
      ) : (
        <div className={classes.actions}>
          {parts.map((one) => (
            <Button key={one} variant="default" onClick={() => setPart(one)}>
              {words(one)}
              <span className="visually-hidden"> {account.name}</span>
            </Button>
          ))}
        </div>
      )}
    </>
  )
}
