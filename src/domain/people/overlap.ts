import { notFound, Problem } from '../../kernel/errors.ts'

/** The words of the database's own refusals about posts. */
const REFUSALS: Readonly<Record<string, string>> = {
  post_once: 'post_held_already',
  post_contact_order: 'contact_order_taken',
  post_dates: 'post_ends_before_it_began',
}

/** Which field of the form each is about. */
const FIELDS: Readonly<Record<string, string>> = {
  post_held_already: 'positionCode',
  contact_order_taken: 'contactOrder',
  post_ends_before_it_began: 'on',
}

/** Runs one statement about posts; what the constraints of `post` refuse becomes a Problem. */
export async function refusedOverlap<T>(
  work: () => Promise<T>,
  { foreignKey }: { foreignKey?: string } = {},
): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const { constraint, code } = error as { constraint?: string; code?: string }
    const refusal = constraint === undefined ? undefined : REFUSALS[constraint]
    if (refusal)
      throw new Problem('conflict', refusal, { faults: [{ field: FIELDS[refusal]!, code: refusal }] })
    if (code === '23503' && foreignKey) throw notFound(foreignKey)
    throw error
  }
}
