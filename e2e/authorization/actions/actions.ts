import type { ActionName } from '../model/table.ts'
import type { Action } from './action.ts'
import { keyActions } from './key-actions.ts'
import { organizationActions } from './organization-actions.ts'
import { peopleActions } from './people-actions.ts'
import { rotationActions } from './rotation-actions.ts'
import { teamActions } from './team-actions.ts'
import { webhookActions } from './webhook-actions.ts'

/** For each row of the table: how it is asked for, and what comes of it. */
export const actions: Readonly<Record<ActionName, Action>> = {
  ...keyActions,
  ...rotationActions,
  ...organizationActions,
  ...teamActions,
  ...peopleActions,
  ...webhookActions,
}
