import { describe, expect, it } from 'vitest'
import { en } from './en.ts'
import { ja } from './ja.ts'

function flatten(phrases: object, path = ''): [string, string][] {
  return Object.entries(phrases).flatMap(([name, value]) =>
    typeof value === 'string' ? [[path + name, value] as [string, string]] : flatten(value, `${path}${name}/`),
  )
}
const placesIn = (text: string) => (text.match(/\{\{\w+\}\}|<\/?\w+>/g) ?? []).sort()
const english = new Map(flatten(en))

describe('the Japanese phrases', () => {
  it.each(flatten(ja))('%s fills in what the English one does, and is not left in English', (name, text) => {
    expect(placesIn(text)).toEqual(placesIn(english.get(name) ?? ''))
    const words = text.replaceAll(/\{\{\w+\}\}|<\/?\w+>|wandb login/g, '')
    if (/[a-z]/i.test(words)) expect(words).toMatch(/[぀-ヿ一-鿿]/)
  })

  it('name things as W&B’s Japanese pages do', () => {
    expect([ja.keys.title, ja.serviceAccounts.title, ja.deleteKey.confirm_one]).toEqual([
      'APIキー',
      'サービスアカウント',
      'キーを削除する',
    ])
  })
})
