import type { CommandAdder } from '../command-adder.ts'
import type { ScanOptions } from './scan.ts'

export const addScanCommand: CommandAdder = (program, act, { scan }) => {
  program
    .command('scan [path]')
    .description(scan.about)
    .option('--staged', scan.staged)
    .option('--history', scan.history)
    .option('--sarif', scan.sarif)
    .option('--check', scan.check)
    .option('--no-vendors', scan.noVendors)
    .option('--install-hook', scan.installHook)
    .action(
      act(async (context, path: string | undefined, options: ScanOptions) =>
        (await import('./scan.ts')).scanPlace(context, path, options),
      ),
    )
}
