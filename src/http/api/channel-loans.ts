import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { inScope } from '../../../db/scope.ts'
import { ChannelLoans, LendChannel, LoanFiled, LoanParams } from '../../contract/channel-loan.ts'
import { endLoan, lendChannel } from '../../domain/channel/index.ts'
import { listLoans } from '../../views/organisation/index.ts'
import type { RegisterRoutes } from '../routes.ts'

const tags = ['channels']

/** Channels lent downward: a federation speaks through an account of the tier above as long as it is lent. */
export const channelLoanRoutes: RegisterRoutes = (plain, world) => {
  const app = plain.withTypeProvider<ZodTypeProvider>()
  app.get(
    '/api/channel-loans',
    {
      config: { permission: 'channel.read' },
      schema: { operationId: 'listChannelLoans', tags, response: { 200: ChannelLoans } },
    },
    async ({ staff }) => inScope(world.db, staff.scope, listLoans),
  )
  app.post(
    '/api/channel-loans',
    {
      config: { permission: 'channel.write' },
      schema: { operationId: 'lendChannel', tags, body: LendChannel, response: { 200: LoanFiled } },
    },
    async ({ staff, body }) =>
      inScope(world.db, staff.scope, async (trx) => ({
        id: await lendChannel(trx, { kind: 'staff', id: staff.staffId }, body, world.clock.now()),
      })),
  )
  app.post(
    '/api/channel-loans/:id/end',
    {
      config: { permission: 'channel.write' },
      schema: { operationId: 'endChannelLoan', tags, params: LoanParams, response: { 200: LoanFiled } },
    },
    async ({ staff, params: { id } }) =>
      inScope(world.db, staff.scope, async (trx) => {
        await endLoan(trx, { kind: 'staff', id: staff.staffId }, id, world.clock.now())
        return { id }
      }),
  )
}
