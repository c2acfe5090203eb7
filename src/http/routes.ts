import type { FastifyInstance } from 'fastify'
import { accountRoutes } from './api/account.ts'
import { apiKeyRoutes } from './api/api-keys.ts'
import { approvalPolicyRoutes } from './api/approval-policies.ts'
import { approvalRoutes } from './api/approvals.ts'
import { areaRoutes } from './api/areas.ts'
import { audienceRoutes } from './api/audience.ts'
import { auditRoutes } from './api/audit.ts'
import { boardRoutes } from './api/board.ts'
import { boardEventRoutes } from './api/board-events.ts'
import { channelAccountRoutes } from './api/channel-accounts.ts'
import { channelLoanRoutes } from './api/channel-loans.ts'
import { chatLinkRoutes } from './api/chat-links.ts'
import { contactRoutes } from './api/contacts.ts'
import { draftRoutes } from './api/drafts.ts'
import { followUpRoutes } from './api/follow-up.ts'
import { groupRoutes } from './api/groups.ts'
import { importRoutes } from './api/imports.ts'
import { issueRoutes } from './api/issue.ts'
import { organisationRoutes } from './api/organisation.ts'
import { overviewRoutes } from './api/overview.ts'
import { passkeyAccountRoutes } from './api/passkeys.ts'
import { peopleRoutes } from './api/people.ts'
import { postRoutes } from './api/posts.ts'
import { previewRoutes } from './api/previews.ts'
import { privacyRoutes } from './api/privacy.ts'
import { privacyBreachRoutes } from './api/privacy-breaches.ts'
import { privacyRequestRoutes } from './api/privacy-requests.ts'
import { reportRoutes } from './api/reports.ts'
import { searchRoutes } from './api/search.ts'
import { shareKitRoutes } from './api/share-kit.ts'
import { signInPolicyRoutes } from './api/sign-in-policy.ts'
import { staffRoutes } from './api/staff.ts'
import { unitExportRoutes } from './api/unit-export.ts'
import { unitRoutes } from './api/units.ts'
import { consoleRoutes } from './console.ts'
import { healthRoutes } from './health.ts'
import { openApiRoutes } from './openapi/routes.ts'
import { phoneRoutes } from './phone/index.ts'
import { problemPages } from './problem-pages.ts'
import { signInRoutes } from './sign-in/routes.ts'
import { webhookRoutes } from './webhooks.ts'
import type { HttpWorld } from './world.ts'

export type RegisterRoutes = (app: FastifyInstance, world: HttpWorld) => void | Promise<void>

/** Every group of routes on one page. Each route names its permission in its `config`. */
export const routes: readonly RegisterRoutes[] = [
  healthRoutes,
  signInRoutes,
  apiKeyRoutes,
  approvalRoutes,
  areaRoutes,
  approvalPolicyRoutes,
  accountRoutes,
  passkeyAccountRoutes,
  staffRoutes,
  signInPolicyRoutes,
  audienceRoutes,
  auditRoutes,
  channelAccountRoutes,
  channelLoanRoutes,
  chatLinkRoutes,
  contactRoutes,
  draftRoutes,
  organisationRoutes,
  overviewRoutes,
  peopleRoutes,
  postRoutes,
  previewRoutes,
  issueRoutes,
  boardRoutes,
  boardEventRoutes,
  followUpRoutes,
  groupRoutes,
  importRoutes,
  reportRoutes,
  searchRoutes,
  shareKitRoutes,
  unitExportRoutes,
  unitRoutes,
  privacyRoutes,
  privacyRequestRoutes,
  privacyBreachRoutes,
  phoneRoutes,
  webhookRoutes,
  openApiRoutes,
  problemPages,
  consoleRoutes,
]
