import { keyMutations } from './keys.ts'
import { memberMutations } from './members.ts'
import { organizationQueries } from './organizations.ts'
import { serverQueries } from './server-info.ts'
import { teamMutations, teamQueries } from './teams.ts'
import { userMutations, userQueries } from './users.ts'

/** What the roots of the schema answer. Each calls a function of the core and translates; no rule lives here. */
export const rootValue = {
  ...userQueries,
  ...teamQueries,
  ...organizationQueries,
  ...serverQueries,
  ...keyMutations,
  ...userMutations,
  ...teamMutations,
  ...memberMutations,
}
