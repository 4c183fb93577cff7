// Runs a few lines of JavaScript that use an installed npm client.

import { type ProgramRun, runProgram } from '../support/run-program.ts'
import type { Stage } from './scenario.ts'

/** An ES module with the client's packages to import. Its token comes by a variable or netrc, never in its text. */
export async function runJavaScript(
  stage: Stage,
  script: string,
  variables: Readonly<Record<string, string>>,
): Promise<ProgramRun> {
  // A script given on the command line resolves its imports from the working folder.
  return await runProgram(process.execPath, ['--input-type=module', '--eval', script], {
    environment: { ...stage.environment, ...variables },
    folder: stage.clientFolder,
  })
}
