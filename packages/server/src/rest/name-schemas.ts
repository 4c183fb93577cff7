type Schemas = Readonly<Record<string, object>>

const reference = /"#\/components\/schemas\/(\w+)"/g
const suffix = 'Input'

/**
 * Leaves one component of each name. The library lists every named schema twice: as it is written under its name, and as
 * it is read with `Input` behind it. Only those stay that an operation refers to, directly or through others; and what is
 * only read, or is read as it is written, goes without the suffix.
 */
export function nameSchemas(document: object): object {
  const { components, ...operations } = document as { components?: { schemas?: Schemas } }
  const schemas = components?.schemas ?? {}
  const used = new Set<string>()
  const collect = (part: unknown) => {
    for (const [, name = ''] of JSON.stringify(part).matchAll(reference)) {
      if (used.has(name)) continue
      used.add(name)
      collect(schemas[name])
    }
  }
  collect(operations)

  const shorten = (name: string) => (name.endsWith(suffix) ? name.slice(0, -suffix.length) : name)
  const shortenAll = (text: string) => text.replaceAll(reference, (whole, name) => whole.replace(name, shorten(name)))
  const render = (name: string) => shortenAll(JSON.stringify(schemas[name]))
  const clashes = [...used].filter((name) => shorten(name) !== name && used.has(shorten(name)))
  const differing = clashes.filter((name) => render(name) !== render(shorten(name)))
  if (differing.length > 0) throw new Error(`read and written differently: ${differing.join(', ')}`)

  const kept = [...used].sort().map((name) => [shorten(name), JSON.parse(render(name))])
  return {
    ...JSON.parse(shortenAll(JSON.stringify(operations))),
    components: { ...components, schemas: Object.fromEntries(kept) },
  }
}
