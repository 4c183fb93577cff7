import { readField, splitField, withoutField, writeField } from './fields.ts'
import { cloudFailure, loadOptional } from './optional-package.ts'
import type { SecretStore } from './secret-store.ts'

/** AWS Secrets Manager. Region and credentials come from where the AWS SDK always looks for them. */
export async function openAws(): Promise<SecretStore> {
  const sdk = await loadOptional('@aws-sdk/client-secrets-manager', () => import('@aws-sdk/client-secrets-manager'))
  const client = new sdk.SecretsManager({})
  const reach = async <Result>(act: () => Promise<Result>): Promise<Result> => {
    try {
      return await act()
    } catch (error) {
      throw cloudFailure('AWS Secrets Manager', error)
    }
  }
  const read = async (SecretId: string): Promise<string | undefined> => {
    try {
      return (await client.getSecretValue({ SecretId })).SecretString
    } catch (error) {
      if (error instanceof sdk.ResourceNotFoundException) return undefined
      throw error
    }
  }
  return {
    get: (text) =>
      reach(async () => {
        const { path, field } = splitField(text)
        return readField(await read(path), field)
      }),
    put: (text, secret) =>
      reach(async () => {
        const { path, field } = splitField(text)
        const before = await read(path)
        const SecretString = writeField(before, field, secret)
        if (before === undefined) await client.createSecret({ Name: path, SecretString })
        else await client.putSecretValue({ SecretId: path, SecretString })
      }),
    list: (prefix) =>
      reach(async () => {
        const names: string[] = []
        const pages = sdk.paginateListSecrets(
          { client },
          prefix === '' ? {} : { Filters: [{ Key: 'name', Values: [prefix] }] },
        )
        for await (const { SecretList = [] } of pages) names.push(...SecretList.flatMap(({ Name }) => Name ?? []))
        return names.filter((name) => name.startsWith(prefix))
      }),
    remove: (text) =>
      reach(async () => {
        const { path, field } = splitField(text)
        const before = await read(path)
        if (readField(before, field) === undefined || before === undefined) return false
        const rest = withoutField(before, field)
        if (rest !== undefined) await client.putSecretValue({ SecretId: path, SecretString: rest })
        // Without this it could still be brought back, and read, for weeks.
        else await client.deleteSecret({ SecretId: path, ForceDeleteWithoutRecovery: true })
        return true
      }),
  }
}
