import { describe, expect, it } from 'vitest'
import { scanBytes } from '../../testing/scan-bytes.ts'
import { keyIdOf, makeToken } from '../../testing/secrets.ts'
import { publicFinding } from './public-finding.ts'
import { writeSarif } from './write-sarif.ts'

describe('what programs are given of a finding', () => {
  it('is all but the secret', async () => {
    const token = makeToken()
    const { findings } = await scanBytes(`\n key=${token}`, { path: 'a b/ü.env' })
    const sarif = writeSarif(findings, '1.2.3')
    expect(sarif.runs[0]?.results).toMatchObject([
      {
        ruleId: 'keystead-token',
        ruleIndex: 0,
        level: 'error',
        locations: [
          {
            physicalLocation: {
              artifactLocation: { uri: 'a%20b/%C3%BC.env' },
              region: { startLine: 2, startColumn: 6, endColumn: 6 + token.length },
            },
          },
        ],
        properties: { keyId: keyIdOf(token) },
      },
    ])
    expect(findings.map(publicFinding)).toMatchObject([{ keyId: keyIdOf(token), path: 'a b/ü.env', line: 2 }])
    const written = JSON.stringify([sarif, findings.map(publicFinding)])
    expect(written).not.toContain(token.slice(-49, -6))
    expect(written).not.toContain('token]')
  })
})
