import { consoleAddresses } from '../../packages/server/src/console/console-edge.ts'
import type { RouteRow } from './planted-rows.ts'

const email = 'ada@example.com'

/** The doors of the console. */
export const sessionRows: Readonly<Record<string, RouteRow>> = {
  'POST /api/v1/session': {
    body: { email, password: 'x' },
    bodies: (text) => [
      { email: text, password: 'x' },
      { email: `${text}@example.com`, password: 'x' },
      { email, password: text },
      { email, password: [text] },
      { email, password: 'x', [text]: text },
    ],
  },
  'DELETE /api/v1/session': {},
  'GET /api/v1/sessions': {},
  'DELETE /api/v1/sessions/:id': {},
  'PUT /api/v1/password': {
    body: { current: 'x', new: 'y' },
    bodies: (text) => [
      { current: text, new: text },
      { current: 'x', new: 'y', [text]: text },
    ],
  },
  'POST /api/v1/users/:user/password-links': {},
  'POST /api/v1/password-links/use': {
    body: { token: 'x', password: 'x' },
    bodies: (text) => [
      { token: text, password: text },
      { token: 'x', password: text },
      { token: 'x', [text]: 'x' },
    ],
  },
  'GET /api/v1/setup': {},
  'POST /api/v1/setup': {
    body: { token: 'x', email, password: 'x', organization: 'x' },
    bodies: (text) => [
      { token: text, email, password: text, organization: 'x' },
      { token: 'x', email: text, password: 'x', organization: text, name: text },
    ],
  },
  ...Object.fromEntries(consoleAddresses.map((address) => [`GET ${address}`, {}])),
}
