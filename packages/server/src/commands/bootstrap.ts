import { bootstrap } from '@keystead/core'
import { z } from 'zod'
import type { OperatorCommand } from './operator-command.ts'
import { parseOptions, UsageError } from './usage-error.ts'

export type BootstrapArguments = { readonly email: string; readonly organization: string }

export function parseBootstrapArguments(args: string[]): BootstrapArguments {
  const options = { email: { type: 'string' }, organization: { type: 'string' } } as const
  const whatItTakes = 'keystead bootstrap takes --email and --organization, and nothing else'
  const { email, organization } = parseOptions(args, options, whatItTakes)
  if (email === undefined || organization === undefined) {
    throw new UsageError('keystead bootstrap needs --email and --organization')
  }
  return { email, organization }
}

export type BootstrapResult = {
  readonly user: { readonly id: string; readonly username: string; readonly email: string }
  readonly organization: { readonly id: string; readonly name: string }
  readonly token: string
}

/** Makes the first administrator, and answers them with their token. */
export const bootstrapCommand: OperatorCommand<BootstrapArguments, BootstrapResult> = {
  name: 'bootstrap',
  requestSchema: z.object({ email: z.string(), organization: z.string() }),
  async run(instance, request) {
    const { user, organization, token } = await bootstrap(instance, request)
    return {
      user: { id: user.id, username: user.username, email: user.email },
      organization: { id: organization.id, name: organization.name },
      token: token.reveal(),
    }
  },
}
