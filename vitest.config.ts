import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['packages/*/src/**/*.test.ts', 'e2e/house/**/*.test.ts', 'e2e/server/**/*.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 120_000,
  },
})
