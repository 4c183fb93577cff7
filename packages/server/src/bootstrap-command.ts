import { parseArgs } from 'node:util'
import { bootstrap, type Instance } from '@keystead/core'

/** Arguments that cannot be understood. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

export type BootstrapArguments = { readonly email: string; readonly organization: string }

export function parseBootstrapArguments(args: string[]): BootstrapArguments {
  const { email, organization } = parse(args)
  if (email === undefined || organization === undefined) {
    throw new UsageError('keystead bootstrap needs --email and --organization')
  }
  return { email, organization }
}

function parse(args: string[]) {
  try {
    return parseArgs({ args, options: { email: { type: 'string' }, organization: { type: 'string' } } }).values
  } catch {
    // Node's message repeats the argument, which could be something that was pasted by mistake.
    throw new UsageError('keystead bootstrap takes --email and --organization, and nothing else')
  }
}

/** Makes the first administrator and answers the one line of JSON that holds their token. */
export async function runBootstrap(instance: Instance, request: BootstrapArguments): Promise<string> {
  const { user, organization, token } = await bootstrap(instance, request)
  return JSON.stringify({
    user: { id: user.id, username: user.username, email: user.email },
    organization: { id: organization.id, name: organization.name },
    token: token.reveal(),
  })
}
