/**
 * The secret text of an API key. It can be carried about, but not shown by accident: printing, joining, serializing or
 * inspecting it gives a placeholder. Only {@link KeyToken.reveal} gives the text, and only two places may call it: the
 * answer that creates the key, and the digest.
 */
export class KeyToken {
  readonly #text: string

  constructor(text: string) {
    this.#text = text
  }

  /** The secret itself. Each call site must be one that is meant to see it. */
  reveal(): string {
    return this.#text
  }

  toString(): string {
    return '[key token]'
  }

  toJSON(): string {
    return this.toString()
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString()
  }
}
