import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { inScope } from '../../../db/scope.ts'
import { AddContact, AddUnitContact, ContactAdded, PersonParams } from '../../contract/contact.ts'
import { addContact, addUnitContact } from '../../domain/channel/index.ts'
import type { RegisterRoutes } from '../routes.ts'

/** How people are reached: a number or an address that was missing, written down where its absence is seen. */
export const contactRoutes: RegisterRoutes = (plain, world) => {
  const app = plain.withTypeProvider<ZodTypeProvider>()
  app.post(
    '/api/persons/:id/contacts',
    {
      config: { permission: 'directive.follow' },
      schema: {
        operationId: 'addContact',
        tags: ['people'],
        params: PersonParams,
        body: AddContact,
        response: { 200: ContactAdded },
      },
    },
    async (request) => {
      const { staff } = request
      const order = {
        personId: request.params.id,
        address: request.body.address,
        federationId: staff.unitId,
        by: staff.staffId,
      }
      return inScope(world.db, staff.scope, (trx) => addContact(trx, order, world.clock.now()))
    },
  )
  app.post(
    '/api/units/:id/contacts',
    {
      config: { permission: 'directive.follow' },
      schema: {
        operationId: 'addUnitContact',
        tags: ['people'],
        params: PersonParams,
        body: AddUnitContact,
        response: { 200: ContactAdded },
      },
    },
    async (request) => {
      const { staff } = request
      const order = {
        ...request.body,
        unitId: request.params.id,
        federationId: staff.unitId,
        by: staff.staffId,
      }
      return inScope(world.db, staff.scope, (trx) => addUnitContact(trx, order, world.clock.now()))
    },
  )
}
