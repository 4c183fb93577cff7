import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findOldClients } from './old-clients.ts'

let home: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'keystead-clients-'))
})
afterEach(() => rmSync(home, { recursive: true }))

const write = (name: string, text = '') => {
  const path = join(home, name)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}

/** What is found too old in the project, and what would bring a newer one. */
const find = async (prefixes: readonly string[] = []) => {
  const scene = {
    home,
    project: join(home, 'project'),
    processes: '',
    prefixes: prefixes.map((name) => join(home, name)),
  }
  const found = await findOldClients(scene)
  return found.flatMap((one) =>
    one.check === 'old-client' ? [[`${one.package} ${one.version}`, one.upgrade] as const] : [],
  )
}

const pip = (name: string, version: string) => `pip install --upgrade '${name}>=${version}'`

// As each tool writes them, with what stands around what is looked for.
const files: readonly (readonly [name: string, text: string, found: readonly (readonly [string, string | null])[]])[] =
  [
    [
      'requirements.txt',
      '# ours\nwandb==0.21.4 \\\n    --hash=sha256:00\nweave[x] ~= 0.51\n',
      [
        ['wandb 0.21.4', pip('wandb', '0.22.3')],
        ['weave 0.51', pip('weave', '0.52.17')],
      ],
    ],
    ['requirements-dev.txt', 'wandb>=0.15,<=0.20 # old\n', [['wandb 0.20', pip('wandb', '0.22.3')]]],
    ['requirements/gpu.txt', 'torch==2\nwandb===0.22.2\n', [['wandb 0.22.2', pip('wandb', '0.22.3')]]],
    ['constraints.txt', 'weave<=0.52.16\n', [['weave 0.52.16', pip('weave', '0.52.17')]]],
    [
      'Pipfile.lock',
      '{"default": {"wandb": {"hashes": ["sha256:0"], "markers": "python_version >= \'3.8\'", "version": "==0.19.1"}}}',
      [['wandb 0.19.1', pip('wandb', '0.22.3')]],
    ],
    [
      'pylock.toml',
      'lock-version = "1.0"\n[[packages]]\nname = "wandb"\nversion = "0.21.0"\n',
      [['wandb 0.21.0', pip('wandb', '0.22.3')]],
    ],
    [
      'pdm.lock',
      '[[package]]\nname = "weave"\nversion = "0.51.0"\nrequires_python = ">=3.9"\n',
      [['weave 0.51.0', pip('weave', '0.52.17')]],
    ],
    [
      'uv.lock',
      'version = 1\n\n[[package]]\nname = "wandb"\nversion = "0.22.2"\nsource = { registry = "x" }\n',
      [['wandb 0.22.2', "uv add 'wandb>=0.22.3'"]],
    ],
    [
      'poetry.lock',
      '[[package]]\r\nname = "weave"\r\nversion = "0.52.16"\r\ndescription = ""\r\n',
      [['weave 0.52.16', "poetry add 'weave>=0.52.17'"]],
    ],
    [
      'environment.yml',
      'name: x\ndependencies:\n  - python=3.12\n  - wandb=0.19=pyhd8ed1ab_0\n  - pip:\n    - weave==0.50\n',
      [
        ['wandb 0.19', "conda install -c conda-forge 'wandb>=0.22.3'"],
        ['weave 0.50', "conda install -c conda-forge 'weave>=0.52.17'"],
      ],
    ],
    [
      'conda-lock.yml',
      'package:\n- name: wandb\n  version: 0.19.11\n  manager: conda\n  platform: linux-64\n',
      [['wandb 0.19.11', "conda install -c conda-forge 'wandb>=0.22.3'"]],
    ],
    [
      'package-lock.json',
      '{"packages": {"node_modules/@wandb/sdk": {\n  "version": "0.5.1"}}}',
      [['@wandb/sdk 0.5.1', null]],
    ],
    [
      'package-lock.json',
      '{"lockfileVersion": 1, "dependencies": {"@wandb/sdk": {"version": "0.4.0"}}}',
      [['@wandb/sdk 0.4.0', null]],
    ],
    [
      'package-lock.json',
      '{"packages": {"node_modules/a/node_modules/@wandb/sdk": {"version": "0.3.0"}}}',
      [['@wandb/sdk 0.3.0', null]],
    ],
    [
      'pnpm-lock.yaml',
      "lockfileVersion: '9.0'\npackages:\n  '@wandb/sdk@0.5.1':\n    resolution: {}\n",
      [['@wandb/sdk 0.5.1', null]],
    ],
    ['yarn.lock', '"@wandb/sdk@^0.5.0":\n  version "0.5.1"\n  resolved "x"\n', [['@wandb/sdk 0.5.1', null]]],
    ['bun.lock', '{"packages": {\n  "@wandb/sdk": ["@wandb/sdk@0.5.1", "", {}],\n}}', [['@wandb/sdk 0.5.1', null]]],
  ]

describe('clients too old for long keys', () => {
  it.each(files)('are found in %s (%#)', async (name, text, expected) => {
    write(`project/${name}`, text)
    expect(await find()).toEqual(expected)
  })

  it.each([
    ['requirements.txt', 'wandb==0.22.3\nweave>=0.52.17\nwandb-core==0.1\nmy-wandb==0.1\n# wandb==0.1\nwandb\n'],
    [
      'uv.lock',
      '[[package]]\nname = "wandb"\nversion = "0.30.0"\n[[package]]\nname = "wandb-workspaces"\nversion = "0.1"\n',
    ],
    ['environment.yml', 'dependencies:\n  - wandb>=0.22.3\n  - wandb-x=0.1\n'],
    ['conda-lock.yml', '- name: wandb\n  version: 0.22.3\n'],
    ['package-lock.json', '{"packages": {"node_modules/weave": {"version": "0.11.1"}}}'],
  ])('are not where %s has others', async (name, text) => {
    write(`project/${name}`, text)
    expect(await find()).toEqual([])
  })

  it('are found where they are installed: in virtual environments of any name, and in those in use', async () => {
    write('project/.venv/pyvenv.cfg')
    write('project/.venv/lib/python3.12/site-packages/wandb-0.18.7.dist-info/METADATA')
    write('project/win/pyvenv.cfg')
    write('project/win/Lib/site-packages/weave-0.50.1.dist-info/METADATA')
    write('venv/lib/python3.11/site-packages/weave-0.50.0.dist-info/METADATA')
    write('conda/conda-meta/wandb-0.17.9-pyhd8ed1ab_0.json', '{}')
    const found = await find(['venv', 'conda'])
    expect(found.map(([name]) => name)).toEqual(['wandb 0.18.7', 'weave 0.50.1', 'weave 0.50.0', 'wandb 0.17.9'])
  })
})
