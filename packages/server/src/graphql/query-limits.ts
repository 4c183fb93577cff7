import { KeysteadError } from '@keystead/core'
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  Lexer,
  type SelectionSetNode,
  Source,
  TokenKind,
} from 'graphql'

/** A client's largest document has about 400 tokens, introspection's standard one about 250. */
const mostTokens = 2_000
const mostFields = 500
// Each is a call of its own: a key that is made, a team that is read. No client sends more than three.
const mostRoots = 20
const deepestNesting = 20
// Brackets of all kinds, types and values included. Every level of fields is one, and so are their arguments.
const deepestBrackets = 2 * deepestNesting

const opening = new Set<TokenKind>([TokenKind.BRACE_L, TokenKind.BRACKET_L, TokenKind.PAREN_L])
const closing = new Set<TokenKind>([TokenKind.BRACE_R, TokenKind.BRACKET_R, TokenKind.PAREN_R])

/**
 * Refuses a document that is too long or nested too deep before it is parsed: the parser goes into brackets by calling
 * itself, and would otherwise end where the stack does. Fails with `QUERY_TOO_COMPLEX`, and with graphql-js' own error for
 * what is no GraphQL.
 */
export function checkTokenLimits(query: string): void {
  const lexer = new Lexer(new Source(query))
  let tokens = 0
  let brackets = 0
  for (let { kind } = lexer.advance(); kind !== TokenKind.EOF; { kind } = lexer.advance()) {
    tokens += 1
    if (opening.has(kind)) brackets += 1
    if (closing.has(kind)) brackets -= 1
    if (tokens > mostTokens || brackets > deepestBrackets) {
      throw new KeysteadError('QUERY_TOO_COMPLEX', { internal: 'tokens' })
    }
  }
}

/**
 * Refuses a document that asks for too much, fragments counted wherever they are spread: what a document costs is what it
 * selects, not what it says. Runs before validation, some rules of which are slow on hostile documents.
 * Fails with `QUERY_TOO_COMPLEX`.
 */
export function checkFieldLimits(document: DocumentNode): void {
  const fragments = new Map<string, FragmentDefinitionNode>()
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition)
  }
  let fields = 0
  let roots = 0
  const visit = (selectionSet: SelectionSetNode | undefined, depth: number, isRoot: boolean): void => {
    if (selectionSet === undefined) return
    if (depth > deepestNesting) throw new KeysteadError('QUERY_TOO_COMPLEX', { internal: 'depth' })
    for (const selection of selectionSet.selections) {
      // Spreads count, too. A fragment that spreads itself is caught by depth; one spread often, by this count.
      fields += 1
      if (fields > mostFields) throw new KeysteadError('QUERY_TOO_COMPLEX', { internal: 'fields' })
      if (isRoot && selection.kind === Kind.FIELD) roots += 1
      if (roots > mostRoots) throw new KeysteadError('QUERY_TOO_COMPLEX', { internal: 'roots' })
      visit(
        selection.kind === Kind.FRAGMENT_SPREAD
          ? fragments.get(selection.name.value)?.selectionSet
          : selection.selectionSet,
        depth + 1,
        isRoot && selection.kind !== Kind.FIELD,
      )
    }
  }
  for (const definition of document.definitions) {
    if (definition.kind === Kind.OPERATION_DEFINITION) visit(definition.selectionSet, 1, true)
  }
}
