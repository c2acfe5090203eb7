import { afterEach, expect, test } from 'vitest'
import { openTestWeb, type TestWeb } from '../../test/harness/web.ts'

let web: TestWeb | undefined
afterEach(() => web?.close())

test('the process is alive whatever the database does', async () => {
  web = await openTestWeb()
  expect((await web.app.inject('/healthz')).json()).toEqual({ status: 'ok' })
})
