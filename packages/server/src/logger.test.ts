import { describe, expect, it } from 'vitest'
import { makeLogger } from './logger.ts'

const token = `ksd_v1_${'A'.repeat(16)}_${'b'.repeat(49)}`
const legacy = `local-${'0123456789'.repeat(4)}`

function logOnce(write: (logger: ReturnType<typeof makeLogger>) => void): string {
  const lines: string[] = []
  write(makeLogger('trace', { write: (line) => lines.push(line) }))
  expect(lines).toHaveLength(1)
  return lines.join('')
}

describe('the log', () => {
  it.each([token, legacy])('lets no token through, wherever in a line it is: %s', (secret) => {
    for (const line of [
      logOnce((logger) => logger.info(`prefix ${secret} suffix`)),
      logOnce((logger) => logger.info({ [secret]: secret, nested: [{ url: `/keys?token=${secret}` }] }, 'hello')),
      logOnce((logger) => logger.error({ err: new Error(`bad: ${secret}`, { cause: new Error(secret) }) })),
      logOnce((logger) => logger.child({ reqId: secret }).trace('child')),
    ]) {
      expect(line).toContain('[redacted]')
      expect(line).not.toContain(secret)
    }
  })

  it('leaves everything else as it is, one JSON object to a line', () => {
    const line = logOnce((logger) => logger.info({ keyId: 'A'.repeat(16), code: 'KEY_NOT_FOUND' }, 'refused'))
    expect(line.endsWith('\n')).toBe(true)
    expect(JSON.parse(line)).toMatchObject({ keyId: 'A'.repeat(16), code: 'KEY_NOT_FOUND', msg: 'refused' })
  })

  it('is silent below its level', () => {
    const lines: string[] = []
    const logger = makeLogger('warn', { write: (line) => lines.push(line) })
    logger.info('quiet')
    logger.warn('loud')
    expect(lines).toHaveLength(1)
  })
})
