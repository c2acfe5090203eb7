import type { Db } from '../../../../db/client.ts'
import type { Directive, DirectiveKind, DraftContent } from '../../../contract/directive.ts'
import { momentText } from '../../../kernel/dates.ts'
import { conflict, invalid, notFound } from '../../../kernel/errors.ts'
import type { Locale, Translate } from '../../../kernel/i18n.ts'
import { tidy } from '../../../kernel/text.ts'
import { record } from '../../audit/index.ts'
import { correctionOf, type Relation } from './correction.ts'
import { dropFiles, groupsOf } from './correction-store.ts'
import { kindDefaults, urgencyDefaults } from './defaults.ts'
import {
  findDirective,
  insertCopy,
  insertDraft,
  listKinds,
  lockDraft,
  moveDraft,
  setRelation,
  updateDraft,
} from './store.ts'

/** The member of staff who writes, and when. */
export interface Author {
  readonly staffId: number
  readonly unitId: number
  readonly locale: Locale
  readonly now: Date
}

export interface DraftSource {
  readonly kind?: string | undefined
  readonly templateId?: number | undefined
  readonly correctionOf?: number | undefined
  readonly relation?: Relation | undefined
}

const FIRST_KIND = 'chi_dao'

/** A new draft: empty of a kind, from a template, or in place of an issued directive. `words`: Vietnamese, for officers. */
export async function createDraft(
  trx: Db,
  author: Author,
  source: DraftSource,
  words: Translate,
): Promise<Directive> {
  const id =
    source.correctionOf !== undefined
      ? await draftCorrection(trx, author, source.correctionOf, source.relation ?? 'replaces', words)
      : source.templateId !== undefined
        ? await draftFromTemplate(trx, author, source.templateId)
        : await draftOfKind(trx, author, source.kind ?? FIRST_KIND)
  await record(trx, {
    at: author.now,
    actor: { kind: 'staff', id: author.staffId },
    action: 'directive.drafted',
    entity: 'directive',
    entityId: id,
    data: { templateId: source.templateId ?? null, correctionOf: source.correctionOf ?? null },
  })
  return readDirective(trx, id, author.locale)
}

async function kindOf(trx: Db, code: string): Promise<DirectiveKind> {
  const kind = (await listKinds(trx, 'vi')).find((each) => each.code === code)
  if (!kind) throw invalid({ field: 'kind', code: 'draft.unknown_kind' })
  return kind
}

async function draftOfKind(trx: Db, author: Author, code: string): Promise<number> {
  const kind = await kindOf(trx, code)
  const defaults = kindDefaults(kind, author.now)
  const id = await insertDraft(trx, {
    ownerUnitId: author.unitId,
    staffId: author.staffId,
    kind: kind.code,
    urgency: defaults.urgency,
    messageClass: defaults.messageClass,
    now: author.now,
  })
  await updateDraft(trx, id, 1, defaults, author)
  return id
}

async function draftFromTemplate(trx: Db, author: Author, templateId: number): Promise<number> {
  const template = await findDirective(trx, templateId, author.locale)
  if (template?.state !== 'template') throw notFound('template')
  const id = await insertCopy(trx, templateId, { ...author, state: 'draft' })
  const past =
    template.acknowledge &&
    (template.acknowledgeBefore === null || new Date(template.acknowledgeBefore) <= author.now)
  if (past) {
    const { acknowledgeBefore } = urgencyDefaults(template.urgency, true, author.now)
    await updateDraft(trx, id, 1, { acknowledgeBefore }, author)
  }
  return id
}

/** «Thay thế», «Đính chính», «Thu hồi»: the old words to mend, addressed to exactly those who got them (invariant 8). */
async function draftCorrection(
  trx: Db,
  author: Author,
  oldId: number,
  relation: Relation,
  words: Translate,
): Promise<number> {
  const old = await findDirective(trx, oldId, 'vi')
  if (!old) throw notFound('directive')
  if (!old.reference || !old.releasedAt) throw conflict('draft.nothing_to_correct')
  if (old.replacedBy) throw conflict('draft.already_replaced', { reference: old.replacedBy.reference ?? '' })
  const id = await insertCopy(trx, oldId, { ...author, state: 'draft' })
  await setRelation(trx, id, oldId, relation)
  if (relation === 'recalls') await dropFiles(trx, id)
  const { acknowledge, acknowledgeBefore, escalation } = urgencyDefaults(
    old.urgency,
    old.acknowledge,
    author.now,
  )
  await updateDraft(
    trx,
    id,
    1,
    {
      ...correctionOf(old, relation, await groupsOf(trx, oldId), words),
      acknowledge,
      acknowledgeBefore,
      escalation,
    },
    author,
  )
  return id
}

export async function readDirective(db: Db, id: number, locale: Locale): Promise<Directive> {
  const directive = await findDirective(db, id, locale)
  if (!directive) throw notFound('directive')
  return directive
}

/**
 * Saves what was typed. Two editors notice each other: a change upon an older revision is refused with the name of
 * the person who saved last; the client may then repeat it upon the present revision («ghi đè»).
 */
export async function saveDraft(
  trx: Db,
  author: Author,
  id: number,
  revision: number,
  change: Partial<DraftContent>,
): Promise<Directive> {
  const present = await lockDraft(trx, id)
  if (!present) throw notFound('directive')
  if (present.state !== 'draft')
    throw conflict(present.state === 'discarded' ? 'draft.discarded' : 'directive_locked')
  if (present.revision !== revision)
    throw conflict('draft_changed_elsewhere', {
      who: present.updatedBy ?? '–',
      at: momentText(present.updatedAt, author.now),
    })
  await updateDraft(trx, id, revision, await withDefaults(trx, present, tidied(change), author.now), author)
  return readDirective(trx, id, author.locale)
}

async function withDefaults(
  trx: Db,
  present: { kind: string; urgency: number },
  change: Partial<DraftContent>,
  now: Date,
): Promise<Partial<DraftContent>> {
  if (change.kind !== undefined && change.kind !== present.kind)
    return { ...kindDefaults(await kindOf(trx, change.kind), now), ...change }
  if (change.urgency !== undefined && change.urgency !== present.urgency) {
    const kind = await kindOf(trx, present.kind)
    return { ...urgencyDefaults(change.urgency, kind.acknowledgeByDefault, now), ...change }
  }
  return change
}

/** NFC, without invisible characters; line breaks of the body stay. */
function tidied(change: Partial<DraftContent>): Partial<DraftContent> {
  return {
    ...change,
    ...(change.title !== undefined && { title: tidy(change.title) }),
    ...(change.actions && { actions: change.actions.map(tidy) }),
    ...(change.body !== undefined && { body: change.body.normalize('NFC').replace(/\r\n?/g, '\n') }),
    ...(change.overrides && {
      overrides: Object.fromEntries(
        Object.entries(change.overrides)
          .map(([channel, text]) => [channel, text?.normalize('NFC')] as const)
          .filter(([, text]) => text !== undefined && text.trim() !== ''),
      ),
    }),
  }
}

export async function discardDraft(trx: Db, author: Author, id: number): Promise<void> {
  await move(trx, author, id, 'discarded')
}
export async function restoreDraft(trx: Db, author: Author, id: number): Promise<Directive> {
  await move(trx, author, id, 'draft')
  return readDirective(trx, id, author.locale)
}

async function move(trx: Db, author: Author, id: number, to: 'draft' | 'discarded'): Promise<void> {
  const present = await lockDraft(trx, id)
  if (!present) throw notFound('directive')
  if (!(await moveDraft(trx, id, to, author))) throw conflict('directive_locked')
  await record(trx, {
    at: author.now,
    actor: { kind: 'staff', id: author.staffId },
    action: to === 'draft' ? 'directive.restored' : 'directive.discarded',
    entity: 'directive',
    entityId: id,
  })
}
