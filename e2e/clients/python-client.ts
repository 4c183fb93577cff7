// Runs an installed version of Python's wandb: its command, or a few lines of Python that use it.

import { join } from 'node:path'
import { type ProgramRun, runProgram } from '../support/run-program.ts'
import type { Stage } from './scenario.ts'

type Variables = Readonly<Record<string, string>>

/** `wandb <args>` */
export async function runWandb(stage: Stage, args: readonly string[], variables: Variables = {}): Promise<ProgramRun> {
  return await runProgram(join(stage.clientFolder, 'bin', 'wandb'), args, inClient(stage, variables))
}

/** A Python script with `wandb` to import. Its token comes by a variable, never in its text. */
export async function runPython(stage: Stage, script: string, variables: Variables): Promise<ProgramRun> {
  return await runProgram(join(stage.clientFolder, 'bin', 'python'), ['-c', script], inClient(stage, variables))
}

/** For scripts of many steps: `check` prints what holds by its name alone, and anything else with what was seen. */
export const checkingScript = `
def check(what, seen, wanted):
    print(what if seen == wanted else f'{what}: {seen}')

def outcome(call):
    try:
        return call()
    except Exception as error:
        return type(error).__name__
`

/** The variables by which the clients are told server and token. */
export function wandbVariables(stage: Stage, token: string): Variables {
  return { WANDB_BASE_URL: stage.proxy.url, WANDB_API_KEY: token }
}

function inClient(stage: Stage, variables: Variables) {
  const path = `${join(stage.clientFolder, 'bin')}:${stage.environment.PATH}`
  const environment = { ...stage.environment, ...variables, PATH: path }
  return { environment, folder: stage.environment.HOME ?? '/' }
}
