/** A text as one word of a shell, whatever is in it. */
export const quote = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`
