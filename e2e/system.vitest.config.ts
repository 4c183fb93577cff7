import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

// The whole as an operator has it: `npm run test:system`. Real processes that are killed and started again, real proxies, the
// steps of the image, what of the console takes long. Kept apart from `npm test` because it takes minutes.
export default defineConfig({
  root: join(import.meta.dirname, '..'),
  test: {
    include: ['e2e/{cli-system,console-system,server-system,scan,durability,proxies,deploy}/**/*.test.ts'],
    globalSetup: [
      'packages/storage/testing/global-postgres.ts',
      'e2e/console/global-chromium.ts',
      'e2e/proxies/global-proxies.ts',
      'e2e/deploy/global-linters.ts',
      'e2e/cli-system/global-store-programs.ts',
      'e2e/cli-system/global-shells.ts',
    ],
    maxWorkers: '100%',
    testTimeout: 30_000,
    hookTimeout: 120_000,
  },
})
