import { Failure } from '../failure.ts'

// Loaded when somebody is asked: most commands ask nothing. Questions go to standard error, so that answers can be piped on.

/** Fails with a `Failure` where the person has ended it. */
export async function askYesOrNo(question: string): Promise<boolean> {
  const { confirm } = await import('@clack/prompts')
  return requireAnswer(await confirm({ message: question, initialValue: false, output: process.stderr }))
}

/** `usual` is the answer of who only presses Enter. */
export async function askText(question: string, usual?: string): Promise<string> {
  const { text } = await import('@clack/prompts')
  const suggested = usual === undefined ? {} : { defaultValue: usual, placeholder: usual }
  return requireAnswer(await text({ message: question, ...suggested, output: process.stderr }))
}

/** What is typed is not shown. */
export async function askSecret(question: string): Promise<string> {
  const { password } = await import('@clack/prompts')
  return requireAnswer(await password({ message: question, output: process.stderr }))
}

export async function askChoice<Value extends string>(
  question: string,
  options: readonly { readonly value: Value; readonly label: string }[],
): Promise<Value> {
  const { select } = await import('@clack/prompts')
  const answer = await select<string>({ message: question, options: [...options], output: process.stderr })
  return requireAnswer(answer) as Value
}

function requireAnswer<Answer>(answer: Answer): Exclude<Answer, symbol> {
  if (typeof answer === 'symbol') throw new Failure('cancelled', ({ failure }) => failure.cancelled)
  return answer as Exclude<Answer, symbol>
}
