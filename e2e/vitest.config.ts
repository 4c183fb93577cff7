import { defineConfig } from 'vitest/config'

// Real clients against the real server: `npm run test:clients`. Kept apart from `npm test` because it first installs
// the clients, which takes minutes and a package index.
export default defineConfig({
  root: import.meta.dirname,
  test: {
    include: ['clients/**/*.test.ts'],
    globalSetup: ['./clients/global-setup.ts'],
    reporters: ['default', './clients/table-reporter.ts'],
    // One client at a time: each starts helpers of its own, and several at once hit each other's time limits.
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 60_000,
  },
})
