/** One line of `npm run bench`. */
export interface Measure {
  readonly name: string
  readonly value: number
  readonly unit: string
  /** The same work without Loa, in the same run on the same machine; null where there is nothing to compare with. */
  readonly baseline: number | null
  /** value ÷ baseline. */
  readonly ratio: number | null
  /** What the figure should reach, as text: «≥ 0.5». */
  readonly bar?: string
}

/** What a file of test/load exports. */
export interface Bench {
  /** As in `npm run bench <name>`. */
  readonly name: string
  run(): Promise<readonly Measure[]>
}

export function measure(
  name: string,
  value: number,
  unit: string,
  options: { baseline?: number; bar?: string } = {},
): Measure {
  const { baseline, bar } = options
  return {
    name,
    value: rounded(value),
    unit,
    baseline: baseline === undefined ? null : rounded(baseline),
    ratio: baseline === undefined ? null : rounded(value / baseline),
    ...(bar === undefined ? {} : { bar }),
  }
}

const rounded = (value: number): number => Number(value.toPrecision(4))

/** The value below which `share` (0–1) of the samples lie. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN
}
