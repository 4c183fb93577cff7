import type { Finding, Place } from '../content/finding.ts'
import type { Rule } from '../finders/match.ts'

const descriptions: Readonly<Record<string, string>> = {
  'keystead-token': 'A Keystead token, proved by its checksum',
  'keystead-legacy-token': 'A legacy token of Keystead or of a self-managed W&B',
  'wandb-key': 'A W&B API key',
}

const describe = (rule: Rule) => descriptions[rule] ?? `A secret of another vendor (${rule.slice('vendor/'.length)})`

/**
 * Writes findings as SARIF 2.1.0, which GitHub, GitLab and editors show beside the code. English, as it goes to programs; of the
 * secrets it holds what {@link Finding} may show.
 *
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function writeSarif(findings: readonly Finding[], version: string) {
  const rules = [...new Set(findings.map(({ rule }) => rule))].sort()
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'keystead scan',
            version,
            rules: rules.map((rule) => ({ id: rule, shortDescription: { text: describe(rule) } })),
          },
        },
        columnKind: 'utf16CodeUnits',
        results: findings.map((finding) => ({
          ruleId: finding.rule,
          ruleIndex: rules.indexOf(finding.rule),
          level: finding.certainty === 'certain' ? 'error' : 'warning',
          message: { text: `${describe(finding.rule)}: ${finding.masked}` },
          locations: [locationOf(finding.place)],
          partialFingerprints: { 'keystead/v1': finding.fingerprint },
          properties: { ...keyOf(finding), ...circumstancesOf(finding.place) },
        })),
      },
    ],
  }
}

function locationOf({ path, line, column, endColumn, commit }: Place) {
  if (path === null) return { logicalLocations: [{ fullyQualifiedName: `commit ${commit}` }] }
  const uri = path.split('/').map(encodeURIComponent).join('/')
  const region = line === null ? {} : { region: { startLine: line, startColumn: column, endColumn } }
  return { physicalLocation: { artifactLocation: { uri, uriBaseId: '%SRCROOT%' }, ...region } }
}

const keyOf = ({ keyId }: Finding) => (keyId === null ? {} : { keyId })

function circumstancesOf({ cell, commit, encoding }: Place) {
  return {
    ...(cell === null ? {} : { cell: cell.number, cellPart: cell.part }),
    ...(commit === null ? {} : { commit }),
    ...(encoding === null ? {} : { encoding }),
  }
}
