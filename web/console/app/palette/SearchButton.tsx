import { lazy, Suspense, useEffect, useState } from 'react'
import { useT } from '../i18n.ts'
import classes from './search-button.module.css'

// Its code comes when somebody searches: the start of the console does not wait for it.
const Palette = lazy(async () => ({ default: (await import('./Palette.tsx')).Palette }))

const isMac = (): boolean => /Mac|iPhone|iPad/.test(navigator.platform)

/** The way to everything by its name: one press, or Ctrl+K from anywhere. */
export function SearchButton() {
  const t = useT()
  const [open, setOpen] = useState(false)
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (
        event.key.toLowerCase() !== 'k' ||
        !(event.ctrlKey || event.metaKey) ||
        event.shiftKey ||
        event.altKey
      )
        return
      event.preventDefault()
      setOpen((before) => !before)
    }
    window.addEventListener('keydown', press)
    return () => window.removeEventListener('keydown', press)
  }, [])
  return (
    <>
      <button type="button" className={classes.button} aria-haspopup="dialog" onClick={() => setOpen(true)}>
        <svg width="18" height="18" viewBox="0 0 18 18" aria-hidden="true">
          <circle cx="7.500" cy="7.500" r="5" fill="none" stroke="currentColor" strokeWidth="2" />
          <path d="m11.500 11.500 4.500 4.500" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />
        </svg>
        <span>{t('console.palette.open')}</span>
        <kbd>{isMac() ? '⌘K' : 'Ctrl K'}</kbd>
      </button>
      {open && (
        <Suspense fallback={null}>
          <Palette onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  )
}
