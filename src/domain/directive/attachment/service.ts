import { createHash } from 'node:crypto'
import type { Db } from '../../../../db/client.ts'
import type { Directive } from '../../../contract/directive.ts'
import { conflict, invalid, notFound } from '../../../kernel/errors.ts'
import { randomToken } from '../../../kernel/ids.ts'
import { record } from '../../audit/index.ts'
import { type Author, readDirective } from '../draft/service.ts'
import { lockDraft } from '../draft/store.ts'
import { ATTACHMENT_LIMIT_BYTES, ATTACHMENT_LIMIT_COUNT, cleanFileName, sniffType } from './rules.ts'
import {
  type AttachmentFile,
  countAttachments,
  deleteAttachment,
  findAttachment,
  insertAttachment,
  raiseRevision,
} from './store.ts'

const FIELD = 'attachments'

/** Adds a file to a draft. Refusals name the file and what to do; the draft stays as it is. */
export async function attach(
  trx: Db,
  author: Author,
  directiveId: number,
  file: { name: string; content: Buffer },
): Promise<Directive> {
  await lockedDraft(trx, directiveId)
  const refuse = (code: string) =>
    invalid({ field: FIELD, code: `draft.${code}`, values: { name: file.name.slice(0, 120) } })
  if (file.content.length === 0) throw refuse('file_empty')
  if (file.content.length > ATTACHMENT_LIMIT_BYTES) throw refuse('file_too_large')
  const type = sniffType(file.content)
  if (type === 'macros') throw refuse('file_with_macros')
  if (type === 'unknown') throw refuse('file_type')
  const count = await countAttachments(trx, directiveId)
  if (count >= ATTACHMENT_LIMIT_COUNT)
    throw invalid({ field: FIELD, code: 'draft.too_many_files', values: { limit: ATTACHMENT_LIMIT_COUNT } })
  await insertAttachment(
    trx,
    {
      directiveId,
      publicKey: randomToken(),
      fileName: cleanFileName(file.name, type),
      mime: type.mime,
      content: file.content,
      sha256: createHash('sha256').update(file.content).digest(),
      sort: count,
    },
    author,
  )
  await audit(trx, author, 'directive.file_added', directiveId)
  await raiseRevision(trx, directiveId, author)
  return readDirective(trx, directiveId, author.locale)
}

export async function detach(
  trx: Db,
  author: Author,
  directiveId: number,
  attachmentId: number,
): Promise<Directive> {
  await lockedDraft(trx, directiveId)
  if (!(await deleteAttachment(trx, directiveId, attachmentId))) throw notFound('attachment')
  await audit(trx, author, 'directive.file_removed', directiveId)
  await raiseRevision(trx, directiveId, author)
  return readDirective(trx, directiveId, author.locale)
}

/** A file with its bytes, for those who may read its directive. */
export async function readAttachment(db: Db, directiveId: number, id: number): Promise<AttachmentFile> {
  const file = await findAttachment(db, directiveId, id)
  if (!file) throw notFound('attachment')
  return file
}

async function lockedDraft(trx: Db, id: number): Promise<void> {
  const present = await lockDraft(trx, id)
  if (!present) throw notFound('directive')
  if (present.state !== 'draft') throw conflict('directive_locked')
}

const audit = (trx: Db, author: Author, action: string, directiveId: number): Promise<void> =>
  record(trx, {
    at: author.now,
    actor: { kind: 'staff', id: author.staffId },
    action,
    entity: 'directive',
    entityId: directiveId,
  })
