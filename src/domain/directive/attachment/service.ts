import { createHash } from 'node:crypto'
import type { Db } from '../../../../db/client.ts'
import type { Directive } from '../../../contract/directive.ts'
import { conflict, invalid, notFound } from '../../../kernel/errors.ts'
import { randomToken } from '../../../kernel/ids.ts'
import { type Author, readDirective } from '../draft/service.ts'
import { lockDraft } from '../draft/store.ts'
import { ATTACHMENT_LIMIT_BYTES, ATTACHMENT_LIMIT_COUNT, cleanFileName, sniffType } from './rules.ts'

const FIELD = 'attachments'

/** Adds a file to a draft. Refusals name the file and what to do; the draft stays as it is. */
export async function attach(
  trx: Db,
  author: Author,
  directiveId: number,
  file: { name: string; content: Buffer },
): Promise<Directive> {
  await lockedDraft(trx, directiveId)
  const type = sniffType(file.content)
  const name = file.name.slice(0, 120)
  if (file.content.length === 0) throw invalid({ field: FIELD, code: 'draft.file_empty', values: { name } })
  if (file.content.length > ATTACHMENT_LIMIT_BYTES)
    throw invalid({ field: FIELD, code: 'draft.file_too_large', values: { name } })
  if (type === 'macros') throw invalid({ field: FIELD, code: 'draft.file_with_macros', values: { name } })
  if (type === 'unknown') throw invalid({ field: FIELD, code: 'draft.file_type', values: { name } })
  const { count } = await trx
    .selectFrom('attachment')
    .select((e) => e.fn.countAll<number>().as('count'))
    .where('directive_id', '=', directiveId)
    .executeTakeFirstOrThrow()
  if (count >= ATTACHMENT_LIMIT_COUNT)
    throw invalid({ field: FIELD, code: 'draft.too_many_files', values: { limit: ATTACHMENT_LIMIT_COUNT } })
  await trx
    .insertInto('attachment')
    .values({
      directive_id: directiveId,
      public_key: randomToken(),
      file_name: cleanFileName(file.name, type),
      mime: type.mime,
      size: file.content.length,
      sha256: createHash('sha256').update(file.content).digest(),
      content: file.content,
      sort: count,
      uploaded_by: author.staffId,
      uploaded_at: author.now,
    })
    .execute()
  await touched(trx, directiveId, author)
  return readDirective(trx, directiveId, author.locale)
}

export async function detach(
  trx: Db,
  author: Author,
  directiveId: number,
  attachmentId: number,
): Promise<Directive> {
  await lockedDraft(trx, directiveId)
  const { numDeletedRows } = await trx
    .deleteFrom('attachment')
    .where('directive_id', '=', directiveId)
    .where('id', '=', attachmentId)
    .executeTakeFirstOrThrow()
  if (numDeletedRows === 0n) throw notFound('attachment')
  await touched(trx, directiveId, author)
  return readDirective(trx, directiveId, author.locale)
}

export interface AttachmentFile {
  readonly fileName: string
  readonly mime: string
  readonly content: Buffer
}

/** A file with its bytes, for those who may read its directive. */
export async function readAttachment(db: Db, directiveId: number, id: number): Promise<AttachmentFile> {
  const file = await db
    .selectFrom('attachment')
    .innerJoin('directive', 'directive.id', 'attachment.directive_id')
    .select(['file_name as fileName', 'mime', 'content'])
    .where('directive.id', '=', directiveId)
    .where('attachment.id', '=', id)
    .executeTakeFirst()
  if (!file) throw notFound('attachment')
  return file
}

async function lockedDraft(trx: Db, id: number): Promise<void> {
  const present = await lockDraft(trx, id)
  if (!present) throw notFound('directive')
  if (present.state !== 'draft') throw conflict('directive_locked')
}

/** A changed file is a changed draft: whoever has checked it before looks again. */
async function touched(trx: Db, id: number, author: Author): Promise<void> {
  await trx
    .updateTable('directive')
    .set((e) => ({ revision: e('revision', '+', 1), updated_by: author.staffId, updated_at: author.now }))
    .where('id', '=', id)
    .execute()
}
