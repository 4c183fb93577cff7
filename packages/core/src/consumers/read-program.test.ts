import { describe, expect, it } from 'vitest'
import { readProgram } from './read-program.ts'

const program = (name: string, version: string | null = null, runtime: string | null = null) => ({
  name,
  version,
  runtime,
})

describe('the program behind a User-Agent', () => {
  it.each([
    ['curl/8.9.1', program('curl', '8.9.1')],
    ['W&B Internal Client 0.18.7', program('wandb', '0.18.7')],
    ['W&B Public Client 0.22.3', program('wandb', '0.22.3')],
    ['W&B Public Client 0.22.3 Python/3.9.18', program('wandb', '0.22.3', 'python 3.9')],
    ['wandb-core', program('wandb')],
    ['Weave JS Client 0.11.1', program('weave-js', '0.11.1')],
    ['W&B Weave JS Client unknown', program('weave-js')],
    ['W&B Internal JS Client 0.3.0', program('wandb-js', '0.3.0')],
    ['weave/0.52.16 Python/3.12.1', program('weave', '0.52.16', 'python 3.12')],
    ['python-requests/2.32.3', program('python-requests', '2.32.3')],
    ['Python/3.11 aiohttp/3.9.1', program('aiohttp', '3.9.1', 'python 3.11')],
    ['Python-urllib/3.11', program('python-urllib', '3.11', 'python 3.11')],
    ['Boto3/1.34.2 md/Botocore#1.34.2 os/linux lang/python#3.11.4', program('boto3', '1.34.2', 'python 3.11')],
    ['@scope/Client/2.0.0 (node/24.11.1; linux)', program('@scope/client', '2.0.0', 'node 24')],
    ['(only; a/1 comment)', null],
    ['acme-client/2.0.0-rc.1 (node/24.11.1; linux x64)', program('acme-client', '2.0.0-rc.1', 'node 24')],
    ['node', program('node')],
    ['node/24.1.0', program('node', '24.1.0', 'node 24')],
    ['Go-http-client/1.1', program('go-http-client', '1.1')],
    ['Apache-HttpClient/5.2.1 (Java/17.0.9)', program('apache-httpclient', '5.2.1', 'java 17')],
    [
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36',
      program('chrome', '141.0.0.0'),
    ],
    ['__proto__/1.0 constructor/3.1', program('__proto__', '1.0')],
    ['', null],
    ['  \u0000\n ', null],
    ['/// ((( ###', null],
  ])('%j', (userAgent, expected) => {
    expect(readProgram(userAgent)).toEqual(expected)
  })

  it('is null where there is none', () => {
    expect(readProgram(undefined)).toBeNull()
    expect(readProgram(null)).toBeNull()
  })

  it('is short and holds no token, and is read in no time, whatever is sent', () => {
    const token = 'ksd_v1_0123456789abcdef_0123456789012345678901234567890123456789012aaaaaa'
    const texts = [
      'x'.repeat(16_000),
      '('.repeat(16_000),
      'a/'.repeat(8_000),
      `${'a.'.repeat(8_000)}!`,
      `a/1${token}`,
      token,
    ]
    const begun = performance.now()
    for (const text of texts) {
      const read = JSON.stringify(readProgram(text))
      expect(read.length).toBeLessThan(200)
      expect(read).not.toContain('012345678901234567890')
    }
    expect(performance.now() - begun).toBeLessThan(500)
  })
})
