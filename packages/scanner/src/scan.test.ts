import { execFileSync } from 'node:child_process'
import { chmodSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { makeDirectory, makeRepository } from '../testing/repository.ts'
import { keyIdOf, makeToken } from '../testing/secrets.ts'
import { NoRepository, type ScanTarget, scan } from './scan.ts'

const scanIn = (path: string, target: ScanTarget = 'files') => scan({ path, target, vendors: false })

/** What was found, as `path:line` and the secret. */
async function placesIn(path: string, target?: ScanTarget): Promise<Record<string, string>> {
  const { list } = await scanIn(path, target)
  return Object.fromEntries(list.map(({ place, token }) => [`${place.path}:${place.line}`, token.reveal()]))
}

describe('scanning a directory', () => {
  it('looks at all of its files, hidden ones too, and says where', async () => {
    using directory = makeDirectory()
    const [one, two, three] = [makeToken(), makeToken('acme'), makeToken()]
    directory.write('a/b/c.py', `import wandb\n\nkey = "鍵${one}"\n`)
    directory.write('.env', `X=1\nKEY=${two}\n`)
    directory.write('model.bin', Buffer.concat([Buffer.alloc(100), Buffer.from(three)]))
    expect(await placesIn(directory.path)).toEqual({ 'a/b/c.py:3': one, '.env:2': two, 'model.bin:null': three })
    const { list } = await scanIn(join(directory.path, 'a/b/c.py'))
    expect(list).toMatchObject([{ place: { path: 'c.py', line: 3, column: 9, endColumn: 9 + one.length } }])
  })

  it('follows no links, and waits for no pipe', async () => {
    using outside = makeDirectory()
    outside.write('secret', makeToken())
    using directory = makeDirectory()
    directory.write('plain', 'nothing')
    execFileSync('mkfifo', [join(directory.path, 'pipe')])
    symlinkSync(outside.path, join(directory.path, 'link'))
    symlinkSync(join(outside.path, 'secret'), join(directory.path, 'file-link'))
    expect(await scanIn(directory.path)).toMatchObject({ list: [], contents: 1, skipped: [] })
  })

  it('fails for a path that is not there', async () => {
    await expect(scanIn('/nowhere/at/all')).rejects.toThrow('ENOENT')
  })
})

describe('scanning a repository', () => {
  it('keeps .gitignore, looks at what is not tracked yet, and names files from the top', async () => {
    using repository = makeRepository()
    const [tracked, fresh, ignored] = [makeToken(), makeToken(), makeToken()]
    repository.write('.gitignore', '.env\n')
    repository.write('src/tracked ü.ts', tracked)
    repository.commit('one')
    repository.write('src/fresh.ts', fresh)
    repository.write('.env', ignored)
    const both = { 'src/tracked ü.ts:1': tracked, 'src/fresh.ts:1': fresh }
    expect(await placesIn(repository.path)).toEqual(both)
    expect(await placesIn(join(repository.path, 'src'))).toEqual(both)
    expect(await placesIn(join(repository.path, '.env'))).toEqual({ '.env:1': ignored })
  })

  it('takes what is staged from the index, and not from the working tree', async () => {
    using repository = makeRepository()
    const [committed, staged, unstaged] = [makeToken(), makeToken(), makeToken()]
    repository.write('staged.txt', `\n${staged}`)
    repository.git('add', '--all')
    expect(await placesIn(repository.path, 'staged'), 'before the first commit').toEqual({ 'staged.txt:2': staged })
    repository.write('committed.txt', committed)
    repository.write('staged.txt', 'nothing yet')
    repository.commit('one')
    repository.write('staged.txt', staged)
    repository.git('add', 'staged.txt')
    repository.write('staged.txt', 'clean again')
    repository.write('unstaged.txt', unstaged)
    expect(await placesIn(repository.path, 'staged')).toEqual({ 'staged.txt:1': staged })
  })

  it('finds in the history what was removed, on any branch, in merges, stashes and messages, with its first commit', async () => {
    using repository = makeRepository()
    const [removed, branched, merged, stashed, said] = [makeToken(), makeToken(), makeToken(), makeToken(), makeToken()]
    repository.write('a.txt', 'hello')
    repository.commit('one')
    repository.write('a.txt', `x\n${removed}`)
    const bringing = repository.commit('two')
    repository.write('b.txt', `x\n${removed}`)
    repository.write('a.txt', 'clean')
    repository.commit('three')
    repository.git('checkout', '--quiet', '-b', 'other')
    repository.write('other.txt', branched)
    const branching = repository.commit('four')
    repository.git('checkout', '--quiet', 'main')
    repository.write('main.txt', 'x')
    repository.commit(`five, with ${said}`)
    repository.git('merge', '--quiet', '--no-commit', 'other')
    repository.write('main.txt', merged)
    const merging = repository.commit('six')
    repository.write('main.txt', stashed)
    repository.git('stash')
    const { list } = await scanIn(repository.path, 'history')
    const found = Object.fromEntries(list.map(({ token, place }) => [token.reveal(), place]))
    expect(list).toHaveLength(5)
    expect(found[removed]).toMatchObject({ commit: bringing, path: 'a.txt', line: 2 })
    expect(found[branched]).toMatchObject({ commit: branching, path: 'other.txt' })
    expect(found[merged]).toMatchObject({ commit: merging, path: 'main.txt' })
    expect(found[stashed]).toMatchObject({ path: 'main.txt' })
    expect(found[said]).toMatchObject({ path: null, commit: expect.stringMatching(/^[0-9a-f]{40}$/) })
  })

  it('says of a shallow clone that its history is not whole', async () => {
    using repository = makeRepository()
    repository.write('a', '1')
    repository.commit('one')
    repository.write('a', '2')
    repository.commit('two')
    expect(await scanIn(repository.path, 'history')).toMatchObject({ isShallow: false, contents: 4 })
    using clones = makeDirectory()
    repository.git('clone', '--quiet', '--depth=1', `file://${repository.path}`, join(clones.path, 'clone'))
    expect(await scanIn(join(clones.path, 'clone'), 'history')).toMatchObject({ isShallow: true, contents: 2 })
  })

  it('runs nothing that a repository of somebody else’s would have git start', async () => {
    using repository = makeRepository()
    repository.write('evil', '#!/bin/sh\ntouch "$(dirname "$0")/ran"\n')
    chmodSync(join(repository.path, 'evil'), 0o755)
    for (const name of ['core.fsmonitor', 'core.pager', 'diff.external', 'core.sshCommand']) {
      repository.git('config', name, join(repository.path, 'evil'))
    }
    repository.git('-c', 'core.fsmonitor=false', 'add', '--all')
    for (const target of ['files', 'staged', 'history'] as const) await scanIn(repository.path, target)
    const { contents } = await scanIn(repository.path)
    expect(contents, 'a file called "ran" would be the second').toBe(1)
  })

  it.each(['staged', 'history'] as const)('says of %s that it takes a repository', async (target) => {
    using directory = makeDirectory()
    await expect(scanIn(directory.path, target)).rejects.toThrow(NoRepository)
  })
})

describe('what may stay', () => {
  it('is said by a comment on its line, by its path, its fingerprint or its key ID', async () => {
    using repository = makeRepository()
    const [commented, inPath, printed, revoked, left] = [
      makeToken(),
      makeToken(),
      makeToken(),
      makeToken(),
      makeToken(),
    ]
    repository.write('commented.py', `key = "${commented}"  # keystead-scan: allow\n`)
    repository.write('docs/examples/a.md', inPath)
    repository.write('printed.txt', printed)
    repository.write('revoked.txt', revoked)
    repository.write('left.txt', `# keystead-scan: allow\n${left}`)
    const before = await scanIn(repository.path)
    expect(before).toMatchObject({ findings: 4, allowed: 1 })
    const fingerprint = before.list.find(({ place }) => place.path === 'printed.txt')?.fingerprint
    repository.write(
      '.keysteadignore',
      `# known\n\ndocs/examples/\nfingerprint:${fingerprint} # since 2024\r\nkey:${keyIdOf(revoked)}\n`,
    )
    expect(await placesIn(repository.path)).toEqual({ 'left.txt:2': left })
    expect(await scanIn(repository.path)).toMatchObject({ findings: 1, allowed: 4 })
    repository.git('add', '--all', '--', ':!.keysteadignore')
    expect(await scanIn(repository.path, 'staged'), 'an ignore file that is not staged').toMatchObject({ findings: 4 })
    repository.git('add', '.keysteadignore')
    expect(await scanIn(repository.path, 'staged')).toMatchObject({ findings: 1 })
  })
})
