import { createPasswordLinkByOperator } from '@keystead/core'
import { z } from 'zod'
import type { OperatorCommand } from './operator-command.ts'
import { parseOptions, UsageError } from './usage-error.ts'

export type PasswordLinkArguments = { readonly email: string }

export function parsePasswordLinkArguments(args: string[]): PasswordLinkArguments {
  const whatItTakes = 'keystead password-link takes --email, and nothing else'
  const { email } = parseOptions(args, { email: { type: 'string' } } as const, whatItTakes)
  if (email === undefined) throw new UsageError('keystead password-link needs --email')
  return { email }
}

/** Makes a link by which somebody chooses a password, where people reach the console. */
export function passwordLinkCommand(
  publicUrl: string,
): OperatorCommand<PasswordLinkArguments, { readonly link: string }> {
  return {
    name: 'password-link',
    requestSchema: z.object({ email: z.string() }),
    async run(instance, { email }) {
      const token = await createPasswordLinkByOperator(instance, email)
      return { link: `${publicUrl}/password#${token.reveal()}` }
    },
  }
}
