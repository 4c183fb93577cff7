import { existsSync, globSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { errorRegistry } from '@keystead/core'
import { variables } from '@keystead/server/src/environment.ts'
import { statusOf } from '@keystead/server/src/http/error-status.ts'
import { describe, expect, it } from 'vitest'
import { root } from './read-imports.ts'

const documents = globSync('{*.md,docs/**/*.md}', { cwd: root })
const readDocument = (path: string) => readFileSync(join(root, path), 'utf8')

function renderErrors(): string {
  const rows = Object.entries(errorRegistry).map(
    ([code, { kind, message }]) => `| \`${code}\` | ${statusOf[kind]} | ${message} |`,
  )
  return [
    '# Errors',
    '',
    '<!-- Generated from packages/core/src/errors.ts by `npx vitest run e2e/house -u`. -->',
    '',
    'REST answers a failure with a problem document (RFC 9457, `application/problem+json`). Write programs against its `code`,',
    'which is never renamed or reused; `requestId` finds the request in the log. GraphQL answers',
    '`{"errors": [{"message": …, "extensions": {"code": …, "requestId": …}}]}` with the same codes and statuses.',
    '',
    '| Code | Status | Message |',
    '| --- | --- | --- |',
    ...rows,
    '',
  ].join('\n')
}

describe('the documents', () => {
  it('list every error as it is', async () => {
    await expect(renderErrors()).toMatchFileSnapshot(join(root, 'docs/errors/README.md'))
  })

  it('list every variable of the environment as it is', () => {
    const table = variables.map(({ name, meaning, default: value }) => `| \`${name}\` | ${meaning} | ${value} |`)
    const readme = readDocument('README.md')
    expect(table.filter((row) => !readme.includes(row))).toEqual([])
    const named = new Set(readme.match(/\b(?:KEYSTEAD_[A-Z_]+|DATABASE_URL(?:_FILE)?)\b/g))
    const known = new Set<string>(variables.map(({ name }) => name))
    expect([...named].filter((name) => !known.has(name) && name !== 'KEYSTEAD_TOKEN')).toEqual([])
  })

  it.each(documents)('%s names no file of ours that does not exist', (document) => {
    const text = readDocument(document)
    const paths = [...text.matchAll(/`((?:packages|e2e|bench|docs|scripts)\/[^`\s*<]+)`/g)].flatMap(
      ([, path]) => path ?? [],
    )
    const links = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].flatMap(([, link]) =>
      link === undefined ? [] : join(dirname(document), link),
    )
    expect([...paths, ...links].filter((path) => !existsSync(join(root, path)))).toEqual([])
  })

  it('show every picture that there is, none of which is heavy', () => {
    const shown = documents.flatMap((document) =>
      [...readDocument(document).matchAll(/!\[[^\]]+\]\(([^)]+)\)/g)].map(([, link = '']) =>
        join(dirname(document), link),
      ),
    )
    const pictures = globSync('docs/pictures/*', { cwd: root })
    expect(shown.toSorted()).toEqual(pictures.toSorted())
    expect(pictures.filter((path) => statSync(join(root, path)).size > 120_000)).toEqual([])
  })

  it('hold no line that no screen shows whole', () => {
    const long = documents.flatMap((document) =>
      readDocument(document)
        .split('\n')
        .filter((line) => line.length > 130 && !line.startsWith('|'))
        .map((line) => `${document}: ${line.slice(0, 60)}…`),
    )
    expect(long).toEqual([])
  })
})
