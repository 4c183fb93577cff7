import { readEnvironment } from './environment.ts'
import { isOperatorCommand, runOperatorCommand } from './operator-commands.ts'

// The composition root. What runs the server belongs to the server's own package, which has words and exit codes of its own:
// it is handed over to before anything else of the CLI is loaded.
const args = process.argv.slice(2)
if (isOperatorCommand(args)) {
  await runOperatorCommand(readEnvironment())
} else {
  const { runProgram } = await import('./run-program.ts')
  process.exitCode = await runProgram(args, readEnvironment())
}
