/** Whether a package of this bench is installed: a machine without the peers measures the rest. */
export function isInstalled(name: string): boolean {
  try {
    import.meta.resolve(name)
    return true
  } catch {
    return false
  }
}
