// The programs of other people that must log in to Keystead as they are, and the exact versions that are tried.

export type ClientId = `wandb ${PythonVersion}` | 'npm weave 0.11.1' | 'npm @wandb/sdk 0.5.1'
type PythonVersion = '0.31.0' | '0.30.0' | '0.23.1' | '0.22.3' | '0.22.2' | '0.21.4' | '0.18.7' | '0.15.12'

export interface ClientRecipe {
  readonly id: ClientId
  readonly kind: 'python' | 'npm'
  readonly package: string
  readonly version: string
  /** Folder of this client inside the cache. */
  readonly folderName: string
  /** Upper limits for what the package brings along (pip constraints). */
  readonly constraints: readonly string[]
}

// Each is the newest major of today, with which all versions below were seen to work: a new major of one of them must
// not turn this suite red, for it says nothing about Keystead. Each version of wandb limits protobuf and requests itself.
const knownMajors = ['click<9', 'urllib3<3', 'sentry-sdk<3', 'GitPython<4', 'platformdirs<5', 'psutil<8']

// 0.15.12 imports `pkg_resources`, which setuptools dropped in 82, and asks for any setuptools.
const withPkgResources = [...knownMajors, 'setuptools<81']

// pydantic 2.12 made 0.21 and 0.22 print a page of `UnsupportedFieldAttributeWarning` before every answer.
const withQuietPydantic = [...knownMajors, 'pydantic<2.12']

export const clientRecipes: readonly ClientRecipe[] = [
  wandb('0.31.0', knownMajors),
  wandb('0.30.0', knownMajors),
  wandb('0.23.1', knownMajors),
  wandb('0.22.3', withQuietPydantic),
  wandb('0.22.2', withQuietPydantic),
  wandb('0.21.4', withQuietPydantic),
  wandb('0.18.7', withPkgResources),
  wandb('0.15.12', withPkgResources),
  npm('weave', '0.11.1', 'npm weave 0.11.1'),
  npm('@wandb/sdk', '0.5.1', 'npm @wandb/sdk 0.5.1'),
]

function wandb(version: PythonVersion, constraints: readonly string[]): ClientRecipe {
  return {
    id: `wandb ${version}`,
    kind: 'python',
    package: 'wandb',
    version,
    folderName: `wandb-${version}`,
    constraints,
  }
}

function npm(name: string, version: string, id: ClientId): ClientRecipe {
  const folderName = `npm-${name.replace('@', '').replace('/', '-')}-${version}`
  return { id, kind: 'npm', package: name, version, folderName, constraints: [] }
}
