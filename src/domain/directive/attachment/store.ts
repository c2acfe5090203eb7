import type { Db } from '../../../../db/client.ts'

export interface NewAttachment {
  readonly directiveId: number
  readonly publicKey: string
  readonly fileName: string
  readonly mime: string
  readonly content: Buffer
  readonly sha256: Buffer
  readonly sort: number
}

export interface AttachmentFile {
  readonly fileName: string
  readonly mime: string
  readonly content: Buffer
}

interface By {
  readonly staffId: number
  readonly now: Date
}

export async function countAttachments(trx: Db, directiveId: number): Promise<number> {
  const { count } = await trx
    .selectFrom('attachment')
    .select((e) => e.fn.countAll<number>().as('count'))
    .where('directive_id', '=', directiveId)
    .executeTakeFirstOrThrow()
  return count
}

export async function insertAttachment(trx: Db, file: NewAttachment, by: By): Promise<void> {
  await trx
    .insertInto('attachment')
    .values({
      directive_id: file.directiveId,
      public_key: file.publicKey,
      file_name: file.fileName,
      mime: file.mime,
      size: file.content.length,
      sha256: file.sha256,
      content: file.content,
      sort: file.sort,
      uploaded_by: by.staffId,
      uploaded_at: by.now,
    })
    .execute()
}

/** False when the draft has no such file. */
export async function deleteAttachment(trx: Db, directiveId: number, id: number): Promise<boolean> {
  const { numDeletedRows } = await trx
    .deleteFrom('attachment')
    .where('directive_id', '=', directiveId)
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  return numDeletedRows > 0n
}

/** A changed file is a changed draft: whoever has checked it before looks again. */
export async function raiseRevision(trx: Db, directiveId: number, by: By): Promise<void> {
  await trx
    .updateTable('directive')
    .set((e) => ({ revision: e('revision', '+', 1), updated_by: by.staffId, updated_at: by.now }))
    .where('id', '=', directiveId)
    .execute()
}

/** The join with directive lets row-level security decide who reads. */
export async function findAttachment(
  db: Db,
  directiveId: number,
  id: number,
): Promise<AttachmentFile | undefined> {
  return db
    .selectFrom('attachment')
    .innerJoin('directive', 'directive.id', 'attachment.directive_id')
    .select(['file_name as fileName', 'mime', 'content'])
    .where('directive.id', '=', directiveId)
    .where('attachment.id', '=', id)
    .executeTakeFirst()
}
