import { expect, test } from 'vitest';
import { defineCatalog, dimension, glob, KIND, replicates } from '../catalog/define.js';
import { problemsIn, soundStudy, studyFrom } from '../study.fixture.js';

const outputs = { o: 'o' };
const fine = { outputs, command: ['true'] };
const data = dimension(['a', 'b']);

/** What a function that gives resources gets. */
interface Levels {
  readonly levels: { readonly [dimension: string]: { readonly name: string } };
}

/** What is wrong with a catalog that is fine but for some properties. */
function problemsOf(definition: object): string[] {
  return problemsIn(
    defineCatalog({ dimensions: { data }, tasks: { t: fine }, ...definition } as never),
  );
}

/** What is wrong with one task of a catalog, without the path to it. */
function taskProblems(task: object, name = 't'): string[] {
  return problemsOf({ tasks: { [name]: { ...fine, ...task } } }).map((p) =>
    p.replace(/^tasks\.t[.:] ?/, ''),
  );
}

/** What is wrong with one dimension, without the path to it. */
function dimensionProblems(value: unknown, name = 'data'): string[] {
  const definition = { dimensions: { [name]: value }, tasks: { t: fine } };
  return problemsIn(defineCatalog(definition as never)).map((p) =>
    p.replace(/^dimensions\.data(: )?\.?/, ''),
  );
}

test('a sound catalog has no problem', () => {
  expect(problemsOf({})).toEqual([]);
});

test.each([
  [undefined, 'has no default export; write export default defineCatalog({ … }) (NXE001)'],
  [
    {},
    'exports an empty object as its default; write export default defineCatalog({ … }) (NXE001)',
  ],
  [
    () => 1,
    'exports a function as its default; write export default defineCatalog({ … }) (NXE001)',
  ],
  [
    { [KIND]: 'catalog', definition: 1 },
    'gives 1 to defineCatalog; give { dimensions, tasks } (NXE001)',
  ],
])('a default export that is no catalog is reported: %#', (value, problem) => {
  expect(problemsIn(value)).toEqual([problem]);
});

test('all that is wrong with a catalog is reported at once', () => {
  const definition = {
    dimensions: { data, id: dimension(['x']), se: dimension(['a b']) },
    taks: {},
    bld: '../out',
    name: 'a/b',
    exclude: [{ dat: 'a' }],
    where: true,
    tasks: { t: { ...fine, over: ['dta'], needs: { x: 'u' } }, 'a/b': fine },
  };
  expect(problemsOf(definition)).toEqual([
    'dimensions.id: the dimension name "id" is reserved; rename it (NXE011)',
    'dimensions.se: the level name "a b" has other characters than letters, digits, "_", "." and "-"; rename it (NXE011)',
    'exclude[0].dat: there is no dimension "dat" (did you mean "data"?); it may be data, id, se (NXE013)',
    'where: is true; give a function (e) => boolean (NXE010)',
    'taks: is no property of a catalog (did you mean "tasks"?); it may be name, bld, dimensions, exclude, where, tasks (NXE009)',
    'tasks.t.over[0]: there is no dimension "dta" (did you mean "data"?); it may be data, id, se (NXE013)',
    'tasks.t.needs.x: there is no task "u" in this catalog; it may be t, a/b (NXE013)',
    'tasks.a/b: the task name "a/b" is not a letter followed by letters, digits, "_" and "-"; rename it (NXE011)',
    'name: the catalog name "a/b" is not a letter followed by letters, digits, "_" and "-"; rename it (NXE011)',
    `bld: the path "../out" is absolute, or is or leads out of its folder; give a folder inside the workspace, such as 'bld' (NXE016)`,
  ]);
});

test.each([
  [{ dimensions: undefined }, 'dimensions: is undefined; give a record of names to dimensions'],
  [{ tasks: [] }, 'tasks: is an empty array; give a record of names to tasks'],
  [{ bld: '/tmp' }, 'bld: the path "/tmp" is absolute'],
  [{ bld: '.' }, 'bld: the path "." is absolute, or is or leads out of its folder'],
  [{ bld: 'a/.git' }, 'bld: the path "a/.git" is not a place for results'],
  [{ bld: 'C:\\x' }, 'bld: the path "C:\\\\x" is absolute'],
  [{ bld: '.nx/cache' }, 'bld: the path ".nx/cache" is not a place for results'],
  [{ bld: 'b*' }, 'bld: the path "b*" has a character of patterns'],
  [{ bld: 1 }, 'bld: is 1; give a folder'],
  [{ name: '__proto__' }, 'name: the catalog name "__proto__" is not a letter followed'],
  [{ name: 'constructor' }, 'name: the catalog name "constructor" is reserved'],
  [{ exclude: {} }, 'exclude: is an empty object; give a list of partial combinations'],
  [{ exclude: [{}] }, 'exclude[0]: is an empty object, which excludes nothing'],
  [{ exclude: [{ data: [] }] }, 'exclude[0].data: is an empty array; give a pattern'],
  [{ exclude: [{ data: 1 }] }, 'exclude[0].data: is 1; give a pattern for level names'],
  [{ exclude: [{ data: 'c' }] }, 'exclude[0].data: there is no level "c"; it may be a, b'],
  [{ where: () => 'x' }, 'where: gives "x" for data=a; return true or false for each combination'],
  [
    { where: (e: { levels: { x: { y: 1 } } }) => e.levels.x.y },
    "where: throws for data=a: Cannot read properties of undefined (reading 'y'); fix the code that it runs",
  ],
])('a wrong property is reported: %#', (definition, problem) => {
  expect(problemsOf(definition)).toEqual([expect.stringContaining(problem)]);
});

test.each([
  [dimension([]), 'has no levels; give it at least one'],
  [dimension({}), 'has no levels; give it at least one'],
  [dimension(['a', 'a']), 'names the level "a" twice; remove one'],
  [dimension([1, '1']), 'names the level "1" twice; remove one'],
  [dimension(['.a']), 'the level name ".a" starts with "." or "-"; rename it'],
  [dimension(['-a']), 'the level name "-a" starts with "." or "-"; rename it'],
  [dimension(['..']), 'the level name ".." starts with'],
  [dimension(['a/b']), 'the level name "a/b" has other characters'],
  [dimension(['ä']), 'the level name "ä" has other characters'],
  [dimension(['']), 'the level name "" has other characters'],
  [dimension(['__proto__']), 'the level name "__proto__" is reserved; rename it'],
  [dimension([Number.NaN]), '[0]: is NaN, not the name of a level'],
  [dimension([{ name: 'a' } as never]), '[0]: is an object, not the name of a level'],
  [dimension('abc' as never), 'has levels that are "abc"; give an array of names'],
  [['a', 'b'], 'is an array, not a dimension; write dimension([...])'],
  [dimension(['a'], { default: 'b' } as never), 'default: "b" is not a level; it may be a'],
  [
    dimension({ a: { x: 1 } }, { default: 'a' }),
    'default: the default level "a" has fields, which no hash would see',
  ],
  [dimension({ a: { name: 'x' } } as never), 'a.name: the field name is reserved; rename it'],
  [
    dimension({ a: 1 } as never),
    'a: is 1, not the fields of a level; write { field: value }, or {}',
  ],
  [dimension({ a: { f: () => 1 } } as never), 'a.f: is a function, which is not JSON; use texts'],
  [
    dimension({ a: { f: { g: [1, undefined] } } } as never),
    'a.f.g[1]: is undefined, which is not JSON',
  ],
  [dimension({ a: { f: new Date() } } as never), 'a.f: is a Date, which is not JSON'],
  [dimension({ a: { f: new Map() } } as never), 'a.f: is a Map, which is not JSON'],
  [dimension({ a: { f: 1n } } as never), 'a.f: is 1n, which is not JSON'],
  [dimension({ a: { f: Number.POSITIVE_INFINITY } }), 'a.f: is Infinity, which is not JSON'],
  [dimension({ a: { f: Symbol('s') } } as never), 'a.f: is Symbol(s), which is not JSON'],
  [dimension({ a: JSON.parse('{"__proto__": 1}') }), 'a.__proto__: the field name is reserved'],
  [
    dimension({ a: { f: { ['__proto__']: 1 } } } as never),
    'a.f.__proto__: the field name is reserved',
  ],
  [
    dimension({ a: { __proto__: { f: 1 } } } as never),
    'a: is an object with a prototype of its own',
  ],
  [
    dimension(glob('/etc/*')),
    'has the glob "/etc/*"; give a pattern relative to the workspace root',
  ],
  [dimension(glob('../*.csv')), 'has the glob "../*.csv"'],
  [dimension(glob('')), 'has the glob ""'],
])('a wrong dimension is reported: %#', (value, problem) => {
  expect(dimensionProblems(value)).toEqual([expect.stringContaining(problem)]);
});

test('every field that is not JSON is reported', () => {
  const cyclic: { self?: object } = {};
  cyclic.self = cyclic;
  const levels = { a: { f: [() => 1, new Date()], g: cyclic }, b: { h: undefined } };
  expect(dimensionProblems(dimension(levels as never)).map((p) => p.split(';')[0])).toEqual([
    'a.f[0]: is a function, which is not JSON',
    'a.f[1]: is a Date, which is not JSON',
    'a.g.self: refers to itself',
    'b.h: is undefined, which is not JSON',
  ]);
});

test.each(['id', 'task', 'levels', 'args', 'inputs', 'needs', 'outputs', 'signal', 'constructor'])(
  'the dimension name %s is reserved',
  (name) => {
    expect(dimensionProblems(data, name)).toContain(
      `dimensions.${name}: the dimension name ${JSON.stringify(name)} is reserved; rename it (NXE011)`,
    );
  },
);

test.each(['1a', 'a-b', 'a.b', '_a', 'ä', '__proto__', ''])(
  '%j is no name of a dimension',
  (name) => {
    expect(dimensionProblems(data, name)).toEqual([
      `dimensions${name && '.'}${name}: the dimension name ${JSON.stringify(name)} is not a letter followed by letters, digits and "_"; rename it (NXE011)`,
    ]);
  },
);

test.each(['1a', 'a.b', 'a b', 'a:b', '-a', '../x', '__proto__'])(
  '%j is no name of a task',
  (name) => {
    expect(taskProblems({}, name)).toEqual([
      `tasks.${name}: the task name ${JSON.stringify(name)} is not a letter followed by letters, digits, "_" and "-"; rename it (NXE011)`,
    ]);
  },
);

test.each([
  [{ run: './t.ts' }, 'has both run and command; give one of them'],
  [{ command: undefined }, 'has neither run nor command; give one of them'],
  [
    { command: undefined, run: '/etc/x.ts' },
    'run: is "/etc/x.ts", not a module inside the workspace',
  ],
  [
    { command: undefined, run: '../../x.ts' },
    'run: is "../../x.ts", not a module inside the workspace',
  ],
  [{ command: undefined, run: 1 }, 'run: is 1, not a module inside the workspace'],
  [{ command: '' }, 'command: is ""; give a program with its arguments, or a text for the shell'],
  [{ command: [] }, 'command: is an empty array'],
  [{ command: ['a', 1] }, 'command[1]: is 1, not a text'],
  [
    { outputs: undefined },
    "outputs: a task has at least one output; write outputs: { name: 'file' }",
  ],
  [{ outputs: {} }, 'outputs: a task has at least one output'],
  [
    { outputs: { o: '../o' } },
    'outputs.o: the path "../o" is absolute, or is or leads out of its folder',
  ],
  [{ outputs: { o: 'a/../../o' } }, 'outputs.o: the path "a/../../o" is absolute'],
  [{ outputs: { o: '/o' } }, 'outputs.o: the path "/o" is absolute'],
  [{ outputs: { o: 'C:/o' } }, 'outputs.o: the path "C:/o" is absolute'],
  [{ outputs: { o: '..\\o' } }, 'outputs.o: the path "..\\\\o" is absolute'],
  [{ outputs: { o: '.' } }, 'outputs.o: the path "." is absolute, or is'],
  [{ outputs: { o: '' } }, 'outputs.o: the path "" is absolute, or is'],
  [{ outputs: { o: 1 } }, 'outputs.o: is 1, not a path'],
  [{ outputs: { o: '*.csv' } }, 'outputs.o: the path "*.csv" has a character of patterns'],
  [
    { outputs: { o: '__proto__/x' } },
    'outputs.o: the path "__proto__/x" is not a place for results',
  ],
  [
    { outputs: JSON.parse('{"__proto__": "x", "o": "o"}') },
    'outputs.__proto__: the name "__proto__" is not a letter',
  ],
  [{ outputs: { 'a/b': 'x', o: 'o' } }, 'outputs.a/b: the name "a/b" is not a letter followed'],
  [{ outputs: { a: 'x', b: './x' } }, 'outputs: a and b are one place, or one is inside the other'],
  [{ outputs: { a: 'x', b: 'X' } }, 'outputs: a and b are one place'],
  [{ outputs: { a: 'x/y', b: 'x' } }, 'outputs: b and a are one place, or one is inside the other'],
  [{ needs: { x: 'u' } }, 'needs.x: there is no task "u" in this catalog; it may be t'],
  [
    { needs: { x: undefined } },
    'needs.x: is undefined, not a task; check the name of the task in the other catalog',
  ],
  [
    { needs: { x: 1 } },
    'needs.x: is 1, not a task; name a task of this catalog, or write otherCatalog.tasks.name',
  ],
  [{ needs: 'u' }, 'needs: is "u"; give a record'],
  [{ inputs: { x: '../x' } }, 'inputs.x: is "../x", not a path inside the workspace'],
  [{ inputs: { x: ['a', '/b'] } }, 'inputs.x[1]: is "/b", not a path inside the workspace'],
  [{ inputs: { x: 1 } }, 'inputs.x: is 1, not a path inside the workspace'],
  [{ over: ['mode'] }, 'over[0]: there is no dimension "mode"; it may be data'],
  [{ over: ['data', 'data'] }, 'over[1]: names "data" twice; remove one'],
  [{ over: 'data' }, 'over: is "data", not a list; write it in [ ]'],
  [{ sources: ['/etc/*'] }, 'sources[0]: is "/etc/*", not a glob inside the workspace'],
  [{ sources: ['a/../../b/*'] }, 'sources[0]: is "a/../../b/*", not a glob inside the workspace'],
  [{ sources: ['src/*', ''] }, 'sources[1]: is "", not a text; give'],
  [{ sources: ['!src/x'] }, 'sources[0]: is "!src/x", not a glob inside the workspace'],
  [{ sources: 'src/*' }, 'sources: is "src/*", not a list; write it in [ ]'],
  [{ runtime: [1] }, 'runtime[0]: is 1, not a text'],
  [{ persist: 'yes' }, 'persist: is "yes"; give true or false'],
  [{ batch: 0 }, 'batch: is 0; give true or false'],
  [{ version: {} }, 'version: is an empty object, not a version; give a text or a number'],
  [{ version: Number.NaN }, 'version: is NaN, not a version'],
  [
    { timeout: '10 minutes' },
    "timeout: is \"10 minutes\", not a time; write '30s', '10m', '2h' or milliseconds",
  ],
  [{ timeout: 0 }, 'timeout: is 0, not a time'],
  [{ timeout: '99999h' }, 'timeout: is "99999h", not a time'],
  [{ retries: -1 }, 'retries: is -1, not a number of retries; give a whole number from 0 to 1000'],
  [{ retries: 1.5 }, 'retries: is 1.5, not a number of retries'],
  [
    { resources: 4 },
    "resources: is 4; write { cpus: 4, memory: '8GB' }, a list of such, or a function that gives it",
  ],
  [{ resources: [] }, 'resources: is an empty list; give what the first attempt takes'],
  [
    { resources: { cpu: 1 } },
    'resources.cpu: is no resource (did you mean "cpus"?); it may be cpus, memory, gpus, time',
  ],
  [{ resources: { cpus: 0 } }, 'resources.cpus: is 0; give a whole number from 1'],
  [{ resources: { gpus: 0.5 } }, 'resources.gpus: is 0.5; give a whole number from 0'],
  [
    { resources: [{ memory: '4GB' }, { memory: 4 }] },
    "resources[1].memory: is 4, not an amount of memory; write '500MB', '4GB' or '1TB'",
  ],
  [{ resources: { time: 'long' } }, 'resources.time: is "long", not a time; write'],
  [
    { resources: (e: Levels) => ({ cpus: e.levels.data?.name === 'b' ? 0 : 1 }) },
    'resources.cpus: is 0 for data=b; give a whole number from 1',
  ],
  [
    { resources: (e: Levels) => e.levels.model!.name },
    "resources: throws for data=a: Cannot read properties of undefined (reading 'name'); fix the code",
  ],
  [{ env: { 'A=B': 'x' } }, 'env.A=B: "A=B" cannot name a variable; rename it'],
  [{ env: { A: 1 } }, 'env.A: is 1, not the text of a variable; give a text'],
  [{ env: { A: 'x\0' } }, 'env.A: is "x\\u0000", not the text of a variable'],
  [{ env: ['A'] }, 'env: is an array; give a record of names to texts'],
  [{ description: 1 }, 'description: is 1; give a text'],
  [
    { ouputs: {} },
    'ouputs: is no property of a task (did you mean "outputs"?); it may be over, needs',
  ],
])('a wrong task is reported: %#', (task, problem) => {
  expect(taskProblems(task)).toEqual([expect.stringContaining(problem)]);
});

test('a value that is no task is reported', () => {
  expect(problemsOf({ tasks: { t: 'x' } })).toEqual([
    'tasks.t: is "x", not a task; write { outputs: { … }, run: … } (NXE010)',
  ]);
});

test('a need of a catalog that no file exports is reported', () => {
  const other = defineCatalog({ dimensions: { data }, tasks: { prepare: fine } });
  expect(taskProblems({ needs: { x: other.tasks.prepare } })).toEqual([
    'needs.x: is the task "prepare" of a catalog that no file exports as its default; export that catalog as default (NXE027)',
  ]);
});

test('a catalog inside its own build folder is reported', () => {
  const catalog = defineCatalog({ bld: 'src', dimensions: { data }, tasks: { t: fine } });
  expect(studyFrom({ 'src/a/config.ts': catalog }).problems).toMatchObject([
    { path: 'bld', wrong: 'the folder src holds the catalog itself' },
  ]);
  expect(studyFrom({ 'src2/config.ts': catalog }).problems).toEqual([]);
});

test('times and paths are read into one form', () => {
  const { catalogs } = studyFrom({
    'a/b/config.ts': defineCatalog({
      dimensions: { data },
      tasks: {
        t: {
          outputs: { o: './x//y/' },
          inputs: { i: './src/../d.csv' },
          run: './m.ts',
          timeout: '1.5m',
        },
        u: { outputs, run: '../m.ts', timeout: 500, sources: ['./src//*.ts'] },
        v: { outputs, run: 'src/m.ts', timeout: '2h' },
      },
    }),
  });
  expect(catalogs[0]!.tasks).toMatchObject([
    { outputs: { o: 'x/y' }, inputs: { i: 'd.csv' }, run: 'a/b/m.ts', timeout: 90_000 },
    { run: 'a/m.ts', timeout: 500, sources: ['src/*.ts'] },
    { run: 'src/m.ts', timeout: 7_200_000 },
  ]);
});

test('glob makes one level per file, sorted by name', () => {
  const catalog = defineCatalog({
    dimensions: { data: dimension(glob('d/*.csv')) },
    tasks: { t: fine },
  });
  const { experiments } = studyFrom({ 'config.ts': catalog }, () => ['d/b.csv', 'd/a.csv']);
  expect(experiments.map((e) => e.levels[0]!.level)).toEqual([
    { name: 'a', fields: { path: 'd/a.csv' } },
    { name: 'b', fields: { path: 'd/b.csv' } },
  ]);
});

test('glob refuses files whose names are no levels, and two files of one name', () => {
  const catalog = defineCatalog({
    dimensions: { data: dimension(glob('**')) },
    tasks: { t: fine },
  });
  const { problems } = studyFrom({ 'config.ts': catalog }, () => [
    'd/a b.csv',
    'd/x.csv',
    'e/x.csv',
  ]);
  expect(problems.map((p) => [p.path, p.wrong, p.mend])).toEqual([
    [
      'dimensions.data',
      'the level name "a b" has other characters than letters, digits, "_", "." and "-", from the file d/a b.csv',
      'rename the file',
    ],
    ['dimensions.data', 'e/x.csv and d/x.csv both make the level "x"', 'rename one'],
  ]);
});

test('glob without files warns, and what needs its experiments has none either', () => {
  const preparation = defineCatalog({
    dimensions: { data: dimension(glob('d/*.csv')) },
    tasks: { prepare: fine },
  });
  const total = defineCatalog({
    dimensions: {},
    tasks: { total: { ...fine, needs: { all: preparation.tasks.prepare } }, other: fine },
  });
  const study = studyFrom({ 'a/config.ts': preparation, 'b/config.ts': total });
  expect(study.problems).toEqual([]);
  expect(study.warnings).toEqual([
    'a/config.ts: dimensions.data: no file matches d/*.csv; the dimension has no level',
    'b/config.ts: tasks.total: has no experiments, because prepare of a/config.ts has none for want of data',
  ]);
  expect(study.experiments.map((e) => e.project)).toEqual(['other/all']);
});

test('numbers are level names, and fields may be any JSON', () => {
  const catalog = defineCatalog({
    dimensions: {
      year: dimension([2020, 2.5]),
      x: dimension({ a: { f: [1, { g: null }, 'é', false] } }),
    },
    tasks: { t: fine },
  });
  expect(studyFrom({ 'config.ts': catalog }).experiments.map((e) => e.id)).toEqual([
    '2.5-a',
    '2020-a',
  ]);
});

test('an error in one catalog leaves the others as they are, but for those that need it', () => {
  const good = defineCatalog({ dimensions: { data }, tasks: { alone: fine } });
  const bad = defineCatalog({ dimensions: { data }, tasks: { t: { ...fine, command: ['{x}'] } } });
  const using = defineCatalog({
    dimensions: { data },
    tasks: { u: { ...fine, needs: { x: bad.tasks.t } } },
  });
  const study = studyFrom({ 'a/config.ts': good, 'b/config.ts': bad, 'c/config.ts': using });
  expect(study.catalogs.map((c) => c.file)).toEqual(['a/config.ts']);
  expect(study.experiments.map((e) => e.project)).toEqual(['alone/a', 'alone/b']);
  expect(study.problems.map((p) => [p.file, p.path])).toEqual([
    ['b/config.ts', 'tasks.t.command[0]'],
    ['c/config.ts', 'tasks.u.needs.x'],
  ]);
});

test('constants of a task are JSON, and each that is not is named by its path', () => {
  expect(taskProblems({ args: { values: ['a.*'], depth: 3, deep: { on: true } } })).toEqual([]);
  expect(taskProblems({ args: { f: () => 1, g: { h: [undefined] } } })).toEqual([
    expect.stringContaining('args.f: is a function, which is not JSON'),
    expect.stringContaining('args.g.h[0]: is undefined, which is not JSON'),
  ]);
  expect(taskProblems({ args: [1] })).toEqual([
    expect.stringContaining('not the constants of a task; write { name: value }'),
  ]);
});

test('replicates(n) are the levels 1 to n, and repetitions', () => {
  const rep = replicates(12);
  const study = soundStudy(defineCatalog({ dimensions: { rep }, tasks: { t: fine } } as never));
  const [dimension] = study.catalogs[0]!.dimensions;
  expect(dimension!.levels.map(({ name }) => name)).toEqual([
    '1',
    '2',
    '3',
    '4',
    '5',
    '6',
    '7',
    '8',
    '9',
    '10',
    '11',
    '12',
  ]);
  expect(dimension!.replicate).toBe(true);
});

test.each([[0], [-1], [2.5], [Number.NaN], [1e9], ['3'], [undefined]])(
  'replicates(%s) is reported',
  (count) => {
    expect(dimensionProblems(replicates(count as never), 'data')).toEqual([
      expect.stringMatching(
        /^has .+ replicates; give a whole number from 1 to 100,000: replicates\(20\) \(NXE010\)$/,
      ),
    ]);
  },
);

test('replicate is true or false', () => {
  expect(dimensionProblems(dimension(['a'], { replicate: 'yes' as never }))).toEqual([
    'replicate: is "yes"; give true or false (NXE010)',
  ]);
});
