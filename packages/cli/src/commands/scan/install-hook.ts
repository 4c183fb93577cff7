import { GitFailure, installHook } from '@keystead/scanner'
import type { Context } from '../../context.ts'
import { exitCodes } from '../../exit-codes.ts'
import { Failure } from '../../failure.ts'
import { answer } from '../answer.ts'

export async function installScanHook(context: Context, directory: string): Promise<number> {
  const { phrases } = context
  const hook = await installHook(directory).catch((error: unknown) => {
    if (error instanceof GitFailure) throw new Failure('badInput', ({ scan }) => scan.noRepository)
    throw error
  })
  answer(context, hook, () => {
    if (hook.state === 'husky') return phrases.scan.hookHusky(hook.path)
    const said = hook.state === 'installed' ? phrases.scan.hookInstalled(hook.path) : phrases.scan.hookThere(hook.path)
    return hook.kept === null ? said : `${said}\n${phrases.scan.hookKept(hook.kept)}`
  })
  return hook.state === 'husky' ? exitCodes.failed : exitCodes.done
}
