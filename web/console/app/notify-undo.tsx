import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { translate } from './i18n.ts'

const LASTS_MS = 8000

/** News of an act that can be taken back for some seconds; the button takes it back once. */
export function notifyUndo(message: string, undo: () => unknown): void {
  const id = notifications.show({
    message: (
      <span style={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: '8px 12px' }}>
        <span>{message}</span>
        <Button
          size="sm"
          variant="default"
          onClick={() => {
            notifications.hide(id)
            undo()
          }}
        >
          {translate('console.action.undo')}
        </Button>
      </span>
    ),
    autoClose: LASTS_MS,
    color: 'blue',
    closeButtonProps: { 'aria-label': translate('console.action.close') },
  })
}
