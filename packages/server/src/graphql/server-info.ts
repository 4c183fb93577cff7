import { version } from '../version.ts'
import type { GraphqlContext } from './context.ts'

export const serverQueries = {
  serverInfo: (_arguments: unknown, { publicUrl }: GraphqlContext) => ({
    // No client is too old or too new for us: what they cannot do, they say themselves.
    cliVersionInfo: { min_cli_version: '0.0.1', max_cli_version: '999.0.0' },
    latestLocalVersionInfo: { outOfDate: false, latestVersionString: version, versionOnThisInstanceString: version },
    features: [],
    frontendHost: publicUrl(),
  }),
}
