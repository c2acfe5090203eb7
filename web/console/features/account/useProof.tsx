import { Button, Modal, PasswordInput } from '@mantine/core'
import { type FormEvent, type ReactNode, useState } from 'react'
import { ApiError, readable } from '../../app/api.ts'
import { useT } from '../../app/i18n.ts'
import { Banner } from '../../components/Banner.tsx'
import classes from './account.module.css'

interface Asked {
  readonly fault: string | null
  readonly answer: (password: string | null) => void
}

/** Thrown when the person closes the question: nothing happened, nothing is to be shown. */
export class ProofDeclined extends Error {}

/**
 * Does something for which the server may want the password once more: asks for it when it does, again when it was wrong.
 * `dialog` belongs somewhere on the screen.
 */
export function useProof(): {
  prove: <T>(work: (password?: string) => Promise<T>) => Promise<T>
  dialog: ReactNode
} {
  const [asked, setAsked] = useState<Asked | null>(null)
  const ask = (fault: string | null): Promise<string | null> =>
    new Promise((resolve) =>
      setAsked({
        fault,
        answer: (password) => {
          setAsked(null)
          resolve(password)
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
        const given = await ask(error.code === 'proof_wrong' ? readable(error) : null)
        if (given === null) throw new ProofDeclined()
        password = given
      }
    }
  }
  return { prove, dialog: asked && <ProofDialog asked={asked} /> }
}

function ProofDialog({ asked }: { asked: Asked }) {
  const t = useT()
  const [password, setPassword] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    asked.answer(password)
  }
  return (
    <Modal opened onClose={() => asked.answer(null)} title={t('account.proof.title')}>
      <form className={classes.form} onSubmit={submit}>
        {asked.fault && <Banner tone="fail">{asked.fault}</Banner>}
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
        <div className={classes.actions}>
          <Button type="submit">{t('account.proof.submit')}</Button>
          <Button variant="default" onClick={() => asked.answer(null)}>
            {t('console.action.cancel')}
          </Button>
        </div>
      </form>
    </Modal>
  )
}
