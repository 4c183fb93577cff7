// The proxies that are held to the contract, each run as its example's README says.

export interface ProxyKind {
  readonly name: string
  /** Of the program, by which the set-up finds it. */
  readonly program: ProgramName
  /** In `examples/proxies`. */
  readonly folder: string
  /** In a copy of the folder. */
  readonly args: readonly string[]
  /** What clients get of a requirement that Keystead cannot read. */
  readonly misconfigured: 400 | 503
  /** Whether Keystead is asked by gRPC. */
  readonly byGrpc?: true
  /** It takes longer than a test should to give up on a Keystead that does not answer, and cannot be told otherwise. */
  readonly isPatient?: true
}

export const programNames = ['nginx', 'haproxy', 'caddy', 'traefik', 'envoy'] as const
export type ProgramName = (typeof programNames)[number]

const envoy = { program: 'envoy', folder: 'envoy' } as const
const withoutTalk = ['--concurrency', '1', '--disable-hot-restart', '--log-level', 'warn']

export const proxyKinds: readonly ProxyKind[] = [
  {
    name: 'nginx',
    program: 'nginx',
    folder: 'nginx',
    args: ['-p', '.', '-c', 'nginx.conf', '-e', 'stderr'],
    misconfigured: 503,
  },
  { name: 'HAProxy', program: 'haproxy', folder: 'haproxy', args: ['-f', 'haproxy.cfg'], misconfigured: 503 },
  { name: 'Caddy', program: 'caddy', folder: 'caddy', args: ['run', '--config', 'Caddyfile'], misconfigured: 400 },
  // 30 s.
  {
    name: 'Traefik',
    program: 'traefik',
    folder: 'traefik',
    args: ['--configFile=traefik.yaml'],
    misconfigured: 400,
    isPatient: true,
  },
  { name: 'Envoy by HTTP', ...envoy, args: ['-c', 'envoy-http.yaml', ...withoutTalk], misconfigured: 400 },
  {
    name: 'Envoy by gRPC',
    ...envoy,
    args: ['-c', 'envoy-grpc.yaml', ...withoutTalk],
    misconfigured: 503,
    byGrpc: true,
  },
]
