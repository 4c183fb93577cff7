import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

// Random faults and rotations, many of them: `npm run test:faults`. Kept apart from `npm test` because it takes minutes.
export default defineConfig({
  root: join(import.meta.dirname, '..'),
  test: {
    include: ['{faults,rotations}/**/*.test.ts'],
    env: {
      KEYSTEAD_TEST_SCHEDULES: process.env.KEYSTEAD_TEST_SCHEDULES ?? '200',
      KEYSTEAD_TEST_ROTATIONS: process.env.KEYSTEAD_TEST_ROTATIONS ?? '5000',
      KEYSTEAD_TEST_CROWD: process.env.KEYSTEAD_TEST_CROWD ?? '10000',
    },
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
})
