import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: [
      'packages/*/{src,testing}/**/*.test.ts',
      'bench/src/**/*.test.ts',
      'e2e/{authorization,cli,console,house,rotations,sdk,server}/**/*.test.ts',
    ],
    // One real PostgreSQL for the whole run; each test file makes databases of its own in it.
    globalSetup: ['packages/storage/testing/global-postgres.ts', 'e2e/console/global-chromium.ts'],
    // Much of a test is waiting for processes, sockets and disks: one worker, as for two cores by default, would idle.
    maxWorkers: '100%',
    testTimeout: 30_000,
    hookTimeout: 120_000,
  },
})
