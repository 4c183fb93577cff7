import { type ParseArgsConfig, parseArgs } from 'node:util'

/** Arguments that cannot be understood. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/**
 * The options among these arguments. Fails with a {@link UsageError} that says what the command takes: Node's message
 * repeats the argument, which could be something that was pasted by mistake.
 */
export function parseOptions<const Options extends NonNullable<ParseArgsConfig['options']>>(
  args: string[],
  options: Options,
  whatItTakes: string,
) {
  try {
    return parseArgs({ args, options }).values
  } catch {
    throw new UsageError(whatItTakes)
  }
}
