import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

// Faults at length: `npm run test:faults`. `npm test` runs the same files with few schedules.
export default defineConfig({
  root: join(import.meta.dirname, '..'),
  test: {
    include: ['faults/**/*.test.ts'],
    env: { KEYSTEAD_TEST_SCHEDULES: process.env.KEYSTEAD_TEST_SCHEDULES ?? '200' },
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
})
