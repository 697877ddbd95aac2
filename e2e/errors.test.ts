import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Ended, outputOf, type Workspace, workspace } from './workspace.js';

/** A catalog of one task, with other properties in place of those. */
const catalog = (properties: string) => `import { defineCatalog, dimension } from 'nx-experiments';

const d = dimension(['x', 'y']);
const task = { outputs: { o: 'o.txt' }, command: 'true' };

export default defineCatalog({ name: 'NAME', dimensions: { d }, tasks: { task }, ${properties} } as never);
`;

/** Bad catalogs by folder, each with the errors that it is to show. */
const BAD: readonly (readonly [
  folder: string,
  text: string,
  ...errors: readonly (string | RegExp)[],
])[] = [
  [
    'syntax',
    "import { defineCatalog } from 'nx-experiments';\n\nexport default defineCatalog({ dimensions: { ; });\n",
    /: has a syntax error: .+ \(src\/syntax\/config\.ts:3\); fix it \(NXE003\)$/,
  ],
  [
    'throws',
    "import { defineCatalog } from 'nx-experiments';\n\nthrow new Error('on purpose'); defineCatalog();\n",
    'throws on purpose (src/throws/config.ts:3)',
  ],
  [
    'endless',
    "import { defineCatalog } from 'nx-experiments';\nfor (;;); defineCatalog();\n",
    /is not evaluated within .*endless loop/,
  ],
  [
    'exits',
    "import { defineCatalog } from 'nx-experiments';\nprocess.exit(); defineCatalog();\n",
    /ends/,
  ],
  ['no-default', catalog('').replace('export default', 'export const c ='), /default/],
  ['no-levels', catalog('dimensions: { d: dimension([]) }'), /dimensions\.d: has no levels/],
  [
    'bad-names',
    catalog("dimensions: { id: dimension(['a']), '1x': dimension(['a/b', '-c', '..']) }"),
    /dimensions\.id: /,
    /dimensions\.1x: .*a\/b/,
    /dimensions\.1x: .*-c/,
    /dimensions\.1x: .*\.\./,
  ],
  [
    'proto',
    catalog(
      'tasks: { a: { ...task, inputs: JSON.parse(\'{"__proto__":"x"}\') }, [\'__proto__\']: task }',
    ),
    /tasks\.a\.inputs\.__proto__: /,
    /tasks\.__proto__: /,
  ],
  [
    'equal-ids',
    catalog("dimensions: { d, e: dimension(['a-b', 'a']), f: dimension(['c', 'b-c']) }"),
    /tasks\.task: .*x-a-b-c/,
  ],
  ['case', catalog("dimensions: { d: dimension(['a', 'A']) }"), /tasks\.task: .*case/],
  [
    'fields',
    catalog('dimensions: { d: dimension({ x: { ok: 1, deep: { f: () => 1 } }, y: { name: 2 } }) }'),
    /dimensions\.d\.x\.deep\.f: /,
    /dimensions\.d\.y\.name: /,
  ],
  [
    'outside',
    catalog(
      "bld: '../x', tasks: { a: { outputs: { o: '../o' }, command: 'true' }, b: { outputs: { o: '/o', p: 'a/../../o' }, command: 'true' } }",
    ),
    /: bld: /,
    /tasks\.a\.outputs\.o: /,
    /tasks\.b\.outputs\.o: /,
    /tasks\.b\.outputs\.p: /,
  ],
  [
    'unknown',
    catalog(
      "exclude: [{ nope: 'x' }], tasks: { task, a: { ...task, over: ['dd'], needs: { n: 'tusk' } } }",
    ),
    /exclude\[0\].*nope/,
    /tasks\.a\.over\[0\]: .*dd/,
    /tasks\.a\.needs\.n: .*tusk.*task/,
  ],
  [
    'placeholders',
    catalog(
      "tasks: { a: { ...task, command: 'echo {d.nope} {inputs.i}' }, b: { ...task, inputs: { i: 'src/{e}.csv' } } }",
    ),
    /tasks\.a\.command: .*\{d\.nope\}/,
    /tasks\.a\.command: .*\{inputs\.i\}/,
    /tasks\.b\.inputs\.i: .*\{e\}/,
  ],
  [
    'programs',
    catalog(
      "tasks: { both: { ...task, run: './x.ts' }, none: { outputs: { o: 'o' } }, gone: { outputs: { o: 'o' }, run: './gone.ts' }, no: { command: 'true' } }",
    ),
    /tasks\.both: has both run and command/,
    /tasks\.none: has neither run nor command/,
    /tasks\.no\.outputs: .*at least one output/,
  ],
  [
    'gone',
    catalog("tasks: { gone: { outputs: { o: 'o' }, run: './gone.ts' } }"),
    /tasks\.gone\.run: .*gone\.ts/,
  ],
  [
    'cycle',
    catalog("tasks: { a: { ...task, needs: { n: 'b' } }, b: { ...task, needs: { n: 'a' } } }"),
    /tasks\.[ab]\.needs: .*needs itself: [ab] → [ab] → [ab]/,
  ],
  [
    'defaults',
    catalog(
      "dimensions: { d: dimension(['x'], { default: 'z' }), e: dimension({ x: { f: 1 } }, { default: 'x' }) }",
    ),
    /dimensions\.d\.default: .*z/,
    /dimensions\.e.*: .*fields/,
  ],
  [
    'matches-nothing',
    `import good from '../good/config';\n${catalog(
      "dimensions: { d: dimension(['x', 'z']) }, tasks: { task: { ...task, needs: { n: good.tasks.task } } }",
    )}`,
    /tasks\.task\.needs\.n: .*z/,
  ],
];

const GOOD = catalog('').replace('NAME', 'good');

let study: Workspace;
let shown: Ended;

beforeAll(async () => {
  const files = BAD.map(([folder, text]) => [
    `src/${folder}/config.ts`,
    text.replace('NAME', folder),
  ]);
  study = workspace(
    { 'src/good/config.ts': GOOD, ...Object.fromEntries(files) },
    { keep: true, isolated: false, env: { NX_EXPERIMENTS_LOAD_TIMEOUT: '3000' } },
  );
  shown = await study.run('nx', ['show', 'projects']);
});

afterAll(() => study.remove());

test('an error stops Nx', () => {
  expect(shown.exitCode).not.toBe(0);
});

test.each(BAD)('%s', (folder, _, ...errors) => {
  const lines = outputOf(shown)
    .split('\n')
    .filter((line) => line.includes(`src/${folder}/config.ts: `));
  for (const error of errors)
    expect(lines).toContainEqual(
      typeof error === 'string' ? expect.stringContaining(error) : expect.stringMatching(error),
    );
});

test('a catalog without errors is not named', () => {
  expect(outputOf(shown)).not.toContain('src/good/config.ts: ');
});

test('the graph still shows the other catalogs', async () => {
  await study.run('nx', ['graph', '--file=.nx/graph.json']);
  const { graph } = JSON.parse(study.read('.nx/graph.json'));
  expect(Object.keys(graph.nodes)).toEqual(expect.arrayContaining(['good/task/x', 'good/task/y']));
  expect(Object.keys(graph.nodes).filter((name) => /\/task\//.test(name))).toHaveLength(2);
});

test('nothing was written', () => {
  expect(study.git('status', '--porcelain')).toBe('');
  expect(study.has('bld')).toBe(false);
});

test('a glob without files and a command without code are warnings, and fixed catalogs work', async () => {
  study.write({
    ...Object.fromEntries(BAD.map(([folder]) => [`src/${folder}/config.ts`, null])),
    'src/empty/config.ts': `import { defineCatalog, dimension, glob } from 'nx-experiments';
export default defineCatalog({
  dimensions: { file: dimension(glob('src/nothing/*.csv')) },
  tasks: { none: { outputs: { o: 'o' }, command: 'true' } },
});
`,
    'src/unnamed/config.ts': catalog('')
      .replace('NAME', 'unnamed')
      .replace("'true'", "'python3 -m analysis'"),
  });
  const ended = await study.run('nx', ['show', 'projects', '--json']);
  expect(ended.exitCode, outputOf(ended)).toBe(0);
  expect(JSON.parse(ended.stdout)).toContain('good/task/x');
  expect(outputOf(ended)).toContain('src/nothing/*.csv');
  expect(outputOf(ended)).toContain('src/unnamed/config.ts: tasks.task.command: runs python3');
});

test('two projects of one name, from two catalogs, name both', async () => {
  study.write({
    'src/one/config.ts': catalog('').replace("name: 'NAME', ", ''),
    'src/two/config.ts': catalog('').replace("name: 'NAME', ", ''),
  });
  const ended = await study.run('nx', ['show', 'projects']);
  expect(ended.exitCode).not.toBe(0);
  expect(outputOf(ended)).toMatch(/src\/two\/config\.ts: tasks\.task: .*src\/one\/config\.ts/);
});
