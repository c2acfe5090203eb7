import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createSample, type Sample } from '../../../test/harness/sample.ts'
import { addStaff, grantRole, signInAs } from '../../../test/harness/sign-in.ts'
import { openTestWeb, type TestWeb } from '../../../test/harness/web.ts'
import type { Approval, ApprovalPolicies, DangerousAct } from '../../contract/approval.ts'
import type { ChannelAccounts } from '../../contract/channel-account.ts'
import type { Directive } from '../../contract/directive.ts'
import { unseal } from '../../kernel/secret-box.ts'

let sample: Sample
let web: TestWeb
/** An administrator and a second one of the federation, a leader of it, and an administrator of another. */
let an: { staffId: number; cookie: string }
let binh: { staffId: number; cookie: string }
let leader: { staffId: number; cookie: string }
let stranger: { staffId: number; cookie: string }
let newcomer: number

beforeAll(async () => {
  sample = await createSample()
  web = await openTestWeb({ database: sample })
  const path = (sample.scope as { path: string }).path
  const person = async (name: string, role: string, at = path) => {
    const { staffId } = await addStaff(sample.db, { unit: 'LĐLĐ khác', path: at, name, role })
    return { staffId, cookie: await signInAs(web.app, web.world, staffId) }
  }
  an = await person('Lê Bình An', 'administrator')
  binh = await person('Phạm Thanh Bình', 'administrator')
  leader = await person('Trần Lãnh Đạo', 'leader')
  stranger = await person('Vũ Người Lạ', 'administrator', 'khac')
  newcomer = (await addStaff(sample.db, { unit: '', path, name: 'Ngô Mới', role: 'viewer' })).staffId
})
afterAll(() => web.close())
beforeEach(async () => {
  await policy({ roles: true, channels: true, issuing: true })
})

const policy = (is: { roles: boolean; channels: boolean; issuing: boolean }, override = ['leader']) =>
  sql`update approval_policy set roles = ${is.roles}, channels = ${is.channels}, issuing = ${is.issuing}, override_roles = ${override}::text[]`.execute(
    sample.db,
  )
const call = (who: { cookie: string }, method: 'GET' | 'POST', url: string, payload?: object) =>
  web.app.inject({ method, url, headers: { cookie: who.cookie }, ...(payload && { payload }) })
const ask = async (who: { cookie: string }, act: DangerousAct, reason = ''): Promise<Approval> => {
  const reply = await call(who, 'POST', '/api/approvals', { act, reason })
  if (reply.statusCode !== 201) throw new Error(`${reply.statusCode} ${reply.body}`)
  return reply.json()
}
const on = (who: { cookie: string }, { id }: { id: number }, verb: string, payload: object = {}) =>
  call(who, 'POST', `/api/approvals/${id}/${verb}`, payload)
const waiting = async (who: { cookie: string }): Promise<Approval[]> =>
  (await call(who, 'GET', '/api/approvals')).json().items
const rolesOf = async (staffId: number): Promise<string[]> =>
  (
    await sample.rows(
      sql<{
        role: string
      }>`select role from role_grant where staff_id = ${staffId} and (valid_to is null or valid_to > ${web.clock.now()}) order by role`,
    )
  ).map((row) => row.role)
const grant = (role: 'clerk' | 'specialist' | 'leader' = 'clerk'): DangerousAct => ({
  kind: 'role_grant',
  staffId: newcomer,
  role,
  unitId: sample.federationId,
  validTo: null,
})
const done = async (action: string): Promise<number> =>
  (await sample.row(sql<{ n: number }>`select count(*) as n from audit_entry where action = ${action}`)).n

describe('a role is changed by two', () => {
  test('it waits for a second administrator, who sees what will happen; then it holds at once', async () => {
    const asked = await ask(an, grant(), 'Thay đồng chí Dung nghỉ phép')
    expect(asked).toMatchObject({
      state: 'waiting',
      sentence: expect.stringMatching(/^Cấp vai trò «Văn thư» ở .+ cho Ngô Mới$/),
      isMine: true,
      mayDecide: false,
      approvers: expect.arrayContaining(['Phạm Thanh Bình']),
    })
    expect(await rolesOf(newcomer)).toEqual(['viewer'])
    expect((await on(an, asked, 'approve')).json()).toMatchObject({ status: 403, code: 'approval_own' })
    expect((await on(stranger, asked, 'approve')).statusCode).toBe(404)
    expect((await on(leader, asked, 'approve')).statusCode).toBe(403)
    expect((await waiting(stranger)).length).toBe(0)
    expect(await waiting(binh)).toMatchObject([
      { id: asked.id, mayDecide: true, reason: 'Thay đồng chí Dung nghỉ phép' },
    ])
    expect((await on(binh, asked, 'approve')).json()).toMatchObject({
      state: 'approved',
      decidedBy: 'Phạm Thanh Bình',
    })
    expect(await rolesOf(newcomer)).toEqual(['clerk', 'viewer'])
    expect((await on(binh, asked, 'approve')).json()).toMatchObject({ status: 409, code: 'approval_decided' })
    const [row] = await sample.rows(
      sql<{
        by: number
      }>`select granted_by as by from role_grant where staff_id = ${newcomer} and role = 'clerk'`,
    )
    expect(row!.by).toBe(an.staffId)
    expect(await done('approval.approved')).toBe(1)
  })

  test('a refusal, a withdrawal and a request of yesterday leave everything as it was', async () => {
    const before = await rolesOf(newcomer)
    const refused = await ask(an, grant('leader'))
    expect((await on(binh, refused, 'refuse', { note: 'Chưa có quyết định' })).json()).toMatchObject({
      state: 'refused',
    })
    const back = await ask(an, grant('leader'))
    expect((await on(binh, back, 'withdraw')).json()).toMatchObject({ code: 'approval_not_own' })
    expect((await on(an, back, 'withdraw')).json()).toMatchObject({ state: 'withdrawn' })
    const old = await ask(an, grant('leader'))
    web.clock.advance({ hours: 24 })
    expect((await on(binh, old, 'approve')).json()).toMatchObject({ status: 409, code: 'approval_expired' })
    expect(await waiting(binh)).toEqual([])
    expect(await rolesOf(newcomer)).toEqual(before)
  })

  test('who lost the right meanwhile gets nothing done by an old request', async () => {
    const { staffId } = await addStaff(sample.db, {
      unit: '',
      path: (sample.scope as { path: string }).path,
      role: 'administrator',
    })
    const gone = { cookie: await signInAs(web.app, web.world, staffId) }
    const asked = await ask(gone, grant('specialist'))
    await sql`update role_grant set valid_to = ${web.clock.now()} where staff_id = ${staffId}`.execute(
      sample.db,
    )
    expect((await on(binh, asked, 'approve')).json()).toMatchObject({ code: 'approval_requester_left' })
    expect((await on(binh, asked, 'refuse')).statusCode).toBe(200)
    expect(await rolesOf(newcomer)).not.toContain('specialist')
  })

  test('a role beyond the own part of the tree cannot be asked for, nor somebody else’s staff', async () => {
    expect((await call(stranger, 'POST', '/api/approvals', { act: grant() })).statusCode).toBe(404)
    expect((await call(leader, 'POST', '/api/approvals', { act: grant() })).json()).toMatchObject({
      code: 'not_permitted',
    })
  })

  test('an invitation asks for the wanted role with it: both stand, or neither', async () => {
    const order = {
      name: 'Đỗ Mới Đến',
      email: 'moi-den@lien-doan.test',
      jobTitle: 'Chuyên viên',
      unitId: sample.federationId,
    }
    const wanted = { role: 'specialist', unitId: sample.federationId, reason: 'Nhận việc từ 01/12' }
    const { total } = await sample.row(sql<{ total: number }>`select count(*) as total from staff`)
    const beyond = await call(an, 'POST', '/api/staff', { ...order, wanted: { ...wanted, unitId: 999_999 } })
    expect(beyond.statusCode).toBe(404)
    expect(await sample.row(sql<{ total: number }>`select count(*) as total from staff`)).toEqual({ total })
    const reply = (await call(an, 'POST', '/api/staff', { ...order, wanted })).json()
    expect(reply).toMatchObject({ asked: 'waiting', url: expect.stringContaining('/sign-in/link') })
    const member = async () => (await call(binh, 'GET', `/api/staff/${reply.staffId}`)).json()
    expect(await member()).toMatchObject({
      state: 'invited',
      beyond: false,
      devices: [],
      grants: [{ role: 'viewer', grantedBy: 'Lê Bình An', until: null }],
    })
    const asked = (await waiting(binh)).find((item) => item.staffId === reply.staffId)!
    expect(asked).toMatchObject({ kind: 'role_grant', mayDecide: true, reason: 'Nhận việc từ 01/12' })
    await on(binh, asked, 'approve')
    expect((await member()).grants.map((grant: { role: string }) => grant.role)).toEqual([
      'viewer',
      'specialist',
    ])
    expect((await call(stranger, 'GET', `/api/staff/${reply.staffId}`)).statusCode).toBe(404)
  })

  test('the last administrator stays', async () => {
    const [own] = await sample.rows(
      sql<{ id: number }>`select id from role_grant where staff_id = ${stranger.staffId}`,
    )
    const reply = await call(stranger, 'POST', '/api/approvals', {
      act: { kind: 'role_end', grantId: own!.id },
    })
    expect(reply.json()).toMatchObject({ status: 409, code: 'last_administrator' })
  })

  test('a federation of one person may turn it off; then one person is enough, and it is still written down', async () => {
    await policy({ roles: false, channels: true, issuing: true })
    const asked = await ask(an, grant('specialist'))
    expect(asked.state).toBe('direct')
    const [held] = await sample.rows(
      sql<{ id: number }>`select id from role_grant where staff_id = ${newcomer} and role = 'specialist'`,
    )
    web.clock.advance({ minutes: 1 })
    expect((await ask(an, { kind: 'role_end', grantId: held!.id })).state).toBe('direct')
    expect(await rolesOf(newcomer)).not.toContain('specialist')
    expect([(await done('role.granted')) > 0, await done('role.ended')]).toEqual([true, 1])
  })

  test('turning it off takes two itself', async () => {
    const off: DangerousAct = {
      kind: 'approval_policy',
      unitId: sample.federationId,
      roles: false,
      channels: false,
      issuing: false,
      mayOverride: [],
    }
    const asked = await ask(an, off)
    expect(asked.state).toBe('waiting')
    expect((await on(binh, asked, 'approve')).statusCode).toBe(200)
    expect((await sample.row(sql<{ roles: boolean }>`select roles from approval_policy`)).roles).toBe(false)
    expect(await done('approval.policy_changed')).toBe(1)
  })
})

describe('an emergency', () => {
  test('is for the roles of the policy, wants a reason, is told to the others at once and marked for good', async () => {
    const asked = await ask(an, grant('leader'))
    expect(asked.mayOverride).toBe(false)
    expect((await on(an, asked, 'override', { reason: 'Người kia đang đi công tác' })).json()).toMatchObject({
      code: 'approval_override_not_allowed',
    })
    await policy({ roles: true, channels: true, issuing: true }, ['administrator'])
    expect((await on(an, asked, 'override', { reason: 'vội' })).statusCode).toBe(422)
    expect(
      (await on(binh, asked, 'override', { reason: 'Người kia đang đi công tác' })).json(),
    ).toMatchObject({ code: 'approval_not_own' })
    expect((await on(an, asked, 'override', { reason: 'Người kia đang đi công tác' })).json()).toMatchObject({
      state: 'overridden',
    })
    expect(await rolesOf(newcomer)).toContain('leader')
    const [told] = await waiting(binh)
    expect(told).toMatchObject({ id: asked.id, isUnseen: true, note: 'Người kia đang đi công tác' })
    expect((await on(binh, asked, 'seen')).statusCode).toBe(204)
    expect(await waiting(binh)).toEqual([])
    expect((await on(stranger, asked, 'seen')).statusCode).toBe(404)
    expect(await done('approval.overridden')).toBe(1)
  })
})

describe('the credentials of a channel', () => {
  test('are changed by two, sealed while they wait, and shown to nobody', async () => {
    const account = await sample.row(
      sql<{
        id: number
        secrets: Buffer
      }>`select id, secrets from channel_account where kind = 'email-smtp' and owner_unit_id = ${sample.federationId}`,
    )
    const act: DangerousAct = {
      kind: 'channel_change',
      accountId: account.id,
      secrets: { user: 'loa', password: 'mật khẩu mới' },
    }
    const asked = await ask(an, act)
    expect(asked.sentence).toContain('thông tin đăng nhập')
    const stored = await sample.row(
      sql<{
        act: string
        sealed: Buffer
      }>`select act::text as act, sealed from approval where id = ${asked.id}`,
    )
    expect(stored.act).not.toContain('mật khẩu')
    expect(stored.sealed.toString()).not.toContain('mật khẩu')
    expect((await call(binh, 'GET', '/api/approvals?state=all')).body).not.toContain('mật khẩu')
    expect((await call(stranger, 'POST', '/api/approvals', { act })).statusCode).toBe(404)
    expect((await on(binh, asked, 'approve')).statusCode).toBe(200)
    const after = await sample.row(
      sql<{ secrets: Buffer }>`select secrets from channel_account where id = ${account.id}`,
    )
    expect(JSON.parse(unseal(web.world.keys, after.secrets))).toMatchObject({ password: 'mật khẩu mới' })
  })

  test('the screen of accounts shows settings and names of credentials, never a credential, and only of the own part', async () => {
    const list = async (who: { cookie: string }) => call(who, 'GET', '/api/channel-accounts')
    const reply = await list(an)
    const { items } = reply.json<ChannelAccounts>()
    const email = items.find((account) => account.channel === 'email')!
    expect(email.secrets.map((field) => [field.name, field.value])).toEqual([
      ['user', ''],
      ['password', ''],
    ])
    expect(email.config.find((field) => field.name === 'fromAddress')).toMatchObject({
      type: 'text',
      optional: false,
      value: expect.stringContaining('@'),
    })
    expect(email.config.find((field) => field.name === 'startTls')!.choices).toContain('required')
    expect(reply.body).not.toContain('mật khẩu')
    expect((await list(stranger)).json<ChannelAccounts>().items).toEqual([])
    expect((await list(leader)).statusCode).toBe(403)
  })

  test('a setting that its adapter does not take is refused before anybody is asked', async () => {
    const account = await sample.row(
      sql<{
        id: number
      }>`select id from channel_account where kind = 'email-smtp' and owner_unit_id = ${sample.federationId}`,
    )
    const reply = await call(an, 'POST', '/api/approvals', {
      act: { kind: 'channel_change', accountId: account.id, baseUrl: 'https://evil.example' },
    })
    expect(reply.json()).toMatchObject({ status: 422, faults: [{ field: 'act.baseUrl' }] })
  })
})

describe('a Hỏa tốc to all', () => {
  const draft = async (): Promise<{ draft: Directive; issue: object }> => {
    const template = await sample.row(
      sql<{ id: number }>`select id from directive where template_code = 'M1' and state = 'template'`,
    )
    const made: Directive = (
      await call(leader, 'POST', '/api/directives', { templateId: template.id })
    ).json()
    const acknowledgeBefore = new Date(web.clock.now().getTime() + 4 * 3_600_000).toISOString()
    const saved = await web.app.inject({
      method: 'PATCH',
      url: `/api/directives/${made.id}`,
      headers: { cookie: leader.cookie },
      payload: { revision: made.revision, change: { acknowledgeBefore } },
    })
    const { revision } = saved.json<Directive>()
    const { typedNumber } = (await call(leader, 'GET', `/api/directives/${made.id}/check`)).json()
    return { draft: { ...made, revision }, issue: { revision, typedNumber, acceptWarnings: true } }
  }
  const stateOf = async (id: number) =>
    sample.row(
      sql<{
        state: string
        by: number | null
      }>`select state, issued_by as by from directive where id = ${id}`,
    )

  test('cannot be sent by one person; a second one lets it go, in the name of the first', async () => {
    const { draft: text, issue } = await draft()
    const alone = await call(leader, 'POST', `/api/directives/${text.id}/issue`, {
      ...issue,
      requestKey: 'one-person',
    })
    expect(alone.json()).toMatchObject({ status: 409, code: 'second_person_needed' })
    const { needed } = (await call(leader, 'GET', `/api/directives/${text.id}/second-person`)).json()
    expect(needed.approvers).toContain('Đinh Khánh Ly')
    const asked = await ask(leader, {
      kind: 'directive_issue',
      directiveId: text.id,
      ...issue,
    } as DangerousAct)
    expect(
      (
        await call(leader, 'POST', '/api/approvals', {
          act: { kind: 'directive_issue', directiveId: text.id, ...issue },
        })
      ).json(),
    ).toMatchObject({ code: 'approval_waits_already' })
    expect(await stateOf(text.id)).toMatchObject({ state: 'draft' })
    expect((await on(an, asked, 'approve')).statusCode).toBe(200)
    expect(await stateOf(text.id)).toEqual({ state: 'held', by: leader.staffId })
  })

  test('is sent exactly as it was asked for: a draft changed meanwhile is not, and after a quarter of an hour nothing is', async () => {
    const { draft: text, issue } = await draft()
    const asked = await ask(leader, {
      kind: 'directive_issue',
      directiveId: text.id,
      ...issue,
    } as DangerousAct)
    await web.app.inject({
      method: 'PATCH',
      url: `/api/directives/${text.id}`,
      headers: { cookie: leader.cookie },
      payload: { revision: text.revision, change: { title: 'Việc khác' } },
    })
    expect((await on(an, asked, 'approve')).json()).toMatchObject({
      status: 409,
      code: 'draft.changed_since_check',
    })
    web.clock.advance({ minutes: 15 })
    expect((await on(an, asked, 'approve')).json()).toMatchObject({ code: 'approval_expired' })
    expect(await stateOf(text.id)).toMatchObject({ state: 'draft' })
  })

  test('may be sent alone in an emergency by a leader, and says so ever after', async () => {
    const { draft: text, issue } = await draft()
    const asked = await ask(leader, {
      kind: 'directive_issue',
      directiveId: text.id,
      ...issue,
    } as DangerousAct)
    expect(
      (await on(leader, asked, 'override', { reason: 'Vỡ đê, không gọi được ai khác' })).statusCode,
    ).toBe(200)
    const sent = (await call(an, 'GET', `/api/directives/${text.id}`)).json<Directive>()
    expect(sent).toMatchObject({
      state: 'held',
      sentAlone: { by: 'Trần Lãnh Đạo', reason: 'Vỡ đê, không gọi được ai khác' },
    })
  })

  test('needs nobody where the federation has said so', async () => {
    await policy({ roles: true, channels: true, issuing: false })
    const { draft: text, issue } = await draft()
    const alone = await call(leader, 'POST', `/api/directives/${text.id}/issue`, {
      ...issue,
      requestKey: 'one-is-enough',
    })
    expect(alone.statusCode).toBe(200)
    expect(alone.json().sentAlone).toBeNull()
  })
})

describe('the database itself', () => {
  test('lets nobody be their own second person, decide twice, or change what was asked', async () => {
    await grantRole(sample.db, newcomer, 'administrator', sample.federationId)
    const asked = await ask(an, grant('specialist'))
    const now = web.clock.now()
    for (const [statement, code] of [
      [
        sql`update approval set state = 'approved', decided_by = ${an.staffId}, decided_at = ${now} where id = ${asked.id}`,
        '23514',
      ],
      [sql`update approval set act = '{}' where id = ${asked.id}`, 'LOA06'],
      [
        sql`update approval set state = 'overridden', decided_by = ${an.staffId}, decided_at = ${now}, note = 'vội' where id = ${asked.id}`,
        '23514',
      ],
      [
        sql`update approval set state = 'approved', decided_by = ${binh.staffId}, decided_at = expires_at where id = ${asked.id}`,
        '23514',
      ],
    ] as const)
      await expect(statement.execute(sample.db)).rejects.toMatchObject({ code })
  })
})

test('the rule of a unit says where it comes from and who could be the two, to its own part of the tree only', async () => {
  const read = async (who: { cookie: string }, unitId?: number) =>
    call(who, 'GET', `/api/approval-policies${unitId ? `?unitId=${unitId}` : ''}`)
  const { id: below } = await sample.row(
    sql<{
      id: number
    }>`select id from unit where nlevel(path) > nlevel(${(sample.scope as { path: string }).path}) order by id limit 1`,
  )
  const [rule] = (await read(an, below)).json<ApprovalPolicies>().items
  expect(rule).toMatchObject({
    unitId: below,
    from: { unitId: sample.federationId },
    mayOverride: ['leader'],
    approvers: { roles: expect.arrayContaining(['Lê Bình An', 'Phạm Thanh Bình']) },
  })
  expect(rule!.approvers.roles).not.toContain('Trần Lãnh Đạo')
  expect(rule!.approvers.issuing).toContain('Trần Lãnh Đạo')
  const change: DangerousAct = {
    kind: 'approval_policy',
    unitId: below,
    roles: false,
    channels: true,
    issuing: true,
    mayOverride: [],
  }
  await on(binh, await ask(an, change), 'approve')
  expect((await read(an, below)).json<ApprovalPolicies>().items[0]).toMatchObject({
    from: { unitId: below },
    roles: false,
    mayOverride: [],
  })
  expect((await read(an)).json<ApprovalPolicies>().items.map((item) => item.unitId)).toEqual(
    expect.arrayContaining([sample.federationId, below]),
  )
  expect((await read(stranger, below)).statusCode).toBe(404)
  expect((await read(stranger)).json<ApprovalPolicies>().items.map((item) => item.unitId)).not.toContain(
    sample.federationId,
  )
})
