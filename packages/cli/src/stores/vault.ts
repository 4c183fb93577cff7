import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { Failure } from '../failure.ts'
import type { SecretStore } from './secret-store.ts'

type Variables = Readonly<Record<string, string>>
type Fields = Readonly<Record<string, unknown>>
/** `kv/team/app#FIELD`: where the engine is mounted, the path in it, and the field. */
type Place = { readonly mount: string; readonly path: string; readonly field: string }
type Version = { readonly fields: Fields; readonly number: number }

const usualField = 'token'
const timeoutMs = 15_000
const mostAttempts = 3

/**
 * HashiCorp Vault and OpenBao: their KV engine, version 2. Takes the variables of their own command: `VAULT_ADDR` and
 * `VAULT_TOKEN` (or `~/.vault-token`), or `VAULT_ROLE_ID` and `VAULT_SECRET_ID` for AppRole; `BAO_…` does the same.
 */
export function openVault(variables: Variables): SecretStore {
  const read = (name: string) => variables[`BAO_${name}`] || variables[`VAULT_${name}`]
  const address = read('ADDR')?.replace(/\/+$/, '')
  if (address === undefined)
    throw new Failure('configuration', ({ stores }) => stores.needsVariables('vault', 'VAULT_ADDR'))
  const namespace = read('NAMESPACE')
  let token: Promise<string> | undefined

  const send = async (method: string, path: string, body?: unknown, authorization?: string) => {
    const headers = {
      ...(authorization !== undefined && { 'x-vault-token': authorization }),
      ...(namespace !== undefined && { 'x-vault-namespace': namespace }),
    }
    const init = { method, headers, body: body === undefined ? null : JSON.stringify(body), redirect: 'error' as const }
    try {
      const response = await fetch(`${address}/v1/${path}`, { ...init, signal: AbortSignal.timeout(timeoutMs) })
      return { status: response.status, answer: readFields(await response.text()) }
    } catch {
      throw new Failure('unavailable', ({ stores }) => stores.unreachable(address))
    }
  }
  const logIn = async (): Promise<string> => {
    const [roleId, secretId] = [read('ROLE_ID'), read('SECRET_ID')]
    const own = read('TOKEN') ?? (roleId === undefined ? await readTokenFile() : undefined)
    if (own !== undefined) return own
    if (roleId === undefined || secretId === undefined) {
      throw new Failure('configuration', ({ stores }) => stores.needsVariables('vault', 'VAULT_TOKEN'))
    }
    const path = `auth/${encodePath(read('APPROLE_MOUNT') ?? 'approle')}/login`
    const { status, answer } = await send('POST', path, { role_id: roleId, secret_id: secretId })
    const given = recordOf(answer.auth).client_token
    if (typeof given !== 'string') throw refusal(address, status, answer)
    return given
  }
  const ask = async (method: string, path: string, body?: unknown) => {
    token ??= logIn()
    return send(method, path, body, await token)
  }

  const readVersion = async ({ mount, path }: Place): Promise<Version> => {
    const { status, answer } = await ask('GET', `${mount}/data/${path}`)
    const { data, metadata } = recordOf(answer.data)
    if (status !== 200 && status !== 404) throw refusal(address, status, answer)
    const { version = 0 } = recordOf(metadata)
    return { fields: recordOf(data), number: Number(version) }
  }
  /** Writes what is made of what is there, unless somebody else has written meanwhile: then again. */
  const change = async (place: Place, make: (fields: Fields) => Fields): Promise<void> => {
    for (let attempt = 0; attempt < mostAttempts; attempt++) {
      const { fields, number } = await readVersion(place)
      const body = { data: make(fields), options: { cas: number } }
      const { status, answer } = await ask('POST', `${place.mount}/data/${place.path}`, body)
      if (status < 300) return
      if (status !== 400 || !/check-and-set/.test(messageOf(answer))) throw refusal(address, status, answer)
    }
    throw new Failure('tryLater', ({ stores }) => stores.changing(address))
  }

  return {
    async get(text) {
      const place = parsePlace(text)
      const value = (await readVersion(place)).fields[place.field]
      return typeof value === 'string' ? value : undefined
    },
    async put(text, secret) {
      const place = parsePlace(text)
      await change(place, (fields) => ({ ...fields, [place.field]: secret }))
    },
    async list(prefix) {
      const folder = prefix.slice(0, prefix.lastIndexOf('/') + 1)
      const [mount = '', ...steps] = (folder || `${prefix}/`).split('/').filter((step) => step !== '')
      const { status, answer } = await ask('GET', encodePath([mount, 'metadata', ...steps].join('/'), '/?list=true'))
      if (status !== 200 && status !== 404) throw refusal(address, status, answer)
      const { keys = [] } = recordOf(answer.data)
      const paths = (keys as readonly string[]).map((key) => `${[mount, ...steps].join('/')}/${key}`)
      return paths.filter((path) => path.startsWith(prefix))
    },
    async remove(text) {
      const place = parsePlace(text)
      const { fields } = await readVersion(place)
      if (!Object.hasOwn(fields, place.field)) return false
      const { [place.field]: _, ...others } = fields
      if (Object.keys(others).length > 0) {
        await change(place, ({ [place.field]: _, ...rest }) => rest)
        return true
      }
      // With its versions: of a secret that is only marked as deleted, each would still be there to be read.
      const { status, answer } = await ask('DELETE', `${place.mount}/metadata/${place.path}`)
      if (status >= 300) throw refusal(address, status, answer)
      return true
    },
  }
}

function parsePlace(text: string): Place {
  const [whole = '', field = usualField] = text.split('#')
  const [mount, ...steps] = whole.split('/').filter((step) => step !== '')
  if (mount === undefined || steps.length === 0 || field === '') {
    throw new Failure('usage', ({ stores }) => stores.pathShape('vault:kv/team/app#WANDB_API_KEY'))
  }
  return { mount: encodePath(mount), path: encodePath(steps.join('/')), field }
}

/** Steps such as `..` would lead to another operation, encoded or not. */
function encodePath(path: string, end = ''): string {
  const steps = path.split('/')
  if (steps.some((step) => step === '.' || step === '..')) {
    throw new Failure('usage', ({ stores }) => stores.pathShape('vault:kv/team/app#WANDB_API_KEY'))
  }
  return steps.map(encodeURIComponent).join('/') + end
}

async function readTokenFile(): Promise<string | undefined> {
  const text = await readFile(join(homedir(), '.vault-token'), 'utf8').catch(() => '')
  return text.trim() || undefined
}

/** Its own words, which name paths and permissions. */
function refusal(address: string, status: number, answer: Fields): Failure {
  const exit = status === 403 ? 'notAllowed' : status >= 500 ? 'unavailable' : 'failed'
  return new Failure(exit, ({ stores }) => stores.refused(address, messageOf(answer) || `HTTP ${status}`))
}

const messageOf = ({ errors }: Fields) => (Array.isArray(errors) ? errors.join(' ').trim() : '')

const recordOf = (value: unknown): Fields => (typeof value === 'object' && value !== null ? (value as Fields) : {})

function readFields(text: string): Fields {
  try {
    return recordOf(JSON.parse(text))
  } catch {
    return {}
  }
}
