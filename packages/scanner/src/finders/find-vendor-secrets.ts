import { KeyToken } from '@keystead/core/key-token'
import type { Match } from './match.ts'

const preset = '@secretlint/secretlint-rule-preset-recommend'

/** Finds other vendors' secrets by a rule set that others keep. Loaded only here: it costs more than all of the rest. */
export async function loadVendorRules() {
  const [{ lintSource }, { creator }] = await Promise.all([
    import('@secretlint/core'),
    import('@secretlint/secretlint-rule-preset-recommend'),
  ])
  const options = { noPhysicFilePath: false, config: { rules: [{ id: preset, rule: creator }] } }

  /** One character to a byte (latin1), so that places in the text are places in the bytes. */
  return async function findVendorSecrets(text: string, path: string): Promise<Match[]> {
    const source = { filePath: path, content: text, contentType: 'text' as const }
    const { messages } = await lintSource({ source, options })
    return messages.map(({ ruleId, range: [start, end] }) => {
      const secret = text.slice(start, end)
      const rule = `vendor/${ruleId.replace('@secretlint/secretlint-rule-', '')}` as const
      const token = new KeyToken(secret)
      return { rule, certainty: 'likely', start, end, masked: maskSecret(secret), keyId: null, encoding: null, token }
    })
  }
}

export type FindVendorSecrets = Awaited<ReturnType<typeof loadVendorRules>>

// Four characters say which vendor's it is, and of what is long they give nothing away.
const shownCharacters = 4
const shortestShown = 20

function maskSecret(secret: string): string {
  return secret.length < shortestShown ? '…' : `${secret.slice(0, shownCharacters)}…`
}
