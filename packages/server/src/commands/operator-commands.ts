import { anchorCommand, verifyCommand } from './audit.ts'
import { bootstrapCommand } from './bootstrap.ts'
import type { OperatorCommand } from './operator-command.ts'

/** All that a server does for the operator through its control socket. */
export const operatorCommands: readonly OperatorCommand[] = [bootstrapCommand, verifyCommand, anchorCommand]
