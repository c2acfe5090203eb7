import { useMantineColorScheme } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import classes from './Account.module.css'
import { api } from './api.ts'
import { changeLocale, currentLocale, useT } from './i18n.ts'
import { notifyError } from './notify.ts'
import { SCHEMES } from './scheme.ts'
import { useMe } from './session.ts'
import { setTextSize, TEXT_SIZES, textSize } from './text-size.ts'

/** The foot of the rail: who is signed in, language, size of text, sign out. Folded where space is scarce. */
export function Account() {
  const t = useT()
  const me = useMe()
  const narrow = useMediaQuery('(max-width: 899px)', undefined, { getInitialValueInEffect: false })
  if (!narrow)
    return (
      <section className={classes.account} aria-label={t('console.account.label')}>
        <AccountBody />
      </section>
    )
  return (
    <details className={classes.folded}>
      <summary>{me.name}</summary>
      <section className={classes.account} aria-label={t('console.account.label')}>
        <AccountBody />
      </section>
    </details>
  )
}

function AccountBody() {
  const t = useT()
  const me = useMe()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const [size, setSize] = useState(textSize)
  const locale = currentLocale()

  const signOut = async () => {
    try {
      await api.post('/api/session/sign-out')
      await navigate({ to: '/sign-in' })
      // All but what the sign-in page is just asking for: it would wait for ever.
      queries.removeQueries({ predicate: (query) => query.queryKey[0] !== 'sign-in-ways' })
    } catch (error) {
      notifyError(error)
    }
  }
  // Sentences that the server wrote come again in the new language.
  const choose = async (next: 'vi' | 'en') => {
    await changeLocale(next)
    await queries.invalidateQueries()
  }

  const { colorScheme, setColorScheme } = useMantineColorScheme()
  return (
    <>
      <div className={classes.who}>
        <b>{me.name}</b>
        <span>{me.jobTitle}</span>
        <Link to="/account">{t('console.account.own')}</Link>
      </div>
      <div className={classes.row}>
        <fieldset className={classes.choice}>
          <legend className="visually-hidden">{t('console.account.language')}</legend>
          <button type="button" lang="vi" aria-pressed={locale === 'vi'} onClick={() => void choose('vi')}>
            Tiếng Việt
          </button>
          <button type="button" lang="en" aria-pressed={locale === 'en'} onClick={() => void choose('en')}>
            English
          </button>
        </fieldset>
      </div>
      <div className={classes.row}>
        <fieldset className={classes.choice}>
          <legend className="visually-hidden">{t('console.account.text_size')}</legend>
          {TEXT_SIZES.map((option, step) => (
            <button
              key={option}
              type="button"
              aria-pressed={size === option}
              onClick={() => {
                setTextSize(option)
                setSize(option)
              }}
            >
              A{'+'.repeat(step)}
              <span className="visually-hidden"> {t(`console.account.text.${option}`)}</span>
            </button>
          ))}
        </fieldset>
      </div>
      <div className={classes.row}>
        <fieldset className={classes.choice}>
          <legend className="visually-hidden">{t('console.account.scheme_label')}</legend>
          {SCHEMES.map((option) => (
            <button
              key={option}
              type="button"
              aria-pressed={colorScheme === option}
              onClick={() => setColorScheme(option)}
            >
              {t(`console.account.scheme.${option}`)}
            </button>
          ))}
        </fieldset>
      </div>
      <div className={classes.row}>
        <button type="button" className={classes.out} onClick={() => void signOut()}>
          {t('console.account.sign_out')}
        </button>
      </div>
    </>
  )
}
