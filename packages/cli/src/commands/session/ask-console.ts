import { hostname } from 'node:os'
import { setTimeout } from 'node:timers/promises'
import { type CreatedKey, isKeysteadError } from '@keystead/sdk'
import type { Context } from '../../context.ts'
import { connect } from '../../session/open-client.ts'
import { cleanText } from '../../terminal/clean-text.ts'

/** Signs in by the console in a browser: shows a code, and waits until the person there has said yes or no (RFC 8628). */
export async function askConsole({ phrases, terminal }: Context, url: string): Promise<CreatedKey> {
  const client = await connect(url)
  const begun = await client.devices.begin({ name: phrases.login.keyName(hostname().slice(0, 100)) })
  terminal.say(phrases.login.openPage(cleanText(begun.verificationUriComplete)))
  terminal.say(phrases.login.checkCode(cleanText(begun.userCode)))
  const giveUpAt = Date.now() + begun.expiresInSeconds * 1000
  let waitMs = begun.intervalSeconds * 1000
  for (;;) {
    await setTimeout(waitMs)
    try {
      return await client.devices.claim({ deviceCode: begun.deviceCode })
    } catch (error) {
      const isLost = isKeysteadError(error, 'NO_ANSWER', 'TIMED_OUT', 'UNAVAILABLE')
      const isTooSoon = isKeysteadError(error, 'TOO_MANY_ATTEMPTS')
      if (!isKeysteadError(error, 'AUTHORIZATION_PENDING') && !isTooSoon && !isLost) throw error
      if (Date.now() > giveUpAt) throw error
      // As RFC 8628 §3.5 asks for: five seconds more, from now on.
      if (isTooSoon) waitMs += 5_000
    }
  }
}
