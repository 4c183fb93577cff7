import { anchorCommand, verifyCommand } from './audit.ts'
import { bootstrapCommand } from './bootstrap.ts'
import type { OperatorCommand } from './operator-command.ts'
import { passwordLinkCommand } from './password-link.ts'
import { pepperCommand } from './pepper.ts'

/** All that a server which is reached there does for the operator through its control socket. */
export function operatorCommands(publicUrl: string, pepperFile: string): readonly OperatorCommand[] {
  return [
    bootstrapCommand,
    passwordLinkCommand(publicUrl),
    verifyCommand,
    anchorCommand,
    pepperCommand(pepperFile),
  ] as OperatorCommand[]
}
