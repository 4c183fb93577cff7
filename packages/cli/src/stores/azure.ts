import { Failure } from '../failure.ts'
import { readField, splitField, withoutField, writeField } from './fields.ts'
import { cloudFailure, loadOptional } from './optional-package.ts'
import type { SecretStore } from './secret-store.ts'

/**
 * Azure Key Vault: `azure:my-vault/secret`, with the credentials that Azure's SDK finds. A vault of another cloud is called by its
 * whole name: `azure:my-vault.vault.azure.cn/secret`.
 */
export async function openAzure(): Promise<SecretStore> {
  const { SecretClient } = await loadOptional('@azure/keyvault-secrets', () => import('@azure/keyvault-secrets'))
  const { DefaultAzureCredential } = await loadOptional('@azure/identity', () => import('@azure/identity'))
  const clientOf = (vault: string) => {
    const isWhole = vault.includes('.') || vault.includes(':')
    const url = `https://${isWhole ? vault : `${vault}.vault.azure.net`}`
    // The SDK compares the vault's name with what the vault says of itself, which only Azure's own names can pass.
    return new SecretClient(url, new DefaultAzureCredential(), { disableChallengeResourceVerification: isWhole })
  }
  const reach = async <Result>(act: () => Promise<Result>): Promise<Result> => {
    try {
      return await act()
    } catch (error) {
      throw cloudFailure('Azure Key Vault', error)
    }
  }
  const read = async (vault: string, name: string): Promise<string | undefined> => {
    try {
      return (await clientOf(vault).getSecret(name)).value
    } catch (error) {
      if ((error as { statusCode?: number }).statusCode === 404) return undefined
      throw error
    }
  }
  return {
    get: (text) =>
      reach(async () => {
        const { vault, name, field } = parsePlace(text)
        return readField(await read(vault, name), field)
      }),
    put: (text, secret) =>
      reach(async () => {
        const { vault, name, field } = parsePlace(text)
        const before = field === undefined ? undefined : await read(vault, name)
        await clientOf(vault).setSecret(name, writeField(before, field, secret))
      }),
    list: (prefix) =>
      reach(async () => {
        const [vault = ''] = prefix.split('/')
        const paths: string[] = []
        for await (const { name } of clientOf(vault).listPropertiesOfSecrets()) paths.push(`${vault}/${name}`)
        return paths.filter((path) => path.startsWith(prefix))
      }),
    remove: (text) =>
      reach(async () => {
        const { vault, name, field } = parsePlace(text)
        const before = await read(vault, name)
        if (readField(before, field) === undefined || before === undefined) return false
        const rest = withoutField(before, field)
        if (rest !== undefined) await clientOf(vault).setSecret(name, rest)
        else await clientOf(vault).beginDeleteSecret(name)
        return true
      }),
  }
}

function parsePlace(text: string) {
  const { path, field } = splitField(text)
  const [vault, name, ...more] = path.split('/')
  if (!vault || !name || more.length > 0 || !/^[0-9A-Za-z-]+$/.test(name) || !/^[\w.:-]+$/.test(vault)) {
    throw new Failure('usage', ({ stores }) => stores.pathShape('azure:my-vault/wandb'))
  }
  return { vault, name, field }
}
