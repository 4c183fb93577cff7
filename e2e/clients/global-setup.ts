// Runs once before the suite: gets the clients, and tells the tests which ones there are.

import type { TestProject } from 'vitest/node'
import { type ClientStates, prepareClients } from './client-cache.ts'
import { clientRecipes } from './client-list.ts'

declare module 'vitest' {
  interface ProvidedContext {
    clients: ClientStates
  }
}

export default async function setup(project: TestProject): Promise<void> {
  project.provide('clients', await prepareClients(clientRecipes))
}
