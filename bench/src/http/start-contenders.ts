import { isInstalled } from '../is-installed.ts'
import type { Plan } from '../plan.ts'
import type { Program } from '../processes/start-program.ts'
import type { Contender, Exchange } from './contender.ts'
import type { LineUp } from './line-up.ts'
import { verifyExchange } from './verify-exchange.ts'

const bare = 'bare node:http, POST'
const bareGet = 'bare node:http, GET'
const notInstalled = 'it is not installed'

type Server = { readonly url: string; readonly token: string; readonly tokens: readonly string[] }
const readServer = ({ ready }: Program) => ready as Server

/** Starts all that this machine has. Answers the one of them that is to be measured further. */
export async function startContenders(lineUp: LineUp, { quick }: Plan): Promise<Contender> {
  const server = await lineUp.start('keystead-server')
  const { url, token } = readServer(server)
  const oneKey = verifyExchange(url, token, [token])
  const answer = await fetchText(oneKey)
  const exchange: Exchange = { ...oneKey, isRight: (body) => body === answer }
  const keystead: Contender = {
    name: 'Keystead, POST /api/v1/verify',
    program: server,
    exchange,
    baseline: bare,
    promisedShare: 0.9,
  }

  const bareServer = await lineUp.start('bare-server', { BENCH_ANSWER: answer })
  lineUp.add({ name: bare, program: bareServer, exchange: sentTo(bareServer, exchange), baseline: bare })
  lineUp.add(keystead)
  await addManyKeys(lineUp, quick ? 1_000 : 100_000)
  await addForwardAuth(lineUp, keystead, bareServer)
  await addFrameworks(lineUp, exchange, answer)
  await addBetterAuth(lineUp, exchange)
  return keystead
}

async function addManyKeys(lineUp: LineUp, keys: number): Promise<void> {
  const program = await lineUp.start('keystead-server', { BENCH_KEYS: String(keys) })
  const { url, token, tokens } = readServer(program)
  const name = `the same, ${tokens.length.toLocaleString('en')} of ${keys.toLocaleString('en')} keys in turn`
  lineUp.add({ name, program, exchange: verifyExchange(url, token, tokens), baseline: bare })
}

async function addForwardAuth(lineUp: LineUp, { program }: Contender, bareServer: Program): Promise<void> {
  const name = 'Keystead, GET /auth'
  const { url, token } = readServer(program)
  const headers = { authorization: `Bearer ${token}` }
  const exchange: Exchange = { method: 'GET', url: `${url}/auth`, headers, isRight: (body) => body === '' }
  // A version without the door answers, too: with a page.
  const response = await fetch(exchange.url, { headers })
  if (!response.headers.has('x-keystead-principal')) return lineUp.leaveOut(name, 'this version has no such door')
  lineUp.add({ name: bareGet, program: bareServer, exchange: sentTo(bareServer, exchange), baseline: bareGet })
  lineUp.add({ name, program, exchange, baseline: bareGet })
}

async function addFrameworks(lineUp: LineUp, exchange: Exchange, answer: string): Promise<void> {
  for (const [stack, name] of [
    ['fastify', 'Fastify, no logic'],
    ['hono', 'Hono, no logic'],
  ] as const) {
    if (!isInstalled(stack)) {
      lineUp.leaveOut(name, notInstalled)
      continue
    }
    const program = await lineUp.start('stack-servers', { BENCH_ANSWER: answer, BENCH_STACK: stack })
    lineUp.add({ name, program, exchange: sentTo(program, exchange), baseline: bare })
  }
}

async function addBetterAuth(lineUp: LineUp, exchange: Exchange): Promise<void> {
  const name = 'better-auth verifyApiKey behind node:http'
  if (!isInstalled('@better-auth/api-key')) return lineUp.leaveOut(name, notInstalled)
  const program = await lineUp.start('better-auth-server')
  const bodies = [JSON.stringify({ token: program.ready.token })]
  const isRight = (body: string) => body === '{"valid":true}'
  lineUp.add({ name, program, exchange: { ...sentTo(program, exchange), bodies, isRight }, baseline: bare })
}

/** The same, to another server. */
function sentTo({ ready }: Program, exchange: Exchange): Exchange {
  return { ...exchange, url: `${ready.url}${new URL(exchange.url).pathname}` }
}

async function fetchText({ method, url, headers, bodies = [] }: Exchange): Promise<string> {
  const response = await fetch(url, { method, headers, body: bodies[0] ?? null })
  if (!response.ok) throw new Error(`${url} answered ${response.status}`)
  return response.text()
}
