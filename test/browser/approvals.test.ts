import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Directive, IssueCheck } from '../../src/contract/directive.ts'
import { guideScreenshot, seriousFindings } from '../harness/browser.ts'
import { type ConsoleBrowser, DESKTOP, openConsole, PHONE } from '../harness/console-browser.ts'
import { signInAs } from '../harness/sign-in.ts'

let consoles: ConsoleBrowser

beforeAll(async () => {
  consoles = await openConsole()
  const { db } = consoles.web.database
  await sql`update approval_policy set issuing = true`.execute(db)
}, 60_000)
afterAll(() => consoles?.close())

/** A Hỏa tốc to all, ready to be sent; its number of units is what the sender types. */
async function readyDraft(): Promise<{ id: number; typedNumber: number }> {
  const { web } = consoles
  const { rows } = await sql<{ staff: number; template: number }>`
    select s.id as staff, d.id as template from staff s join person p on p.id = s.person_id, directive d
    where p.full_name = 'Đinh Khánh Ly' and d.template_code = 'M1' and d.state = 'template'`.execute(
    web.database.db,
  )
  const headers = { cookie: await signInAs(web.app, web.world, rows[0]!.staff) }
  const draft = (
    await web.app.inject({
      method: 'POST',
      url: '/api/directives',
      headers,
      payload: { templateId: rows[0]!.template },
    })
  ).json<Directive>()
  await web.app.inject({
    method: 'PATCH',
    url: `/api/directives/${draft.id}`,
    headers,
    payload: { revision: draft.revision, change: { acknowledgeBefore: '2021-09-05T11:00:00+07:00' } },
  })
  const check = await web.app.inject({ url: `/api/directives/${draft.id}/check`, headers })
  return { id: draft.id, typedNumber: check.json<IssueCheck>().typedNumber! }
}

it('a Hỏa tốc to all waits for a second person, who sees it on every screen and lets it go', async () => {
  const sender = await consoles.page(DESKTOP, 'Đinh Khánh Ly')
  const { id, typedNumber } = await readyDraft()
  await sender.goto(`${consoles.url}/directives/${id}/compose?step=5`)
  await sender.getByText(/Cần một trong các đồng chí .*Đặng Thị Nhàn.* duyệt/).waitFor()
  await sender.getByLabel(`Nhập số ${typedNumber} để xác nhận`).fill(String(typedNumber))
  const warnings = sender.getByLabel('Đã biết, vẫn gửi')
  if (await warnings.count()) await warnings.check()
  await sender.getByLabel('Nhắn người duyệt (không bắt buộc)').fill('Bão vào chiều nay')
  await guideScreenshot(sender, 'approval-composer')
  // A button that has just appeared takes no click for a moment.
  await sender.waitForTimeout(600)
  await sender.getByRole('button', { name: 'Gửi đề nghị duyệt' }).click()
  await sender.getByText('Đang chờ người thứ hai duyệt.').waitFor()

  const chair = await consoles.page(DESKTOP)
  await chair.getByText('1 đề nghị chờ đồng chí duyệt').first().waitFor()
  await chair.getByRole('link', { name: 'Mở danh sách' }).click()
  await chair.getByText('Lý do: Bão vào chiều nay').waitFor()
  expect(await seriousFindings(chair)).toEqual([])
  await guideScreenshot(chair, 'approval-list')
  await chair.getByRole('button', { name: 'Duyệt', exact: true }).click()
  const confirm = chair.getByRole('button', { name: 'Duyệt và thực hiện ngay' })
  await confirm.waitFor()
  // The second half of a double click is ignored for a moment.
  await chair.waitForTimeout(600)
  await confirm.click()
  await chair.getByText(/Không có đề nghị nào đang chờ/).waitFor()
  const { state } = (
    await sql<{ state: string }>`select state from directive where id = ${id}`.execute(
      consoles.web.database.db,
    )
  ).rows[0]!
  expect(state).toBe('held')
})

it('fits a phone, and an emergency is told above every screen until it is seen', async () => {
  const { db } = consoles.web.database
  const now = consoles.web.clock.now()
  await sql`
    with chair as (select s.id, s.unit_id from staff s join person p on p.id = s.person_id where p.full_name = 'Đặng Thị Nhàn'),
      ly as (select s.id from staff s join person p on p.id = s.person_id where p.full_name = 'Trịnh Phú Quý'),
      made as (
        insert into approval (kind, unit_id, act, requested_by, requested_at, expires_at, state, decided_by, decided_at, note)
        select 'role_grant', chair.unit_id, jsonb_build_object('kind', 'role_grant', 'staffId', ly.id, 'role', 'clerk', 'unitId', chair.unit_id, 'validTo', null),
          ly.id, ${now}, ${new Date(now.getTime() + 86_400_000)}, 'overridden', ly.id, ${now}, 'Văn thư nghỉ ốm, không gọi được ai' from chair, ly
        returning id)
    insert into approval_notice (approval_id, staff_id, at) select made.id, chair.id, ${now} from made, chair`.execute(
    db,
  )
  const phone = await consoles.page(PHONE)
  await phone.getByText(/Trịnh Phú Quý đã thực hiện một mình/).waitFor()
  await guideScreenshot(phone, 'approval-emergency')
  await phone.getByRole('button', { name: 'Đã biết' }).click()
  await phone.getByText(/đã thực hiện một mình/).waitFor({ state: 'detached' })
  await phone.goto(`${consoles.url}/approvals`)
  await phone.getByLabel('Cả những đề nghị đã xử lý').check()
  await phone.getByText(/Khẩn cấp, một mình/).waitFor()
  const { scrollWidth, clientWidth } = await phone.evaluate(() => {
    const { document } = globalThis as unknown as {
      document: { documentElement: { scrollWidth: number; clientWidth: number } }
    }
    return {
      scrollWidth: document.documentElement.scrollWidth,
      clientWidth: document.documentElement.clientWidth,
    }
  })
  expect(scrollWidth).toBe(clientWidth)
})
