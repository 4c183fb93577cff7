import { Failure } from '../failure.ts'

/** What only those install who use this store. */
export async function loadOptional<Loaded>(name: string, load: () => Promise<Loaded>): Promise<Loaded> {
  try {
    return await load()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error
    throw new Failure('unavailable', ({ stores }) => stores.packageMissing(name))
  }
}

/** What a cloud's SDK has thrown, as a sentence: its name and message, in which no secret is. */
export function cloudFailure(where: string, error: unknown): Failure {
  if (error instanceof Failure) return error
  const { name = '', message = '', code } = (error ?? {}) as { name?: string; message?: string; code?: unknown }
  const isDenied = /denied|forbidden|unauthor|credential/i.test(`${name} ${message} ${String(code)}`)
  const line = message.split('\n')[0]?.slice(0, 300) || name
  return new Failure(isDenied ? 'notAllowed' : 'unavailable', ({ stores }) => stores.refused(where, line))
}
