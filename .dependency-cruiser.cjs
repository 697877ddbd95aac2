// Which rooms a room may import: those before it in the flow, and the ground. docs/architecture.md
// draws it. `npm run lint` fails where an import runs against it, and where a cycle appears.

/** @type {Record<string, string[]>} */
const SRC = {
  catalog: [],
  problems: [],
  files: [],
  nx: ['problems'],
  collect: ['catalog', 'problems'],
  command: ['catalog'],
  modules: ['files', 'catalog', 'problems'],
  languages: ['modules', 'command', 'files', 'catalog', 'problems'],
  read: ['command', 'files', 'catalog', 'problems'],
  load: ['read', 'modules', 'collect', 'files', 'catalog', 'problems'],
  study: ['load', 'collect', 'command', 'files', 'catalog', 'problems'],
  definition: ['study', 'languages', 'command', 'files', 'catalog'],
  lock: ['study', 'catalog', 'problems'],
  workspace: [
    'load',
    'study',
    'definition',
    'languages',
    'modules',
    'lock',
    'files',
    'nx',
    'catalog',
    'problems',
  ],
  graph: [
    'workspace',
    'lock',
    'definition',
    'study',
    'command',
    'files',
    'catalog',
    'problems',
    'nx',
  ],
  guard: ['workspace', 'lock', 'definition', 'files', 'nx', 'catalog', 'problems'],
};

/** @type {Record<string, string[]>} */
const EXECUTOR = {
  pool: ['runner', 'state', 'claims'],
  runner: ['isolation', 'state'],
  isolation: [],
  state: [],
  claims: [],
};

const own = (tree, room, allowed) => ({
  name: `${tree}/${room}`,
  severity: 'error',
  comment: 'A room imports only what lies earlier in the flow.',
  from: { path: `^${tree}/${room}/` },
  to: { path: `^${tree}/`, pathNot: [room, ...allowed].map((other) => `^${tree}/${other}/`) },
});

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no cycle',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    ...Object.entries(SRC).map(([room, allowed]) => own('src', room, allowed)),
    ...Object.entries(EXECUTOR).map(([room, allowed]) => own('executors/run', room, allowed)),
    {
      name: 'src stands alone',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(executors|generators|e2e)/' },
    },
    {
      name: 'executors and generators do not know each other',
      severity: 'error',
      from: { path: '^(executors|generators)/' },
      to: { path: '^(executors|generators)/', pathNot: '^$1/' },
    },
    {
      name: 'texts of a catalog are changed without a tree',
      severity: 'error',
      from: { path: '^generators/edit/' },
      to: { path: '^generators/', pathNot: '^generators/edit/' },
    },
    {
      name: 'reading syntax comes before changing text',
      severity: 'error',
      from: { path: '^generators/edit/syntax/' },
      to: { path: '^generators/', pathNot: '^generators/edit/syntax/' },
    },
    {
      name: 'the plugin and nx sync do without @nx/devkit',
      comment: 'It loads some 250 modules more in each call of nx.',
      severity: 'error',
      from: { path: '^(src|generators/sync)/' },
      to: { path: '@nx/devkit', dependencyTypesNot: ['type-only', 'type-import'] },
    },
    {
      name: 'the light entry is light',
      severity: 'error',
      from: { path: '^src/index\\.ts$' },
      to: { pathNot: '^src/catalog/' },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    exclude: { path: '\\.(test|fixture)\\.m?[tj]s$|\\.test-d\\.ts$' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { extensions: ['.ts', '.js', '.json'] },
  },
};
