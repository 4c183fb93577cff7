const headerBytes = 5
const notice = 'A'.charCodeAt(0)
const nothing = Buffer.alloc(0)

/**
 * What a PostgreSQL server sends, message by message: a letter, a length that counts itself, and the rest. It can leave out
 * notices (`NotificationResponse`), and nothing else.
 * https://www.postgresql.org/docs/current/protocol-message-formats.html
 */
export class MessageFilter {
  dropsNotices = false
  #header: Buffer = nothing
  #left = 0
  #isDropping = false

  pass(bytes: Buffer): Buffer {
    const passed: Buffer[] = []
    for (let at = 0; at < bytes.length; ) {
      if (this.#left > 0) {
        const some = bytes.subarray(at, at + this.#left)
        if (!this.#isDropping) passed.push(some)
        at += some.length
        this.#left -= some.length
        continue
      }
      const piece = bytes.subarray(at, at + headerBytes - this.#header.length)
      this.#header = Buffer.concat([this.#header, piece])
      at += piece.length
      if (this.#header.length < headerBytes) break
      this.#left = this.#header.readUInt32BE(1) - 4
      this.#isDropping = this.dropsNotices && this.#header[0] === notice
      if (!this.#isDropping) passed.push(this.#header)
      this.#header = nothing
    }
    return Buffer.concat(passed)
  }
}
