// better-auth's `verifyApiKey` without a server: BENCH_KEYS keys in memory.

import { reportReady } from '../processes/report-ready.ts'
import { measureCalls } from './measure-calls.ts'
import { openBetterAuth } from './open-better-auth.ts'

const { tokens, verify } = await openBetterAuth(Number(process.env.BENCH_KEYS))
reportReady(
  {},
  { measure: (forMs: number) => measureCalls((turn) => verify(tokens[turn % tokens.length] ?? ''), forMs) },
)
