import { once } from 'node:events'
import { stdout } from 'node:process'
import type { Context } from '../../context.ts'
import { openClient } from '../../session/open-client.ts'
import { openProgress } from '../../terminal/progress.ts'

/** Everything at once, oldest first, an event a line (NDJSON): for files and other programs. */
export async function exportAudit(context: Context, organization: string | undefined): Promise<void> {
  const { phrases, terminal } = context
  const events = (await openClient(context)).audit.export({ organization })
  const numbers = new Intl.NumberFormat(terminal.language)
  // On a screen the events themselves say how far it has come.
  const progress = openProgress({
    ...terminal,
    isInteractive: terminal.isInteractive && terminal.columns === undefined,
  })
  let count = 0
  try {
    for await (const event of events) {
      if (!stdout.write(`${JSON.stringify(event)}\n`)) await once(stdout, 'drain')
      count += 1
      progress.show(() => phrases.lists.exported(numbers.format(count)))
    }
  } finally {
    progress.clear()
  }
}
