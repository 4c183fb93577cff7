import { KeyToken } from '@keystead/core/key-token'
import type { Match } from './match.ts'
import { versionMark } from './read-keystead-token.ts'

/** Words that stand near each W&B key that can be told from any other 40 hex digits. */
export const wandbMarks = ['wandb', 'WANDB'] as const

const longKey = /^_v1_([0-9A-Za-z]{27})_[0-9A-Za-z]{49}(?![0-9A-Za-z])/
const longKeyLength = versionMark.length + 27 + 1 + 49

/** Reads W&B's newer format, `wandb_v1_<27>_<49>`, around its `_v1_`. */
export function readLongWandbKey(bytes: Buffer, at: number): Match | undefined {
  const start = at - 'wandb'.length
  if (start < 0 || bytes.toString('latin1', start, at) !== 'wandb') return
  const [, publicPart] = longKey.exec(bytes.toString('latin1', at, at + longKeyLength + 1)) ?? []
  if (publicPart === undefined) return
  return wandbMatch(bytes, start, at + longKeyLength, `wandb_v1_${publicPart.slice(0, 8)}…`)
}

// 40 hex digits are also what a git commit looks like: only what says that they are a key makes them one.
const key = String.raw`(?:[a-z0-9]{1,20}-)?[0-9a-f]{40}(?![0-9A-Za-z_-])`
const assigned = String.raw`["'\]\\]{0,3}\s{0,8}(?:[:=,]|=>|\s)\s{0,8}["'\\]{0,2}`
const contexts = [
  // WANDB_API_KEY=…, os.environ["WANDB_API_KEY"] = "…", "wandb-api-key": "…", ENV WANDB_API_KEY …
  `wandb[_-]?(?:api)?[_-]?(?:key|token)${assigned}`,
  // wandb login … / wandb login --relogin "…"
  String.raw`wandb\s{1,4}login\s(?:\s{0,4}--?[\w-]{1,20}(?:=\S{1,60})?\s){0,4}\s{0,4}["'\\]{0,2}`,
  // wandb.login(key="…"), wandb.Api(api_key='…')
  String.raw`wandb\.\w{1,20}\([^)]{0,160}?key\s{0,4}=\s{0,4}["'\\]{1,2}`,
  // machine api.wandb.ai login user password …
  String.raw`wandb[\w.:-]{0,60}\s{1,8}(?:(?:login|user)\s{1,8}\S{1,40}\s{1,8})?password\s{1,8}`,
  // base_url = https://api.wandb.ai, and the key below it
  String.raw`wandb[\w.:/-]{0,60}\s{1,4}api_key\s{0,4}=\s{0,4}`,
].map((before) => new RegExp(`^(${before})(${key})`, 'i'))
const longestContext = 360

/** Reads an older W&B key, which is 40 hex digits and nothing else, after words that say so. */
export function readWandbKey(bytes: Buffer, at: number): Match | undefined {
  const text = bytes.toString('latin1', at, at + longestContext)
  for (const context of contexts) {
    const [, before, found] = context.exec(text) ?? []
    // `local-` and 40 hex digits are found as such.
    if (before === undefined || found === undefined || found.startsWith('local-')) continue
    const start = at + before.length
    return wandbMatch(bytes, start, start + found.length, `${found.slice(0, -32)}…`)
  }
  return
}

function wandbMatch(bytes: Buffer, start: number, end: number, masked: string): Match {
  const token = new KeyToken(bytes.toString('latin1', start, end))
  return { rule: 'wandb-key', certainty: 'likely', start, end, masked, keyId: null, encoding: null, token }
}
