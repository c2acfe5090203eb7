/** Where a new draft comes from: a kind, a template M1–M8, or the directive that it corrects. */
export interface NewSearch {
  kind?: string
  template?: number
  corrects?: number
}
export function readNewSearch(search: Record<string, unknown>): NewSearch {
  return {
    kind: typeof search.kind === 'string' ? search.kind : undefined,
    template: Number(search.template) || undefined,
    corrects: Number(search.corrects) || undefined,
  }
}

/** Which of the five steps is open. */
export interface ComposerSearch {
  step?: number
}
export function readComposerSearch(search: Record<string, unknown>): ComposerSearch {
  const step = Number(search.step)
  return { step: step >= 1 && step <= 5 ? step : undefined }
}
