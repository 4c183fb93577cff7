import { KeysteadError } from '@keystead/core'
import { type DocumentNode, type FragmentDefinitionNode, Kind, type SelectionSetNode } from 'graphql'

/** A client's largest document has about 400 tokens, introspection's standard one about 250. */
export const mostTokens = 2_000
const mostFields = 500
const deepestNesting = 20

/**
 * Refuses a document that is too deep or asks for too much, fragments counted wherever they are spread: what a document
 * costs is what it selects, not what it says. Runs before validation, some rules of which are slow on hostile documents.
 * Fails with `QUERY_TOO_COMPLEX`.
 */
export function checkQueryLimits(document: DocumentNode): void {
  const fragments = new Map<string, FragmentDefinitionNode>()
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition)
  }
  let fields = 0
  const visit = (selectionSet: SelectionSetNode | undefined, depth: number): void => {
    if (selectionSet === undefined) return
    if (depth > deepestNesting) throw new KeysteadError('QUERY_TOO_COMPLEX', { internal: 'depth' })
    for (const selection of selectionSet.selections) {
      // Spreads count, too. A fragment that spreads itself is caught by depth; one spread often, by this count.
      fields += 1
      if (fields > mostFields) throw new KeysteadError('QUERY_TOO_COMPLEX', { internal: 'fields' })
      visit(
        selection.kind === Kind.FRAGMENT_SPREAD
          ? fragments.get(selection.name.value)?.selectionSet
          : selection.selectionSet,
        depth + 1,
      )
    }
  }
  for (const definition of document.definitions) {
    if (definition.kind === Kind.OPERATION_DEFINITION) visit(definition.selectionSet, 1)
  }
}
