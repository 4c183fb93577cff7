import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Exercise, exercise, type Send } from '../server/exercise.ts'
import {
  findInExchanges,
  findInFiles,
  findSecrets,
  type Secret,
  secretBytes,
  secretsOfToken,
  secretText,
} from '../server/find-secrets.ts'
import { bearer } from '../server/hostile-row.ts'
import { type Program, runKeystead } from '../server/logged-server.ts'
import { exchange, writeRequest } from '../server/raw-http.ts'
import { startTraceCollector, type TraceCollector } from '../support/trace-collector.ts'

// 43 characters that look like the secret part of a token, which nothing can tell from any other word: a name that
// holds them is stored and answered, and the search must find it there.
const canaryText = randomBytes(64)
  .toString('base64')
  .replaceAll(/[^0-9A-Za-z]/g, '')
  .slice(0, 43)

describe('a server process that logs everything, with tokens planted everywhere', () => {
  let folder: string
  let dataFolder: string
  let environment: Record<string, string>
  let server: Program
  let collector: TraceCollector
  let url: string
  let done: Exercise
  let metrics: string
  let commandLine: string
  let filesWhileRunning: Awaited<ReturnType<typeof findInFiles>>
  let filesAfterwards: Awaited<ReturnType<typeof findInFiles>>
  let secrets: readonly Secret[]
  const commands: { name: string; output: Buffer }[] = []

  const send: Send = async ({ method, path, headers, body }) => {
    const response = await fetch(url + path, { method, headers, ...(body && { body }) })
    return { status: response.status, headers: JSON.stringify([...response.headers]), body: await response.text() }
  }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'keystead-planted-'))
    dataFolder = join(folder, 'data')
    collector = await startTraceCollector()
    environment = {
      HOME: folder,
      KEYSTEAD_PORT: '0',
      KEYSTEAD_DATA_DIR: dataFolder,
      // Outside the data folder, which can then be searched for it.
      KEYSTEAD_PEPPER_FILE: join(folder, 'pepper'),
      KEYSTEAD_LEGACY_KEYS: 'true',
      KEYSTEAD_LOG_LEVEL: 'trace',
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    }
    const bootstrap = runKeystead(['bootstrap', '--email', 'ada@example.com', '--organization', 'acme'], environment)
    await bootstrap.ended
    commands.push({ name: 'bootstrap', output: bootstrap.stderr() })
    const { token } = JSON.parse(bootstrap.stdout().toString('utf8')) as { token: string }

    server = runKeystead(['serve'], environment)
    const [, address = ''] = await server.printed(/listening on (http:\/\/[^\s/]+)/)
    url = address
    done = await exercise(send, token)
    const pepper = (await readFile(join(folder, 'pepper'), 'utf8')).trim().split(' ')[1] ?? ''
    secrets = [
      ...done.secrets,
      ...secretsOfToken('the bootstrap token', token),
      secretText('the pepper', pepper),
      secretBytes('the pepper’s bytes', Buffer.from(pepper, 'base64url')),
    ]
    await sendNoRequests()
    await misuseCommands()
    await plantCanary(token)

    metrics = await (await fetch(`${url}/metrics`)).text()
    commandLine = await readCommandLine(server.pid)
    filesWhileRunning = await findInFiles([...secrets, canary], dataFolder)
    server.kill('SIGTERM')
    await server.ended
    filesAfterwards = await findInFiles([...secrets, canary], dataFolder)
  }, 300_000)
  afterAll(async () => {
    server?.kill('SIGKILL')
    await server?.ended
    await collector?.close()
    await rm(folder, { recursive: true, force: true })
  })

  const canary = secretText('the canary', canaryText)

  /** What Node gives up on before there is a request: its errors hold the bytes that it could not read. */
  async function sendNoRequests() {
    const { validToken: token } = done
    const broken = [
      writeRequest({ path: '/api/v1/me', headers: [bearer(token), ['x-large', token.repeat(300)]] }),
      writeRequest({ path: `/${token.repeat(300)}` }),
      writeRequest({ path: '/api/v1/me', headers: [bearer(token), ['content-length', token]] }),
      Buffer.from(`${token} / HTTP/1.1\r\n\r\n`),
      Buffer.from(`GET /${token} HTTP/9.9\r\n\r\n`),
      Buffer.from(`GET / HTTP/1.1\r\nauthorization : Bearer ${token}\r\n\r\n`),
    ]
    for (const [place, bytes] of broken.entries()) {
      const { status, headers, body, rest } = await exchange(url, bytes)
      done.exchanges.push({
        label: `broken request ${place}`,
        status,
        headers: JSON.stringify([...headers]),
        body: body + rest,
      })
    }
  }

  /** Where people put what they have in the clipboard. */
  async function misuseCommands() {
    const { validToken: token } = done
    const run = async (name: string, args: string[], changed: Record<string, string> = {}) => {
      const program = runKeystead(args, { ...environment, ...changed })
      const exitCode = await program.ended
      commands.push({
        name,
        output: Buffer.concat([Buffer.from(`exit ${exitCode}\n`), program.stdout(), program.stderr()]),
      })
    }
    const bootstrap = ['bootstrap', '--email', 'eve@example.com', '--organization', 'acme']
    await Promise.all([
      run('a token for a command', [token]),
      run('a token behind serve', ['serve', token]),
      run('a token for an option', [...bootstrap, `--${token}`]),
      run('a token for a backup', ['backup', token]),
      run('a token for a restore', ['restore', token]),
      run('a token for a pepper', ['pepper', 'use', token]),
      run('a token for an e-mail address', ['bootstrap', '--email', token, '--organization', 'acme']),
    ])
    await Promise.all([
      run('a token for an organization', ['bootstrap', '--email', 'eve@example.com', '--organization', token]),
      ...['KEYSTEAD_PORT', 'KEYSTEAD_KEY_PREFIX', 'KEYSTEAD_TRUSTED_PROXIES', 'KEYSTEAD_LOG_LEVEL', 'DATABASE_URL'].map(
        (name) => run(`a token for ${name}`, ['serve'], { [name]: token }),
      ),
    ])
  }

  async function plantCanary(token: string) {
    const reply = await send({
      method: 'POST',
      path: '/api/v1/keys',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ name: canaryText }),
    })
    expect(findInExchanges([canary], [{ label: 'an answer', ...reply }])).toEqual([
      'an answer holds the canary, as it is',
    ])
  }

  it('shows none in an answer', () => {
    expect(done.exchanges.length).toBeGreaterThan(1_500)
    expect(findInExchanges(secrets, done.exchanges).slice(0, 20)).toEqual([])
  })

  it('prints none, neither on standard output nor on standard error', () => {
    expect(server.stdout().toString('utf8')).toContain('listening on')
    expect(server.stderr().toString('utf8').split('\n').length).toBeGreaterThan(1_500)
    expect(findSecrets(secrets, 'standard output', server.stdout())).toEqual([])
    expect(findSecrets(secrets, 'standard error', server.stderr())).toEqual([])
    // What holds for one token that is taken out holds for the next that looks a little different: none may get so far.
    expect(server.stderr().toString('utf8')).not.toContain('[redacted]')
  })

  it('keeps none in its metrics, and is given none on its command line, where everybody can read it', () => {
    expect(metrics).toContain('keystead_verifications_total')
    expect(findSecrets(secrets, '/metrics', Buffer.from(metrics))).toEqual([])
    expect(commandLine).toContain('serve')
    expect(findSecrets(secrets, 'the command line', Buffer.from(commandLine))).toEqual([])
  })

  it('sends none to who collects its traces', () => {
    expect(collector.spans().length).toBeGreaterThan(1_500)
    expect(findSecrets([...secrets, canary], 'the traces', collector.received())).toEqual([])
  })

  it('remembers in its audit trail what was wanted, and not the tokens', () => {
    for (const text of done.trail) {
      expect(text.length).toBeGreaterThan(10_000)
      expect(findSecrets(secrets, 'the trail', Buffer.from(text))).toEqual([])
    }
    expect(done.trail[0]).toContain('[redacted]')
  })

  it.each([
    ['while it runs', () => filesWhileRunning, 'keystead.sqlite-wal'],
    ['after it has stopped', () => filesAfterwards, 'keystead.sqlite'],
  ])('writes none to a file of its data folder, %s', (_when, search, file) => {
    const { files, found } = search()
    expect(files).toContain(file)
    expect(found.filter((line) => !line.includes('the canary'))).toEqual([])
    // The canary is there, so whatever else is in plain text would have been found.
    expect(found).toContain(`${file} holds the canary, as it is`)
  })

  it('has commands that refuse a token in the place of an argument or a setting without repeating it', () => {
    expect(commands.length).toBeGreaterThan(10)
    const refused = commands.slice(1).filter(({ output }) => /^exit (?:1|64|69|75|78)\n/.test(output.toString('utf8')))
    expect(refused).toHaveLength(commands.length - 1)
    expect(commands.flatMap(({ name, output }) => findSecrets(secrets, name, output))).toEqual([])
  })
})

/** As everybody on the machine can read it. */
function readCommandLine(pid: number): Promise<string> {
  return readFile(`/proc/${pid}/cmdline`, 'utf8').catch(async () => {
    const { stdout } = await promisify(execFile)('ps', ['-ww', '-o', 'args=', '-p', String(pid)])
    return stdout
  })
}
