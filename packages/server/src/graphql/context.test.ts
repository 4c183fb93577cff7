import { type TestStore, testStores } from '@keystead/storage/testing/open-test-stores'
import { expect, it } from 'vitest'
import { alterStore } from '../../testing/altered-store.ts'
import { startTestApp } from '../../testing/start-test-app.ts'

const reads = ['listTeamMembers', 'listServiceAccounts', 'listInvitations', 'findTeam', 'listKeys'] as const

it.each(testStores)(
  'a document of many fields on $name reads a thing once, and one thing at a time',
  async ({ open }) => {
    const opened: TestStore = await open()
    const { store, altered } = alterStore(opened.store)
    const app = await startTestApp(store)
    try {
      await app.addTeam('acme', 'research', { ada: 'admin' })
      await app.addTeam('acme', 'archive', { ada: 'member' })
      const counts: Partial<Record<string, number>> = {}
      let running = 0
      let mostAtOnce = 0
      for (const name of reads) {
        altered[name] = async (...args: never[]) => {
          counts[name] = (counts[name] ?? 0) + 1
          running += 1
          mostAtOnce = Math.max(mostAtOnce, running)
          const answer = await (opened.store[name] as (...given: never[]) => Promise<unknown>)(...args)
          running -= 1
          return answer
        }
      }
      const roots = Array.from({ length: 6 }, (_, place) => {
        const team = place % 2 === 0 ? 'research' : 'archive'
        return `a${place}: entity(name: "${team}") { members { id } again: members { name } organization { name } }`
      })
      const keys = 'viewer { apiKeys { edges { node { id } } } teams { edges { node { members { id } } } } }'
      const answer = await app.graphql(`{ ${roots.join(' ')} ${keys} b: ${keys} }`)
      expect(answer.status).toBe(200)
      expect(answer.body).not.toHaveProperty('errors')
      expect(mostAtOnce).toBe(1)
      expect(counts).toMatchObject({ listTeamMembers: 2, listServiceAccounts: 2, listInvitations: 2, listKeys: 1 })
    } finally {
      await app.close()
      await opened.close()
    }
  },
)
