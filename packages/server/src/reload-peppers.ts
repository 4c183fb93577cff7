import type { Instance } from '@keystead/core'
import type { Logger } from 'pino'
import { openPeppers } from './pepper-file.ts'

/**
 * Reads the pepper file again whenever the process is told to (SIGHUP), so that a new pepper needs no restart. A file that
 * cannot be used is logged, and changes nothing.
 */
export function reloadPeppersOnHangup(instance: Instance, file: string, logger: Logger): void {
  // From a terminal the signal means that the terminal is gone, and with it whoever started this.
  if (process.stdin.isTTY) return
  process.on('SIGHUP', async () => {
    try {
      instance.peppers.replaceBy(await openPeppers(instance.store, file))
      const { current } = instance.peppers
      const versions = instance.peppers.versions().map(({ version }) => version)
      logger.info({ current: current.version, versions }, 'the pepper file was read again')
    } catch (error) {
      logger.error({ err: error }, 'the pepper file cannot be used; going on with the peppers from before')
    }
  })
}
