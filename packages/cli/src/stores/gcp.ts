import { Failure } from '../failure.ts'
import { readField, splitField, withoutField, writeField } from './fields.ts'
import { cloudFailure, loadOptional } from './optional-package.ts'
import type { SecretStore } from './secret-store.ts'

// The numbers of google.rpc.Code.
const notFound = 5

/**
 * Google Secret Manager: `gcp:project/secret`, with Google's application default credentials. `SECRET_MANAGER_EMULATOR_HOST` leads
 * to a stand-in, as Google's other emulators are named.
 */
export async function openGcp(variables: Readonly<Record<string, string>>): Promise<SecretStore> {
  const name = '@google-cloud/secret-manager'
  const { SecretManagerServiceClient } = await loadOptional(name, () => import('@google-cloud/secret-manager'))
  const client = new SecretManagerServiceClient(await optionsOf(variables.SECRET_MANAGER_EMULATOR_HOST))
  const reach = async <Result>(act: () => Promise<Result>): Promise<Result> => {
    try {
      return await act()
    } catch (error) {
      throw cloudFailure('Google Secret Manager', error)
    }
  }
  const read = async (secret: string): Promise<string | undefined> => {
    try {
      const [{ payload }] = await client.accessSecretVersion({ name: `${secret}/versions/latest` })
      return payload?.data === undefined || payload.data === null
        ? undefined
        : Buffer.from(payload.data).toString('utf8')
    } catch (error) {
      if ((error as { code?: unknown }).code === notFound) return undefined
      throw error
    }
  }
  const write = async (parent: string, text: string) => {
    const version = { parent, payload: { data: Buffer.from(text) } }
    try {
      await client.addSecretVersion(version)
    } catch (error) {
      if ((error as { code?: unknown }).code !== notFound) throw error
      const [project = '', secretId = ''] = parent.split('/secrets/')
      await client.createSecret({ parent: project, secretId, secret: { replication: { automatic: {} } } })
      await client.addSecretVersion(version)
    }
  }
  return {
    get: (text) =>
      reach(async () => {
        const { secret, field } = parsePlace(text)
        return readField(await read(secret), field)
      }),
    put: (text, value) =>
      reach(async () => {
        const { secret, field } = parsePlace(text)
        await write(secret, writeField(field === undefined ? undefined : await read(secret), field, value))
      }),
    list: (prefix) =>
      reach(async () => {
        const [project = ''] = prefix.split('/')
        const [secrets] = await client.listSecrets({ parent: `projects/${project}` })
        const paths = secrets.map((secret) => `${project}/${secret.name?.split('/').at(-1)}`)
        return paths.filter((path) => path.startsWith(prefix))
      }),
    remove: (text) =>
      reach(async () => {
        const { secret, field } = parsePlace(text)
        const before = await read(secret)
        if (readField(before, field) === undefined || before === undefined) return false
        const rest = withoutField(before, field)
        if (rest !== undefined) await write(secret, rest)
        // With all of its versions.
        else await client.deleteSecret({ name: secret })
        return true
      }),
  }
}

function parsePlace(text: string): { readonly secret: string; readonly field: string | undefined } {
  const { path, field } = splitField(text)
  const [project, secret, ...more] = path.split('/')
  if (!project || !secret || more.length > 0) {
    throw new Failure('usage', ({ stores }) => stores.pathShape('gcp:my-project/wandb'))
  }
  return { secret: `projects/${project}/secrets/${secret}`, field }
}

/** By HTTP: what gRPC costs to start is longer than the one call that is made. */
async function optionsOf(standIn: string | undefined) {
  if (standIn === undefined || standIn === '') return { fallback: true as const }
  const { googleAuthLibrary } = await import('google-gax')
  const [apiEndpoint = '', port = ''] = standIn.split(':')
  const authClient = new googleAuthLibrary.PassThroughClient()
  return {
    fallback: true as const,
    protocol: 'http',
    apiEndpoint,
    port: Number(port),
    authClient,
    projectId: 'stand-in',
  }
}
