import { Button } from '@mantine/core'
import { useT } from '../../app/i18n.ts'
import { Countdown } from '../../components/Countdown.tsx'
import classes from './board.module.css'

/** «Đã nhắc 47 đơn vị. Hoàn tác (00:05)» */
export function UndoToast(props: { text: string; leavesAt: string; onUndo: () => void }) {
  const t = useT()
  return (
    <span className={classes.toast}>
      <span>{props.text}</span>
      <Button size="sm" variant="default" onClick={props.onUndo}>
        {t('console.action.undo')} (<Countdown until={props.leavesAt} />)
      </Button>
    </span>
  )
}
