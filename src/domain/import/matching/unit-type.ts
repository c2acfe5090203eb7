/** «Nghiệp đoàn …» has no employer and is a type of its own (domain.md §2.3). */
export const unitTypeOf = (name: string): 'nghiep_doan' | 'cdcs' =>
  /^nghiệp đoàn/iu.test(name) ? 'nghiep_doan' : 'cdcs'
