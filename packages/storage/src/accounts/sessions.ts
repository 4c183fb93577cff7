import {
  deletedKeyMemoryMs,
  type KeyDigest,
  type Session,
  type SessionId,
  type Store,
  type StoreReader,
  type StoreTransaction,
  sessionIdleMs,
  signInMemoryMs,
  type UserId,
} from '@keystead/core'
import type { Kysely } from 'kysely'
import { isStorable } from '../search-text.ts'
import type { Tables } from '../tables.ts'
import { type MembershipRow, toMembership } from './members.ts'
import { type TeamMembershipRow, toTeamMembership } from './team-members.ts'
import { toUser, userColumns } from './users.ts'

const sessionColumns = [
  'sessions.id',
  'sessions.user_id',
  'sessions.created_at',
  'sessions.last_seen_at',
  'sessions.expires_at',
  'sessions.ip',
  'sessions.user_agent',
] as const

type SessionRow = {
  id: string
  user_id: string
  created_at: number
  last_seen_at: number
  expires_at: number
  ip: string | null
  user_agent: string | null
}

function toSession(row: SessionRow): Session {
  return {
    id: row.id as SessionId,
    userId: row.user_id as UserId,
    createdAt: row.created_at,
    lastSeenAt: row.last_seen_at,
    expiresAt: row.expires_at,
    ip: row.ip,
    userAgent: row.user_agent,
  }
}

/** A session, and one of its user's memberships, and one of their teams in that organization, if any. */
type Joined = MembershipRow & TeamMembershipRow
type JoinedRow = { [Column in keyof Joined]: Joined[Column] | null }

const hasMembership = <Row extends JoinedRow>(row: Row): row is Row & MembershipRow => row.joined_id !== null
const hasTeam = <Row extends JoinedRow>(row: Row): row is Row & TeamMembershipRow => row.team_id !== null

export function sessionReader(database: Kysely<Tables>): Pick<StoreReader, 'findSession' | 'listSessions'> {
  /** One row for each membership of the user and each of their teams there, or a single one without. */
  const selectRecord = (id: SessionId) =>
    database
      .selectFrom('sessions')
      .innerJoin('users', 'users.id', 'sessions.user_id')
      .leftJoin('memberships', 'memberships.user_id', 'users.id')
      .leftJoin('organizations as joined', 'joined.id', 'memberships.organization_id')
      .leftJoin('team_memberships', (join) =>
        join
          .onRef('team_memberships.user_id', '=', 'memberships.user_id')
          .onRef('team_memberships.organization_id', '=', 'memberships.organization_id'),
      )
      .leftJoin('teams', 'teams.id', 'team_memberships.team_id')
      .select(userColumns)
      .select(['sessions.id as session_id', 'sessions.digest', 'sessions.pepper_version'])
      .select(['sessions.created_at as begun_at', 'sessions.last_seen_at', 'sessions.expires_at'])
      .select(['sessions.ip', 'sessions.user_agent'])
      .select(['memberships.role', 'joined.id as joined_id', 'joined.name as joined_name'])
      .select(['teams.id as team_id', 'teams.name as team_name'])
      .select(['teams.organization_id as team_organization_id', 'team_memberships.role as team_role'])
      .where('sessions.id', '=', id)
      .orderBy('joined.folded_name')
      .orderBy('teams.folded_name')

  return {
    async findSession(id) {
      if (!isStorable(id)) return undefined
      const rows = await selectRecord(id).execute()
      const [row] = rows
      if (row === undefined) return undefined
      // The teams of an organization repeat it, one row after the other.
      const joined = rows.filter(({ joined_id }, index) => joined_id !== rows[index - 1]?.joined_id)
      return {
        session: toSession({ ...row, id: row.session_id, user_id: row.id, created_at: row.begun_at }),
        digest: row.digest as KeyDigest,
        pepperVersion: row.pepper_version,
        account: {
          kind: 'user',
          user: toUser(row),
          memberships: joined.filter(hasMembership).map(toMembership),
          teamMemberships: rows.filter(hasTeam).map(toTeamMembership),
        },
      }
    },

    async listSessions(userId, at) {
      const rows = await database
        .selectFrom('sessions')
        .select(sessionColumns)
        .where('user_id', '=', userId)
        .where('expires_at', '>', at)
        .where('last_seen_at', '>', at - sessionIdleMs)
        .orderBy('last_seen_at', 'desc')
        .orderBy('id')
        .execute()
      return rows.map(toSession)
    },
  }
}

export function sessionWriter(
  database: Kysely<Tables>,
): Pick<StoreTransaction, 'insertSession' | 'deleteSession' | 'deleteSessionsOf'> {
  return {
    async insertSession(session) {
      await database
        .insertInto('sessions')
        .values({
          id: session.id,
          user_id: session.userId,
          digest: session.digest,
          pepper_version: session.pepperVersion,
          created_at: session.createdAt,
          last_seen_at: session.lastSeenAt,
          expires_at: session.expiresAt,
          ip: session.ip,
          user_agent: session.userAgent,
        })
        .execute()
    },

    async deleteSession(id) {
      const { numDeletedRows } = await database.deleteFrom('sessions').where('id', '=', id).executeTakeFirst()
      return numDeletedRows === 1n
    },

    async deleteSessionsOf(userId, except) {
      const { numDeletedRows } = await database
        .deleteFrom('sessions')
        .where('user_id', '=', userId)
        .$if(except !== undefined, (others) => others.where('id', '!=', except ?? ''))
        .executeTakeFirst()
      return Number(numDeletedRows)
    },
  }
}

export function sessionStore(database: Kysely<Tables>): Pick<Store, 'touchSession' | 'forgetEnded'> {
  return {
    async touchSession(id, at) {
      await database
        .updateTable('sessions')
        .set({ last_seen_at: at })
        .where('id', '=', id)
        .where('last_seen_at', '<', at)
        .execute()
    },

    async forgetEnded(at) {
      await database
        .deleteFrom('sessions')
        .where(({ eb, or }) => or([eb('expires_at', '<=', at), eb('last_seen_at', '<=', at - sessionIdleMs)]))
        .execute()
      await database
        .deleteFrom('deleted_keys')
        .where('deleted_at', '<=', at - deletedKeyMemoryMs)
        .execute()
      await database.deleteFrom('one_time_links').where('expires_at', '<=', at).execute()
      await database.deleteFrom('invitations').where('expires_at', '<=', at).execute()
      await database
        .deleteFrom('sign_in_networks')
        .where('last_at', '<=', at - signInMemoryMs)
        .execute()
    },
  }
}
