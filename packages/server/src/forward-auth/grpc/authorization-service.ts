import { create } from '@bufbuild/protobuf'
import { Code, ConnectError, type ServiceImpl } from '@connectrpc/connect'
import type { ErrorKind, KeysteadError } from '@keystead/core'
import type { Verifier } from '@keystead/verifier'
import type { FastifyBaseLogger } from 'fastify'
import { challenge } from '../../http/authenticate.ts'
import { clientOf } from '../../http/client-of.ts'
import { logFailure } from '../../http/log-failure.ts'
import { problemMediaType, toProblem } from '../../http/problem-document.ts'
import { newRequestId } from '../../http/request-id.ts'
import { toKeysteadError } from '../../http/to-keystead-error.ts'
import { checkAccess } from '../check-access.ts'
import { type Identity, identityHeaders } from '../identity-headers.ts'
import {
  type Authorization,
  type CheckRequest,
  type CheckResponse,
  CheckResponseSchema,
  type HeaderValueOption,
  HeaderValueOptionSchema,
} from './ext-authz_pb.ts'

export type AuthorizationParts = {
  readonly verifier: Verifier
  readonly logger: FastifyBaseLogger
}

/** Envoy's question, by gRPC: what `/auth` answers, with the requirement from the route's `context_extensions`. */
export function authorizationService(parts: AuthorizationParts): ServiceImpl<typeof Authorization> {
  return {
    async check({ attributes }: CheckRequest) {
      const requestId = newRequestId()
      const headers = attributes?.request?.http?.headers ?? {}
      try {
        const identity = await checkAccess(parts.verifier, {
          authorization: headers.authorization,
          requirement: attributes?.contextExtensions ?? {},
          client: clientOf({ ip: attributes?.source?.address?.socketAddress?.address, headers }),
          requestId,
        })
        return allow(identity)
      } catch (failure) {
        const error = toKeysteadError(failure)
        logFailure({ log: parts.logger }, error, requestId)
        return deny(error, requestId)
      }
    },
  }
}

function allow(identity: Identity): CheckResponse {
  const said = Object.entries(identity).filter(([, value]) => value !== '')
  return create(CheckResponseSchema, {
    status: { code: 0 },
    httpResponse: {
      case: 'okResponse',
      value: {
        headers: said.map(([key, value]) => header(key, value)),
        // What there is nothing to say of, the client may have.
        headersToRemove: identityHeaders.filter((name) => identity[name] === ''),
      },
    },
  })
}

/** An answer for the client; or for Envoy an error, where the question was wrong or cannot be answered now. */
function deny(error: KeysteadError, requestId: string): CheckResponse {
  const problem = toProblem(error, requestId)
  if (error.kind !== 'unauthenticated' && error.kind !== 'forbidden') {
    throw new ConnectError(error.message, codesOfErrors[error.kind] ?? Code.Internal)
  }
  return create(CheckResponseSchema, {
    status: { code: error.kind === 'forbidden' ? Code.PermissionDenied : Code.Unauthenticated },
    httpResponse: {
      case: 'deniedResponse',
      value: {
        status: { code: problem.status },
        headers: [
          header('content-type', problemMediaType),
          header('cache-control', 'no-store'),
          header('x-request-id', requestId),
          ...(problem.status === 401 ? [header('www-authenticate', challenge)] : []),
        ],
        body: JSON.stringify(problem),
      },
    },
  })
}

const codesOfErrors: Partial<Record<ErrorKind, Code>> = { invalid: Code.InvalidArgument, unavailable: Code.Unavailable }

const overwrite = 2

function header(key: string, value: string): HeaderValueOption {
  return create(HeaderValueOptionSchema, { header: { key, value }, appendAction: overwrite })
}
