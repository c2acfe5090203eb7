import { z } from 'zod'

/** How a person is addressed in a letter; null when unknown: then «ông/bà». */
export const Salutation = z.enum(['ông', 'bà'])
export type Salutation = z.infer<typeof Salutation>
