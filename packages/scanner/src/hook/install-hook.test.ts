import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { makeRepository } from '../../testing/repository.ts'
import { installHook } from './install-hook.ts'

/** A repository, and a `keystead` that says how it was called and ends as it is told. */
function makeStage() {
  const repository = makeRepository()
  const log = join(repository.path, '.git/log')
  const command = (name: string, exitCode: number) => {
    repository.write(`.git/bin/${name}`, `#!/bin/sh\necho "${name} $*" >> '${log}'\nexit ${exitCode}\n`)
    chmodSync(join(repository.path, '.git/bin', name), 0o755)
  }
  const calls = () => readFileSync(log, 'utf8').trim().split('\n')
  const commit = () => {
    const PATH = `${join(repository.path, '.git/bin')}:${process.env.PATH}`
    const words = ['-c', 'user.name=Grace', '-c', 'user.email=g@example.com', 'commit', '--allow-empty', '-qm', 'one']
    try {
      execFileSync('git', words, { cwd: repository.path, stdio: 'pipe', env: { PATH } })
      return 'committed'
    } catch {
      return 'refused'
    }
  }
  return { ...repository, command, calls, commit }
}

describe('the hook', () => {
  it('scans what is staged before each commit, and stops one that holds a secret', async () => {
    using stage = makeStage()
    expect(await installHook(stage.path)).toMatchObject({ state: 'installed', kept: null })
    stage.command('keystead', 0)
    expect(stage.commit()).toBe('committed')
    stage.command('keystead', 2)
    expect(stage.commit()).toBe('refused')
    expect(stage.calls()).toEqual(['keystead scan --staged', 'keystead scan --staged'])
  })

  it('keeps the one that is there, which runs first, and may be installed again', async () => {
    using stage = makeStage()
    stage.command('before', 0)
    mkdirSync(join(stage.path, '.git/hooks'), { recursive: true })
    rmSync(join(stage.path, '.git/hooks/pre-commit'), { force: true })
    symlinkSync('../bin/before', join(stage.path, '.git/hooks/pre-commit'))
    stage.command('keystead', 0)
    expect(await installHook(stage.path)).toMatchObject({ state: 'installed', kept: expect.stringContaining('before') })
    expect(await installHook(stage.path)).toMatchObject({
      state: 'there already',
      kept: expect.stringContaining('before'),
    })
    expect(stage.commit()).toBe('committed')
    expect(stage.calls()).toEqual(['before ', 'keystead scan --staged'])
    stage.command('before', 1)
    expect(stage.commit()).toBe('refused')
    expect(stage.calls()).toHaveLength(3)
  })

  it('lies where the repository has its hooks, and leaves those of husky to husky', async () => {
    using stage = makeStage()
    stage.git('config', 'core.hooksPath', 'tools/hooks')
    expect(await installHook(stage.path)).toMatchObject({ path: join(stage.path, 'tools/hooks/pre-commit') })
    stage.git('config', 'core.hooksPath', '.husky/_')
    expect(await installHook(stage.path)).toEqual({ state: 'husky', path: join(stage.path, '.husky/pre-commit') })
  })
})
