export const STEPS = [1, 2, 3, 4, 5] as const
export type Step = (typeof STEPS)[number]

export interface WizardSearch {
  step?: Step
}

/** The step stands in the address: «back» goes one step back, a reload stays. */
export function readWizardSearch(search: Record<string, unknown>): WizardSearch {
  const step = STEPS.find((one) => one === Number(search['step']))
  return step === undefined || step === 1 ? {} : { step }
}
