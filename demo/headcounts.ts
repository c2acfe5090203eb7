/** How many of a hundred are women, by sector: schools and health mostly, motorbike drivers hardly. */
const WOMEN: Readonly<Record<string, number>> = {
  GD_CL: 84,
  GD_NCL: 88,
  YT: 68,
  DN_FDI: 58,
  DN_NNN: 46,
  DN_NN: 41,
  HCSN: 52,
  ND: 14,
}

interface Counted {
  readonly workers: number
  readonly members: number
  readonly sector: string
}

/**
 * Men and women of a unit of the sample, without dice so that nothing else of the sample moves. Every ninth unit does not
 * tell them apart: missing is not zero.
 */
export function menAndWomen({ workers, members, sector }: Counted, index: number) {
  if (index % 9 === 4)
    return { workers_men: null, workers_women: null, members_men: null, members_women: null }
  const share = Math.min(97, Math.max(3, (WOMEN[sector] ?? 50) + ((index * 7) % 11) - 5)) / 100
  const workersWomen = Math.round(workers * share)
  // No more women among the members than among the workers, and no more men.
  const membersWomen = Math.max(
    members - (workers - workersWomen),
    Math.min(workersWomen, Math.round(members * share)),
  )
  return {
    workers_men: workers - workersWomen,
    workers_women: workersWomen,
    members_men: members - membersWomen,
    members_women: membersWomen,
  }
}
