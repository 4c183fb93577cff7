// The same files, and those rules alone, as their own command line would apply them: read, and looked at one after the other.

import { execFileSync } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { lintSource } from '@secretlint/core'
import { creator } from '@secretlint/secretlint-rule-preset-recommend'

const [path = '.'] = process.argv.slice(2)
const rules = [{ id: '@secretlint/secretlint-rule-preset-recommend', rule: creator }]
const listed = execFileSync('git', ['-C', path, 'ls-files', '-z'], { maxBuffer: 1 << 28 }).toString()
for (const name of listed.split('\0').slice(0, -1)) {
  const filePath = join(path, name)
  if (statSync(filePath).size > 1 << 20) continue
  const content = readFileSync(filePath, 'utf8')
  await lintSource({
    source: { filePath, content, contentType: 'text' },
    options: { noPhysicFilePath: false, config: { rules } },
  })
}
