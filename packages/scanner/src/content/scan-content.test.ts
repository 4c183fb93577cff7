import { describe, expect, it } from 'vitest'
import { scanBytes } from '../../testing/scan-bytes.ts'
import { makeHex, makeToken } from '../../testing/secrets.ts'
import { loadVendorRules } from '../finders/find-vendor-secrets.ts'

const findVendorSecrets = await loadVendorRules()
// In pieces, or the scanners of others would stop at this file.
const slackToken = ['xoxb', '123456789012', '1234567890123', 'abcdefghijklmnopqrstuvwx'].join('-')

describe('a notebook', () => {
  const token = makeToken()
  const inOutput = makeToken()
  const notebook = {
    cells: [
      { cell_type: 'markdown', source: ['"cells": [', '{'], metadata: { cells: [1, 2] } },
      { cell_type: 'code', metadata: {}, source: ['import os\n', `os.environ["K"] = "${token}"\n`], outputs: [] },
      {
        cell_type: 'code',
        source: ['print(key)'],
        outputs: [{ name: 'stdout', text: [`said \\" ${inOutput}\n`] }],
      },
      { cell_type: 'code', source: [`slack = "${slackToken}"\n`], outputs: [] },
    ],
    metadata: { widgets: makeToken() },
    nbformat: 4,
  }

  it.each([undefined, 1])('says the cell, and whether it is its source or its output (indent %s)', async (indent) => {
    const { findings } = await scanBytes(JSON.stringify(notebook, null, indent), { path: 'a.ipynb', findVendorSecrets })
    expect(findings.map(({ rule, place }) => [rule, place.cell])).toEqual([
      ['keystead-token', { number: 2, part: 'source' }],
      ['keystead-token', { number: 3, part: 'output' }],
      ['vendor/slack', { number: 4, part: 'source' }],
      ['keystead-token', null],
    ])
  })

  it('that is cut, or none at all, hides nothing', async () => {
    const text = JSON.stringify(notebook)
    const cut = text.slice(0, text.indexOf(inOutput) + inOutput.length)
    expect((await scanBytes(cut, { path: 'a.ipynb' })).findings).toHaveLength(2)
    expect((await scanBytes(`]]}}"${token}`, { path: 'a.ipynb' })).findings).toHaveLength(1)
  })
})

describe('other vendors’ secrets', () => {
  it('are found, and told by their first letters alone', async () => {
    const { findings } = await scanBytes(`# ü\nSLACK=${slackToken}\n`, { findVendorSecrets })
    expect(findings).toMatchObject([
      { rule: 'vendor/slack', certainty: 'likely', masked: 'xoxb…', keyId: null, place: { line: 2, column: 7 } },
    ])
    expect(JSON.stringify(findings)).not.toContain('1234567890123')
  })

  it('are told apart on one line, and keep their names where the line moves', async () => {
    const line = `a=${slackToken} a=${slackToken}\n`
    const before = (await scanBytes(line, { findVendorSecrets })).findings.map(({ fingerprint }) => fingerprint)
    const after = (await scanBytes(`\n\n${line}`, { findVendorSecrets })).findings.map(({ fingerprint }) => fingerprint)
    expect(new Set(before).size).toBe(2)
    expect(after).toEqual(before)
  })

  it('are not looked for in what is too large, which is said', async () => {
    const large = `${'x\n'.repeat(600_000)}${slackToken}\n${makeToken()}`
    const report = await scanBytes(large, { findVendorSecrets, size: 4 << 20 })
    expect(report).toMatchObject({ tooLargeForVendors: true, findings: [{ rule: 'keystead-token' }] })
  })
})

describe('places', () => {
  it('are right in content of many windows', async () => {
    const lines = Array.from({ length: 3_000 }, (_, at) => (at % 100 === 7 ? `鍵 ${makeToken()}` : 'some words'))
    const { findings, bytes } = await scanBytes(lines.join('\n'), { size: 5_000 })
    expect(findings.map(({ place }) => [place.line, place.column])).toEqual(
      Array.from({ length: 30 }, (_, at) => [at * 100 + 8, 3]),
    )
    expect(bytes).toBe(Buffer.byteLength(lines.join('\n')))
  })

  it('count a line that is longer than a window', async () => {
    const token = makeToken()
    const { findings } = await scanBytes(`first\n${'x'.repeat(20_000)} ${token}`, { size: 5_000 })
    expect(findings).toMatchObject([{ place: { line: 2, column: 20_002 } }])
  })
})

describe('fingerprints', () => {
  const print = async (text: string, path = 'a.txt') => (await scanBytes(text, { path })).findings[0]?.fingerprint

  it('are of a key and its file, wherever in it', async () => {
    const token = makeToken()
    expect(await print(`one ${token}`)).toBe(await print(`\n\ntwo: ${token}`))
    expect(await print(token)).not.toBe(await print(token, 'b.txt'))
    expect(await print(token)).not.toBe(await print(makeToken()))
  })

  it('tell nothing of a secret without a public part', async () => {
    expect(await print(`WANDB_API_KEY=${makeHex()}`)).toBe(await print(`WANDB_API_KEY=${makeHex()}`))
  })
})
