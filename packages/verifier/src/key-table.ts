import { base62Alphabet, type KeyDigest, type KeyId } from '@keystead/core'

/** What the table holds of one key. Account and organization are numbers that the caller gives a meaning. */
export type TableEntry = {
  readonly account: number
  /** 0 for none. */
  readonly organization: number
  readonly pepperVersion: number
  /** Epoch milliseconds; infinite for never. */
  readonly expiresAt: number
  readonly digest: KeyDigest
}

const idWords = 4
const digestBytes = 32
const entriesInSegment = 8_192
const fewestSlots = 1_024
// Beyond this share of taken slots, looking up takes longer than a larger table costs.
const fullestShare = 0.6

// One record after the other, each in one place: what is looked for among millions is in no cache, and each array of its own
// would be another wait for memory. Words of 4 bytes; a time takes two of them, at an even place.
const recordWords = 18
const at = { id: 0, expiresAt: 4, digest: 6, account: 14, organization: 15, pepperVersion: 16 } as const

/** Some thousands of records: a table of millions grows without ever being copied. */
class Segment {
  readonly words = new Uint32Array(entriesInSegment * recordWords)
  readonly times = new Float64Array(this.words.buffer)
  readonly bytes = new Uint8Array(this.words.buffer)
}

/**
 * Keys by ID, at about 80 bytes each and outside of what the garbage collector walks through: millions of objects would
 * stop every answer now and then. A hash table with open addressing (linear probing, deletion by moving back) whose slots
 * hold the numbers of entries.
 * Nobody chooses the IDs that are stored, so that a simple hash is enough.
 */
export class KeyTable {
  readonly #segments: Segment[] = []
  readonly #free: number[] = []
  /** The words of the ID that was packed last. */
  readonly #id = new Uint32Array(idWords)
  /** 0 for an empty slot, else 1 more than the number of the entry. */
  #slots = new Uint32Array(fewestSlots)
  #size = 0
  #made = 0

  get size(): number {
    return this.#size
  }

  /** Bytes that the table takes. */
  get bytes(): number {
    return this.#segments.length * entriesInSegment * recordWords * 4 + this.#slots.byteLength
  }

  /** The digest is a view of the table's memory: it is good until the table changes. */
  find(id: KeyId): TableEntry | undefined {
    const slot = this.#findSlot(id)
    if (slot === -1) return undefined
    const number = (this.#slots[slot] as number) - 1
    const { words, times, bytes } = this.#segmentOf(number)
    const record = (number % entriesInSegment) * recordWords
    const digest = (record + at.digest) * 4
    return {
      account: words[record + at.account] as number,
      organization: words[record + at.organization] as number,
      pepperVersion: words[record + at.pepperVersion] as number,
      expiresAt: times[(record + at.expiresAt) / 2] as number,
      digest: bytes.subarray(digest, digest + digestBytes) as KeyDigest,
    }
  }

  /** Puts a key in, or in the place of what it was. */
  set(id: KeyId, entry: TableEntry): void {
    let slot = this.#findSlot(id)
    if (slot === -1) {
      this.#growWhenFull()
      slot = this.#emptySlotFor(id)
      this.#slots[slot] = this.#takeEntry() + 1
      this.#size += 1
    }
    const number = (this.#slots[slot] as number) - 1
    const { words, times, bytes } = this.#segmentOf(number)
    const record = (number % entriesInSegment) * recordWords
    words.set(this.#id, record + at.id)
    bytes.set(entry.digest, (record + at.digest) * 4)
    times[(record + at.expiresAt) / 2] = entry.expiresAt
    words[record + at.account] = entry.account
    words[record + at.organization] = entry.organization
    words[record + at.pepperVersion] = entry.pepperVersion
  }

  delete(id: KeyId): boolean {
    const slot = this.#findSlot(id)
    if (slot === -1) return false
    const number = (this.#slots[slot] as number) - 1
    const record = (number % entriesInSegment) * recordWords
    this.#segmentOf(number).words.fill(0, record, record + recordWords)
    this.#free.push(number)
    this.#size -= 1
    this.#closeGap(slot)
    return true
  }

  #findSlot(id: KeyId): number {
    packKeyId(id, this.#id)
    const mask = this.#slots.length - 1
    for (let slot = hashOf(this.#id, 0) & mask; ; slot = (slot + 1) & mask) {
      const taken = this.#slots[slot] as number
      if (taken === 0) return -1
      if (this.#holds(taken - 1)) return slot
    }
  }

  #holds(number: number): boolean {
    const { words } = this.#segmentOf(number)
    const id = (number % entriesInSegment) * recordWords + at.id
    for (let word = 0; word < idWords; word += 1) if (words[id + word] !== this.#id[word]) return false
    return true
  }

  #emptySlotFor(id: KeyId): number {
    packKeyId(id, this.#id)
    return this.#emptySlotFrom(hashOf(this.#id, 0))
  }

  #emptySlotFrom(hash: number): number {
    const mask = this.#slots.length - 1
    let slot = hash & mask
    while (this.#slots[slot] !== 0) slot = (slot + 1) & mask
    return slot
  }

  #hashOfEntry(number: number): number {
    return hashOf(this.#segmentOf(number).words, (number % entriesInSegment) * recordWords + at.id)
  }

  /** Moves back what had to pass over this slot to find its own: tombstones would fill a table in which keys come and go. */
  #closeGap(emptied: number): void {
    const mask = this.#slots.length - 1
    let gap = emptied
    for (let slot = (gap + 1) & mask; this.#slots[slot] !== 0; slot = (slot + 1) & mask) {
      const wanted = this.#hashOfEntry((this.#slots[slot] as number) - 1) & mask
      const hasPassedGap = ((slot - wanted) & mask) >= ((slot - gap) & mask)
      if (!hasPassedGap) continue
      this.#slots[gap] = this.#slots[slot] as number
      gap = slot
    }
    this.#slots[gap] = 0
  }

  #growWhenFull(): void {
    if (this.#size + 1 <= this.#slots.length * fullestShare) return
    const taken = this.#slots.filter((slot) => slot !== 0)
    this.#slots = new Uint32Array(this.#slots.length * 2)
    for (const number of taken) this.#slots[this.#emptySlotFrom(this.#hashOfEntry(number - 1))] = number
  }

  #takeEntry(): number {
    const freed = this.#free.pop()
    if (freed !== undefined) return freed
    if (this.#made === this.#segments.length * entriesInSegment) this.#segments.push(new Segment())
    this.#made += 1
    return this.#made - 1
  }

  #segmentOf(number: number): Segment {
    return this.#segments[(number / entriesInSegment) | 0] as Segment
  }
}

/** All words of the ID, mixed: IDs of one beginning or end must not crowd one part of the table. */
function hashOf(words: Uint32Array, start: number): number {
  let hash = 0
  for (let word = 0; word < idWords; word += 1) {
    hash = Math.imul(hash ^ (words[start + word] as number), 0x9e3779b1)
    hash ^= hash >>> 15
  }
  return hash >>> 0
}

const valueOf = Uint8Array.from({ length: 128 }, (_, code) =>
  Math.max(0, base62Alphabet.indexOf(String.fromCharCode(code))),
)
const legacyMark = 0x8000_0000
const keyIdLength = 16

/**
 * Writes a key ID into four words, different ones for different IDs: a base62 digit takes 6 bits. A legacy ID, which is
 * longer, has only hex digits of 4 bits and a mark of its own.
 */
function packKeyId(id: string, words: Uint32Array): void {
  const isLegacy = id.length > keyIdLength
  const bits = isLegacy ? 4 : 6
  const perWord = isLegacy ? 5 : 4
  for (let word = 0, place = 0; word < idWords; word += 1) {
    let packed = 0
    for (let end = place + perWord; place < end; place += 1) packed = (packed << bits) | digitAt(id, place, isLegacy)
    words[word] = isLegacy ? packed | legacyMark : packed
  }
}

function digitAt(id: string, place: number, isLegacy: boolean): number {
  const value = valueOf[id.charCodeAt(place)] ?? 0
  // The hex digits a–f stand far behind in base62.
  return isLegacy && value > 9 ? value - 26 : value
}
