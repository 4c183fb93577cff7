import type { Context } from '../../context.ts'
import { Failure } from '../../failure.ts'
import { openSecret } from '../../session/open-secret.ts'
import { findProjectFile, usualVariable } from './project-file.ts'
import { startChild } from './start-child.ts'

export type RunOptions = { readonly key?: string; readonly env?: string; readonly tty?: boolean }

/** Runs a program with keys in its environment. Answers with the program's exit code. */
export async function runWithKeys(context: Context, command: readonly string[], options: RunOptions): Promise<number> {
  const [program, ...args] = command
  if (program === undefined) throw new Failure('usage', ({ run }) => run.nothing)
  const wanted = await chooseKeys(context, options)
  const secrets = await Promise.all(
    Object.entries(wanted).map(async ([variable, reference]) => {
      const secret = await (await openSecret(context, reference)).get()
      if (secret === undefined) throw new Failure('notFound', ({ stores }) => stores.nothingThere(reference))
      return [variable, secret] as const
    }),
  )
  return startChild(program, args, {
    environment: { ...context.environment.inherited, ...Object.fromEntries(secrets) },
    secrets: secrets.map(([, secret]) => secret),
    isUnmasked: options.tty === true,
  })
}

async function chooseKeys(context: Context, { key, env = usualVariable }: RunOptions) {
  if (!/^[A-Za-z_]\w*$/.test(env)) throw new Failure('usage', ({ run }) => run.badEnv)
  if (key !== undefined) return { [env]: key }
  const project = await findProjectFile(process.cwd())
  if (project === undefined) throw new Failure('usage', ({ run }) => run.noKey)
  const { profiles } = await context.configuration.read()
  const ours = new Set(Object.values(profiles).map(({ credential }) => credential))
  // Whoever wrote the file is not always whoever runs the program: ours may do far more than the program's own key.
  if (Object.values(project.environment).some((reference) => ours.has(reference))) {
    throw new Failure('configuration', (phrases) => phrases.project.ownCredential(project.path))
  }
  return project.environment
}
