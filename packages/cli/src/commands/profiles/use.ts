import type { Context } from '../../context.ts'
import { Failure } from '../../failure.ts'
import { answer } from '../answer.ts'

export async function useProfile(context: Context, name: string): Promise<void> {
  const { profiles } = await context.configuration.read()
  if (!Object.hasOwn(profiles, name)) throw new Failure('notFound', (phrases) => phrases.profiles.unknown(name))
  await context.configuration.change((current) => ({ ...current, profile: name }))
  answer(context, { profile: name }, () => context.phrases.profiles.used(name))
}
