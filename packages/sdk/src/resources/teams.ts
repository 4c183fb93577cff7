import type { ListTeamsQuery, NewTeam } from '../api/api.ts'
import type { Caller, CallOptions } from '../transport/make-caller.ts'
import { eachItem } from './each-item.ts'

/** The teams of an organization. Each is called by its ID or its name; `TEAM_NOT_FOUND` also for who may not know of it. */
export function teamsOf({ call }: Caller) {
  const list = (organization: string, query: ListTeamsQuery = {}, options?: CallOptions) =>
    call('listTeams', { path: { organization }, query }, options)
  return {
    /** Fails with `TEAM_NAME_TAKEN`. */
    create: (organization: string, team: NewTeam, options?: CallOptions) =>
      call('createTeam', { path: { organization }, body: team }, options),
    /** One page of those that the caller sees, by name. */
    list,
    listAll: (organization: string, query: Omit<ListTeamsQuery, 'cursor'> = {}, options?: CallOptions) =>
      eachItem(
        (cursor) => list(organization, { ...query, cursor }, options),
        (page) => page.teams,
      ),
    get: (organization: string, team: string, options?: CallOptions) =>
      call('getTeam', { path: { organization, team } }, options),
    rename: (organization: string, team: string, name: string, options?: CallOptions) =>
      call('renameTeam', { path: { organization, team }, body: { name } }, options),
    /** Fails with `TEAM_HAS_SERVICE_ACCOUNTS` where any belong to it. */
    delete: (organization: string, team: string, options?: CallOptions) =>
      call('deleteTeam', { path: { organization, team } }, options),
  }
}
