import { defineConfig } from 'vitest/config'

const shared = {
  pool: 'forks' as const,
  // Two files at a time, as many as the smallest machine has cores: a test waits for a database, a browser or a process
  // for two thirds of its time. Files share their worker's modules (no test replaces one), which are read once.
  maxWorkers: 2,
  isolate: false,
  expect: { poll: { timeout: 5_000, interval: 20 } },
  testTimeout: 20_000,
  hookTimeout: 60_000,
}

export default defineConfig({
  test: {
    globalSetup: ['test/harness/global-setup.ts'],
    projects: [
      {
        test: {
          ...shared,
          name: 'together',
          include: [
            '{src,db,demo,fakes,web}/**/*.test.ts',
            'test/{architecture,scenarios,harness}/**/*.test.ts',
          ],
          sequence: { groupOrder: 0 },
        },
      },
      {
        // A browser, whole programs and kills: when the others are done.
        test: {
          ...shared,
          name: 'alone',
          include: ['test/{browser,chaos,program}/**/*.test.ts'],
          testTimeout: 90_000,
          hookTimeout: 90_000,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
