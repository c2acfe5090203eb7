import { defineConfig } from 'vitest/config'

const shared = {
  pool: 'forks' as const,
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
        // A browser, whole programs and kills: one file at a time, on a machine that does nothing else.
        test: {
          ...shared,
          name: 'alone',
          include: ['test/{browser,chaos,program}/**/*.test.ts'],
          testTimeout: 90_000,
          hookTimeout: 90_000,
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
