import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { variables } from '@keystead/server/src/environment.ts'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { root } from '../house/read-imports.ts'

const run = promisify(execFile)
const linters = inject('linters')
const chart = join(root, 'deploy/helm/keystead')

describe.runIf(linters.hadolint)('the Dockerfile', () => {
  it('is as hadolint would have it', async () => {
    const { stdout } = await run(linters.hadolint as string, ['--failure-threshold', 'style', join(root, 'Dockerfile')])
    expect(stdout).toBe('')
  })
})

describe.runIf(linters['systemd-analyze'])('the systemd unit', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'keystead-unit-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  it('is understood by systemd, and leaves the service little to do harm with', async () => {
    // A machine without Keystead has neither its program nor its account.
    const unit = await readFile(join(root, 'deploy/systemd/keystead.service'), 'utf8')
    const path = join(folder, 'keystead.service')
    await writeFile(path, unit.replace(/^ExecStart=.*$/m, 'ExecStart=/bin/true').replace(/^User=.*$/m, 'User=root'))
    const analyze = linters['systemd-analyze'] as string
    const { stdout, stderr } = await run(analyze, ['verify', path])
    expect(stdout + stderr).toBe('')
    await run(analyze, ['security', '--offline=true', '--threshold=20', path])
  })
})

describe.runIf(linters.helm)('the Helm chart', () => {
  const helm = (...args: string[]) =>
    run(linters.helm as string, args, { env: { PATH: process.env.PATH, HOME: tmpdir() } })
  const needed = ['--set', 'publicUrl=https://keys.example.com']

  it('is as helm would have it', async () => {
    const { stdout } = await helm('lint', '--strict', chart)
    expect(stdout).toContain('0 chart(s) failed')
  })

  async function render(...values: string[]) {
    const { stdout } = await helm('template', 'keys', chart, ...needed, ...values)
    return parseAllDocuments(stdout).map((document) => {
      expect(document.errors).toEqual([])
      return document.toJS() as { kind: string; spec: { template?: unknown } }
    })
  }

  it('makes manifests in which every variable is one that there is', async () => {
    const manifests = await render('--set', 'environment.KEYSTEAD_LOG_LEVEL=debug')
    expect(manifests.map(({ kind }) => kind).toSorted()).toEqual([
      'Deployment',
      'PodDisruptionBudget',
      'Service',
      'ServiceAccount',
    ])
    const deployment = JSON.stringify(manifests.find(({ kind }) => kind === 'Deployment'))
    const set = [...deployment.matchAll(/"name":"([A-Z_]+)"/g)].map(([, name = '']) => name)
    expect(set).toContain('KEYSTEAD_LOG_LEVEL')
    const known = new Set<string>(['NODE_ENV', ...variables.map(({ name }) => name)])
    expect(set.filter((name) => !known.has(name))).toEqual([])
  })

  it('has an ingress where one is asked for', async () => {
    const manifests = await render('--set', 'ingress.enabled=true', '--set', 'ingress.host=keys.example.com')
    expect(JSON.stringify(manifests.find(({ kind }) => kind === 'Ingress'))).toContain('"host":"keys.example.com"')
  })

  it.each([
    ['an address without TLS', ['--set', 'publicUrl=http://keys.example.com']],
    ['a value that there is not', [...needed, '--set', 'replica=3']],
  ])('is not installed with %s', async (_what, values) => {
    await expect(helm('template', 'keys', chart, ...values)).rejects.toThrow()
  })
})
