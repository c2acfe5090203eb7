import { useEffect, useRef, useState } from 'react'
import type { Funnel } from '../../../../src/contract/board.ts'
import { useT } from '../../app/i18n.ts'

const EVERY_MS = 30_000

/** One polite sentence for screen readers, at most every 30 seconds; the grid itself stays silent. */
export function StatusVoice({ funnel }: { funnel: Funnel }) {
  const t = useT()
  const [text, setText] = useState('')
  const saidAt = useRef(performance.now())
  const { acknowledged, due } = funnel
  const first = useRef(acknowledged)
  useEffect(() => {
    if (acknowledged === first.current) return
    const wait = Math.max(0, saidAt.current + EVERY_MS - performance.now())
    const timer = setTimeout(() => {
      saidAt.current = performance.now()
      first.current = acknowledged
      setText(t('board.voice', { acknowledged, due }))
    }, wait)
    return () => clearTimeout(timer)
  }, [acknowledged, due, t])
  return (
    <p className="visually-hidden" role="status" data-voice="">
      {text}
    </p>
  )
}
