import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'

const run = (...args: string[]) =>
  promisify(execFile)(process.execPath, [join(import.meta.dirname, 'main.ts'), ...args])

it('names the machine, measures side by side, and holds every promise against what was measured', async () => {
  const { stdout } = await run('--quick', '--seconds', '0.05', '--only', 'in-process')
  expect(stdout).toContain(`Node ${process.version}`)
  expect(stdout).toMatch(/^ {2}better-auth verifyApiKey .* calls\/s +[\d,]+ \/ [\d,]+ \/ [\d,]+$/m)
  expect(stdout).toMatch(/^ {2}Keystead, on SQLite .* ≥ 100 +(?:met|MISSED .*)$/m)
})

it('refuses a room that there is not', async () => {
  await expect(run('--only', 'ballroom')).rejects.toMatchObject({ code: 64, stdout: '' })
})
