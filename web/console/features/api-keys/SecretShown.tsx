import { Button } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import type { ApiKeyMade } from '../../../../src/contract/api-key.ts'
import { useT } from '../../app/i18n.ts'
import classes from './api-keys.module.css'

/** The one time that a key is seen. It stays until somebody says that they have it. */
export function SecretShown({ made, onDone }: { made: ApiKeyMade; onDone: () => void }) {
  const t = useT()
  const box = useRef<HTMLElement>(null)
  const [copied, setCopied] = useState<boolean | null>(null)
  useEffect(() => box.current?.focus(), [])
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(made.secret)
      setCopied(true)
    } catch {
      // Without https the browser lends no clipboard: the key can be marked and copied by hand.
      setCopied(false)
    }
  }
  return (
    <section ref={box} tabIndex={-1} className={classes.secret} aria-label={t('api_keys.secret.title')}>
      <h2>{t('api_keys.secret.of', { name: made.key.name })}</h2>
      <p>{t('api_keys.secret.once')}</p>
      <code className={classes.code}>{made.secret}</code>
      <p className="muted">{t('api_keys.secret.how')}</p>
      <pre className={classes.example}>
        {`curl -H "Authorization: Bearer ${made.secret}" ${location.origin}/api/directives`}
      </pre>
      <div className={classes.buttons}>
        <Button onClick={() => void copy()}>{t('api_keys.secret.copy')}</Button>
        <Button variant="default" onClick={onDone}>
          {t('api_keys.secret.done')}
        </Button>
        <span role="status">
          {copied !== null && t(copied ? 'api_keys.secret.copied' : 'api_keys.secret.by_hand')}
        </span>
      </div>
    </section>
  )
}
