import { sql } from 'kysely'
import { simpleParser } from 'mailparser'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { insertAccounts } from '../../../demo/accounts.ts'
import { FakeSmtp } from '../../../fakes/smtp/server.ts'
import { addStaff, signInAs } from '../../../test/harness/sign-in.ts'
import { cheapPasswords, openToVisitors, type Visitor } from '../../../test/harness/visitor.ts'
import { openTestWeb, TEST_SECRET, TEST_URL, type TestWeb } from '../../../test/harness/web.ts'
import type { LinkGiven } from '../../contract/staff.ts'

let web: TestWeb
let smtp: FakeSmtp
let visitor: () => Visitor
let administrator: Visitor
let unitId: number
let count = 0

beforeAll(async () => {
  web = await openTestWeb()
  await cheapPasswords(web.app)
  smtp = await FakeSmtp.start({ clock: web.clock })
  const added = await addStaff(web.database.db, {
    unit: 'LĐLĐ quận Mẫu',
    path: 'vn.q',
    role: 'administrator',
  })
  ;({ unitId } = added)
  const account = {
    kind: 'email-smtp',
    channel: 'email' as const,
    name: 'Thư của LĐLĐ',
    baseUrl: smtp.url,
    config: { fromName: 'LĐLĐ quận Mẫu', fromAddress: 'loa@ldld.example' },
    secrets: {},
  }
  await insertAccounts(web.database.db, unitId, [account], { secret: TEST_SECRET, now: web.clock.now() })
  visitor = await openToVisitors(web.app, TEST_URL)
  administrator = visitor().take(await signInAs(web.app, web.world, added.staffId))
})
afterAll(async () => {
  await web.close()
  await smtp.stop()
})
beforeEach(async () => {
  smtp.mails.length = 0
  await web.database.db.deleteFrom('sign_in_attempt').execute()
})

/** The mails that have arrived, as their readers see them. */
const arrived = () =>
  Promise.all(
    smtp.mails.map(async ({ to, raw }) => {
      const { subject, text, html } = await simpleParser(raw)
      return { to, subject: subject ?? '', text: text ?? '', html: html || '' }
    }),
  )
const oneMail = () =>
  vi.waitFor(async () => {
    const [mail, ...more] = await arrived()
    if (!mail || more.length > 0) throw new Error(`${smtp.mails.length} mails`)
    return mail
  }, 5000)

async function invite(): Promise<LinkGiven & { email: string }> {
  const email = `thu-${++count}@ldld.example`
  const { body } = await administrator.post<LinkGiven>('/api/staff', {
    name: 'Trần Văn Ổn',
    email,
    unitId,
    jobTitle: 'Chuyên viên',
  })
  return { ...body, email }
}
const PASSWORD = 'con trâu đi trước cái cày'
const accept = (url: string, language = 'vi') =>
  visitor().ask(
    'POST',
    '/api/sign-in/link/accept',
    { token: new URL(url).hash.slice(1), password: PASSWORD },
    { cookie: `loa_lang=${language}` },
  )

describe('the mail of an invitation', () => {
  test('reaches the invited person alone, with the link that works and until when', async () => {
    const given = await invite()
    expect(given.mailed).toBe(true)
    const mail = await oneMail()
    expect(mail.to).toBe(given.email)
    expect(mail.subject).toBe('Mời vào hệ thống Loa của LĐLĐ quận Mẫu')
    expect(mail.text).toContain('Kính gửi ông/bà Trần Văn Ổn,')
    expect(mail.text).toContain(given.url)
    expect(mail.html).toContain(`href="${given.url}"`)
    expect(mail.text).toMatch(/Liên kết dùng một lần, có hiệu lực đến .+\d/)
    const [link] = /https:\/\/\S+#[\w-]{22}/.exec(mail.text) ?? []
    expect((await accept(link!)).body).toEqual({ signedIn: true })
  })
})

describe('the mail of a forgotten password', () => {
  test('holds a link that sets a new one; in the language in which it was asked for', async () => {
    const { url, email } = await invite()
    await accept(url)
    smtp.mails.length = 0
    const asked = await visitor().post('/api/sign-in/forgotten', { email: email.toUpperCase() })
    expect(asked.status).toBe(204)
    const vietnamese = await oneMail()
    expect(vietnamese).toMatchObject({ to: email, subject: 'Đặt lại mật khẩu Loa của LĐLĐ quận Mẫu' })
    smtp.mails.length = 0
    await visitor().ask('POST', '/api/sign-in/forgotten', { email }, { cookie: 'loa_lang=en' })
    const english = await oneMail()
    expect(english.subject).toBe('New password for Loa of LĐLĐ quận Mẫu')
    const linkIn = (text: string) => /https:\/\/loa\.test\/sign-in\/link#[\w-]{22}/.exec(text)?.[0] ?? ''
    // The newest link alone works.
    expect((await accept(linkIn(vietnamese.text))).body).toMatchObject({ code: 'staff_link_revoked' })
    expect((await accept(linkIn(english.text))).body).toEqual({ signedIn: false })
  })

  test('goes to nobody who is not a member, nor to somebody who was only invited', async () => {
    const { email } = await invite()
    smtp.mails.length = 0
    for (const address of ['nobody@ldld.example', email])
      expect((await visitor().post('/api/sign-in/forgotten', { email: address })).status).toBe(204)
    // A mail that is sent afterwards stands behind those that would have been.
    const { email: later } = await invite()
    expect((await oneMail()).to).toBe(later)
  })
})

test('whoever came in in English is written to in English', async () => {
  const { url, staffId } = await invite()
  await accept(url, 'en')
  smtp.mails.length = 0
  await administrator.post(`/api/staff/${staffId}/link`)
  expect((await oneMail()).text).toContain('new password')
})

test('a mail server that refuses leaves the link on the screen, and says that no mail left', async () => {
  const { rows } = await sql<{ id: number }>`select id from channel_account limit 1`.execute(web.database.db)
  await sql`update channel_account set base_url = 'smtp://127.0.0.1:9' where id = ${rows[0]!.id}`.execute(
    web.database.db,
  )
  const given = await invite()
  expect(given).toMatchObject({ mailed: false, url: expect.stringContaining('/sign-in/link#') })
})
