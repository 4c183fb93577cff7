/** Whether a version comes before another, by their numbers: what follows these (`rc1`, `.post1`) is not looked at. */
export function isOlder(version: string, than: string): boolean {
  const numbers = version.split('.').map(Number)
  const others = than.split('.').map(Number)
  for (let at = 0; at < Math.max(numbers.length, others.length); at += 1) {
    const difference = (numbers[at] ?? 0) - (others[at] ?? 0)
    if (difference !== 0) return difference < 0
  }
  return false
}
