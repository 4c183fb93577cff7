import { execFile } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)
const repository = fileURLToPath(new URL('../../', import.meta.url))

/** Puts the code of a release into a folder, as it was then, with all that it needs. Answers where its root is. */
export async function checkOutRelease(release: string, folder: string): Promise<string> {
  const root = join(folder, 'release')
  const archive = join(folder, 'release.tar')
  await mkdir(root)
  await run('git', ['-C', repository, 'archive', `--output=${archive}`, release])
  await run('tar', ['-xf', archive, '-C', root])
  await run('npm', ['ci', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: root })
  return root
}
