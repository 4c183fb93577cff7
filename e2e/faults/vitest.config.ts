import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

// Random faults, many of them: `npm run test:faults`. Kept apart from `npm test` because it takes minutes.
export default defineConfig({
  root: join(import.meta.dirname, '..'),
  test: {
    include: ['faults/**/*.test.ts'],
    env: { KEYSTEAD_TEST_SCHEDULES: process.env.KEYSTEAD_TEST_SCHEDULES ?? '200' },
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
})
