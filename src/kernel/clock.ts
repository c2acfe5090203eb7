/**
 * Time is injected (invariant 15). Rules take `now`; only the edges of the program hold a Clock.
 * Storage is UTC; people read Asia/Ho_Chi_Minh (see dates.ts).
 */
export interface Clock {
  now(): Date
}

/** The machine's clock, shifted by a constant so that a sample day can be replayed (`LOA_CLOCK`). */
export function systemClock(offsetMs = 0): Clock {
  return { now: () => new Date(Date.now() + offsetMs) }
}

/** A clock that stands still until a test moves it. */
export class MovableClock implements Clock {
  #at: number
  constructor(start: Date | string) {
    this.#at = new Date(start).getTime()
  }
  now(): Date {
    return new Date(this.#at)
  }
  advance(amount: { hours?: number; minutes?: number; seconds?: number; ms?: number }): void {
    this.#at +=
      (amount.hours ?? 0) * 3_600_000 +
      (amount.minutes ?? 0) * 60_000 +
      (amount.seconds ?? 0) * 1000 +
      (amount.ms ?? 0)
  }
  set(to: Date | string): void {
    this.#at = new Date(to).getTime()
  }
}

export const minutes = (n: number): number => n * 60_000
export const addMs = (at: Date, ms: number): Date => new Date(at.getTime() + ms)
