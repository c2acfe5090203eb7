import { notifications } from '@mantine/notifications'
import { readable } from './api.ts'
import { translate } from './i18n.ts'

/** The cross of a notice says what it does, also to who cannot see it. */
const closeButton = () => ({ closeButtonProps: { 'aria-label': translate('console.action.close') } })

/** Short news that may be missed. Whatever is about sending lives in the page instead. */
export function notify(message: string): void {
  notifications.show({ message, autoClose: 5000, color: 'blue', ...closeButton() })
}

export function notifyError(error: unknown): void {
  notifications.show({
    message: readable(error),
    autoClose: 10_000,
    color: 'red',
    role: 'alert',
    ...closeButton(),
  })
}
