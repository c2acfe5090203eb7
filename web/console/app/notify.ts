import { notifications } from '@mantine/notifications'
import { readable } from './api.ts'

/** Short news that may be missed. Whatever is about sending lives in the page instead. */
export function notify(message: string): void {
  notifications.show({ message, autoClose: 5000, withCloseButton: true, color: 'blue' })
}

export function notifyError(error: unknown): void {
  notifications.show({ message: readable(error), autoClose: 10_000, color: 'red', role: 'alert' })
}
