// Control characters, and those that turn the direction of what follows: a name could otherwise clear the screen of whoever lists
// it, or make one key look like another.
const unprintable = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu

/** A text that others have chosen, as it may be shown on a screen. */
export const cleanText = (text: string) => text.replace(unprintable, '\ufffd')
