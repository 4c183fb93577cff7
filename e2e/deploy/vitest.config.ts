import { defineConfig } from 'vitest/config'

// `npm run test:deployment`: behind the proxies that there are, and out of the image, whose steps take minutes.
export default defineConfig({
  test: {
    include: ['e2e/{proxies,deploy}/**/*.test.ts'],
    globalSetup: ['packages/storage/testing/global-postgres.ts', 'e2e/proxies/global-proxies.ts'],
    maxWorkers: '100%',
    testTimeout: 30_000,
    hookTimeout: 120_000,
  },
})
