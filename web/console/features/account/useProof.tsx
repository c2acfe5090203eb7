import { Button, Modal, PasswordInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, type ReactNode, useState } from 'react'
import type { Account } from '../../../../src/contract/account.ts'
import type { PasskeyOptions } from '../../../../src/contract/passkey.ts'
import { ApiError, api, readable } from '../../app/api.ts'
import { useT } from '../../app/i18n.ts'
import { showPasskey } from '../../app/passkey.ts'
import { Banner } from '../../components/Banner.tsx'
import classes from './account.module.css'

/** What the person answered: a password to send along, or that a passkey was shown; null: they closed the question. */
type Answer = { readonly password?: string } | null

interface Asked {
  readonly fault: string | null
  readonly answer: (answer: Answer) => void
}

/** Thrown when the person closes the question: nothing happened, nothing is to be shown. */
export class ProofDeclined extends Error {}

/**
 * Does something for which the server may want a proof once more: asks for the password or a passkey when it does, again
 * when it was wrong. `dialog` belongs somewhere on the screen.
 */
export function useProof(account: Account): {
  prove: <T>(work: (password?: string) => Promise<T>) => Promise<T>
  dialog: ReactNode
} {
  const [asked, setAsked] = useState<Asked | null>(null)
  const ask = (fault: string | null): Promise<Answer> =>
    new Promise((resolve) =>
      setAsked({
        fault,
        answer: (answer) => {
          setAsked(null)
          resolve(answer)
        },
      }),
    )
  const prove = async <T,>(work: (password?: string) => Promise<T>): Promise<T> => {
    let password: string | undefined
    for (;;) {
      try {
        return await work(password)
      } catch (error) {
        if (!(error instanceof ApiError) || !['proof_needed', 'proof_wrong'].includes(error.code)) throw error
        const answer = await ask(error.code === 'proof_wrong' ? readable(error) : null)
        if (answer === null) throw new ProofDeclined()
        password = answer.password
      }
    }
  }
  return { prove, dialog: asked && <ProofDialog account={account} asked={asked} /> }
}

function ProofDialog({ account, asked }: { account: Account; asked: Asked }) {
  const t = useT()
  const [password, setPassword] = useState('')
  const show = useMutation({
    mutationFn: async () => {
      const options = await api.post<PasskeyOptions>('/api/account/proof/options')
      await api.post('/api/account/proof', { answer: await showPasskey(options) })
    },
    onSuccess: () => asked.answer({}),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    asked.answer({ password })
  }
  const fault = show.error ? readable(show.error) : asked.fault
  return (
    <Modal opened onClose={() => asked.answer(null)} title={t('account.proof.title')}>
      <form className={classes.form} onSubmit={submit}>
        {fault && <Banner tone="fail">{fault}</Banner>}
        {account.hasPassword && (
          <PasswordInput
            size="md"
            label={t('account.password.current')}
            autoComplete="current-password"
            required
            withAsterisk={false}
            data-autofocus
            visibilityToggleButtonProps={{ 'aria-label': t('console.sign_in.show_password') }}
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
        )}
        <div className={classes.actions}>
          {account.hasPassword && <Button type="submit">{t('account.proof.submit')}</Button>}
          {account.passkeys.length > 0 && (
            <Button
              variant={account.hasPassword ? 'default' : 'filled'}
              loading={show.isPending}
              onClick={() => show.mutate()}
            >
              {t('account.passkey.use')}
            </Button>
          )}
          <Button variant="default" onClick={() => asked.answer(null)}>
            {t('console.action.cancel')}
          </Button>
        </div>
      </form>
    </Modal>
  )
}
