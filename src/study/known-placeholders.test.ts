import { expect, test } from 'vitest';
import { defineCatalog, dimension } from '../catalog/define.js';
import { problemsIn } from '../study.fixture.js';

const data = dimension({
  a: { path: 'a.csv', opts: { deep: 1 }, nul: 'x\0y' },
  b: { path: 'b.csv', extra: 'only here', up: '../../x', abs: '/etc', same: 'fit.json' },
});
const model = dimension(['ols', 'logit']);

/** What is wrong with a task beside others that are fine. */
function problemsWith(task: object): string[] {
  const fine = { outputs: { csv: 'x.csv' }, command: ['true'] };
  return problemsIn(
    defineCatalog({
      dimensions: { data, model },
      tasks: { prepare: { ...fine, over: ['data'] }, estimate: fine, t: { ...fine, ...task } },
    } as never),
  );
}

test.each([
  [{ command: ['fit', '{id}', '{task}', '{data}', '{model}', '{data.path}', '{outputs.csv}'] }],
  [{ needs: { p: 'prepare' }, command: 'fit {needs.p.csv} --x={data.path}' }],
  [{ over: [], needs: { all: 'estimate' }, command: ['fit', '{needs.all.csv}'] }],
  [{ over: [], needs: { all: 'estimate' }, command: 'cat {needs.all.csv} >{outputs.csv}' }],
  [{ inputs: { x: ['a', '{data.path}'] }, command: ['fit', '{inputs.x}'] }],
  [{ over: ['data'], outputs: { o: '{data}/{id}.json', p: '{task}.{data}' } }],
  [{ command: ['python3', '-c', 'print({{}})', '{{x}}', '{ x }', '{"a": 1}'] }],
  [{ env: { JSON: '{"a": 1}', BRACES: '{x}' } }],
  [{ command: ['sh', '-c', 'fit "$1"', 'sh', '{data.path}'] }],
  [{ command: ['env', 'bash', '-c', 'fit "${HOME}" "$1"', 'bash', '{data.path}'] }],
  [{ command: 'fit ${HOME} "${TMPDIR-none}/x" {data.path} # ${USER}' }],
  [{ command: "awk '{{print}}' ${{data}} {data.path}" }],
  [{ command: 'ssh host date; bash src/fit.sh -c {data.path}' }],
])('%j is fine', (task) => {
  expect(problemsWith(task)).toEqual([]);
});

test('what refers to a need whose task is misspelled is no error of its own', () => {
  expect(problemsWith({ needs: { p: 'prepair' }, command: 'fit {needs.p.csv}' })).toEqual([
    'tasks.t.needs.p: there is no task "prepair" in this catalog (did you mean "prepare"?); it may be prepare, estimate, t (NXE013)',
  ]);
});

const KNOWN =
  'it may be {id}, {task}, {data}, {model}, {data.path}, {data.opts}, {data.nul}, {data.extra}, {data.up}, {data.abs}, {data.same}';

test('an unknown placeholder is named once, with what it may be', () => {
  expect(problemsWith({ command: ['fit', '{date}', '--x={date}'] })).toEqual([
    `tasks.t.command[1]: there is nothing that {date} stands for (did you mean "data"?); ${KNOWN}, {outputs.csv}; write {{date}} for the text {date} itself (NXE023)`,
    `tasks.t.command[2]: there is nothing that {date} stands for (did you mean "data"?); ${KNOWN}, {outputs.csv}; write {{date}} for the text {date} itself (NXE023)`,
  ]);
  expect(problemsWith({ command: 'fit {data.pth} {data.pth}' })).toEqual([
    `tasks.t.command: there is nothing that {data.pth} stands for (did you mean "data.path"?); ${KNOWN}, {outputs.csv}; write {{data.pth}} for the text {data.pth} itself (NXE023)`,
  ]);
});

test.each([
  ['{inputs.x}', {}],
  ['{inputs}', { inputs: { x: 'a' } }],
  ['{needs.p}', { needs: { p: 'prepare' } }],
  ['{needs.p.fit}', { needs: { p: 'prepare' } }],
  ['{needs.q.csv}', { needs: { p: 'prepare' } }],
  ['{outputs.fit}', {}],
  ['{data}', { over: ['model'] }],
  ['{data.opts.shallow}', {}],
  ['{toString}', {}],
  ['{data.toString}', {}],
  ['{model.name.length}', {}],
])('%s is unknown where there is no such thing', (placeholder, task) => {
  const [problem] = problemsWith({ ...task, command: ['fit', placeholder] });
  expect(problem).toContain(`tasks.t.command[1]: there is nothing that ${placeholder} stands for`);
});

test('only levels, id and task may stand in a path', () => {
  const task = { inputs: { x: '{outputs.csv}', y: '{modle}' }, outputs: { csv: '{inputs.x}.csv' } };
  expect(problemsWith(task)).toEqual([
    'tasks.t.inputs.x: {outputs.csv} cannot stand in a path; only levels, {id} and {task} can (NXE023)',
    `tasks.t.inputs.y: there is nothing that {modle} stands for (did you mean "model"?); ${KNOWN}; write {{modle}} for the text {modle} itself (NXE023)`,
    'tasks.t.outputs.csv: {inputs.x} cannot stand in a path; only levels, {id} and {task} can (NXE023)',
  ]);
});

test('a list inside a longer text is refused', () => {
  const task = { over: [], needs: { all: 'estimate' } };
  expect(problemsWith({ ...task, command: ['fit', '--all={needs.all.csv}'] })).toEqual([
    'tasks.t.command[1]: {needs.all.csv} is a list, and stands inside a longer text; make it an element of its own: it becomes several arguments (NXE024)',
  ]);
  expect(problemsWith({ ...task, command: 'fit --all={needs.all.csv}' })).toEqual([
    'tasks.t.command: {needs.all.csv} is a list, and touches other text; put spaces around it (NXE024)',
  ]);
});

test('a value that the shell would not see quoted is refused', () => {
  expect(problemsWith({ command: 'fit "{data.path}" {data}' })).toEqual([
    'tasks.t.command: {data.path} stands in double quotes, where its value would not stay one quoted word; put it outside; values are quoted already (NXE024)',
  ]);
});

const AS_ARGUMENT = 'pass the value as a further argument and use "$1"';
const AS_TEXT = `write the command as one text, in which values are quoted, or ${AS_ARGUMENT}`;
const AS_SCRIPT = 'pass it to a script that quotes it before it calls';

test.each<[readonly string[], number, string, string]>([
  [['bash', '-lc', 'fit {data.path}'], 2, 'the shell bash', AS_TEXT],
  [['env', 'bash', '-c', 'fit {data.path}'], 3, 'the shell bash', AS_TEXT],
  [['timeout', '9', '/bin/sh', '-ec', 'fit "{data.path}"'], 4, 'the shell /bin/sh', AS_TEXT],
  [['sudo', '-u', 'me', 'nice', 'dash', '-c', '{data.path}'], 6, 'the shell dash', AS_TEXT],
  [['sh', '-c', 'exec "$@"', 'sh', 'bash', '-c', '{data.path}'], 6, 'the shell bash', AS_TEXT],
  [['sbatch', '--wrap=fit {data.path}'], 1, 'a shell through sbatch', `${AS_SCRIPT} sbatch`],
  [['ssh', 'host', 'fit', '{data.path}'], 3, 'a shell through ssh', `${AS_SCRIPT} ssh`],
])('a value would reach a shell unquoted in %j', (command, at, shell, mend) => {
  expect(problemsWith({ command })).toEqual([
    `tasks.t.command[${at}]: {data.path} would reach ${shell} unquoted; ${mend} (NXE024)`,
  ]);
});

test.each([
  ['nice bash -c {data.path}', 'the shell bash', AS_ARGUMENT],
  ['cd x && eval fit {data.path}', 'a shell through eval', `${AS_SCRIPT} eval`],
  ['ssh host fit {data.path} | sort', 'a shell through ssh', `${AS_SCRIPT} ssh`],
])('a value would be quoted for the first of two shells alone in %j', (command, shell, mend) => {
  expect(problemsWith({ command })).toEqual([
    `tasks.t.command: {data.path} would reach ${shell} unquoted; ${mend} (NXE024)`,
  ]);
});

test('what could be a variable of the shell as well as a placeholder is refused', () => {
  const text =
    "${data} could be the shell's variable data as well as the placeholder {data}; write $data or ${{data}} for the variable, and {data} without the dollar for the placeholder (NXE024)";
  expect(problemsWith({ command: 'fit ${data} "${data}"' })).toEqual([`tasks.t.command: ${text}`]);
  expect(problemsWith({ command: ['sh', '-c', 'fit ${data}'] })).toEqual([
    `tasks.t.command[2]: ${text}`,
  ]);
  expect(problemsWith({ command: 'fit ${data.path}' })).toEqual([
    expect.stringContaining('{data.path} stands in the reach of a $'),
  ]);
});

test('braces after a dollar are a placeholder where no shell reads them', () => {
  expect(problemsWith({ command: ['fit', '${HOME}'] })).toEqual([
    expect.stringContaining('there is nothing that {HOME} stands for'),
  ]);
  expect(problemsWith({ command: 'fit ${HOME.x}' })).toEqual([
    expect.stringContaining('there is nothing that {HOME.x} stands for'),
  ]);
});

test('a field that one level lacks names an experiment', () => {
  expect(problemsWith({ command: ['fit', '{data.extra}', '{data.opts.deep}'] })).toEqual([
    'tasks.t.command[1]: {data.extra} stands for nothing in the experiment t/a-logit: the level a of data has no such field; give every level that field (NXE023)',
    'tasks.t.command[2]: {data.opts.deep} stands for nothing in the experiment t/b-logit: the level b of data has no such field; give every level that field (NXE023)',
  ]);
});

test('a NUL character cannot be filled in', () => {
  expect(problemsWith({ command: ['fit', 'x\0'] })).toEqual([
    'tasks.t.command[1]: has a NUL character; no argument can hold one (NXE024)',
  ]);
});

test.each([
  ['x\0y', 'a NUL character'],
  ['x\ud83d', 'half of a surrogate pair'],
])('a field that would not reach a process as it is, is refused: %j', (f, what) => {
  const catalog = defineCatalog({
    dimensions: { data: dimension({ a: { f }, b: { f: '🙂' } }) },
    tasks: { t: { outputs: { o: 'o' }, command: 'fit {data.f}' } },
  });
  expect(problemsIn(catalog)).toEqual([
    `tasks.t.command: {data.f} has ${what} in the experiment t/a; no argument and no path can hold one (NXE024)`,
  ]);
});

test('a placeholder where none is filled in is pointed out', () => {
  const task = {
    env: { DATA: 'x-{data}' },
    runtime: ['cat {data.path}'],
    sources: ['src/{model}/*'],
  };
  expect(problemsWith(task).map((p) => p.split(';')[0])).toEqual([
    'tasks.t.env: {data} is not filled in here',
    'tasks.t.runtime: {data.path} is not filled in here',
    'tasks.t.sources: {model} is not filled in here',
  ]);
});

test('a field cannot lead a path out of its folder', () => {
  const path = (field: string, template: string) =>
    problemsIn(
      defineCatalog({
        dimensions: { data: dimension({ a: { f: 'ok' }, b: { f: field } }) },
        tasks: {
          t: { inputs: { x: template }, outputs: { o: template, p: 'ok2' }, command: ['true'] },
        },
      }),
    );
  expect(path('sub/../x', '{data.f}')).toEqual([]);
  expect(path('/etc/passwd', '{data.f}')).toEqual([
    'tasks.t.inputs.x: in the experiment t/b, "/etc/passwd" is not a path inside the workspace; fix the field of its level, or the path (NXE016)',
    'tasks.t.outputs.o: in the experiment t/b, the path "/etc/passwd" is absolute, or is or leads out of its folder; fix the field of its level, or the path (NXE016)',
  ]);
  expect(path('a\\b', '{data.f}')[0]).toBe(
    String.raw`tasks.t.inputs.x: in the experiment t/b, "a\\b" has a backslash, which no path here may have; fix the field of its level, or the path (NXE016)`,
  );
  expect(path('..', 'x/{data.f}/../../y')).toHaveLength(2);
  expect(path('a*', '{data.f}')).toEqual([
    'tasks.t.outputs.o: in the experiment t/b, the path "a*" has a character of patterns; fix the field of its level, or the path (NXE016)',
  ]);
  expect(path('OK2', '{data.f}')).toEqual([
    'tasks.t.outputs: in the experiment t/b, o and p are one place, or one is inside the other; fix the field of its level, or the path (NXE016)',
  ]);
});

const bad = dimension({ a: { f: 'x; touch PWNED' }, b: { f: 'fine' } });

/** What is wrong with a command whose field `f` is code. */
function problemsWithCode(command: string | readonly string[]): string[] {
  const tasks = { t: { outputs: { o: 'o' }, command } };
  return problemsIn(defineCatalog({ dimensions: { bad }, tasks } as never));
}

test.each<[string | readonly string[]]>([
  [['npm', 'exec', '-c', '{bad.f}']],
  [['npx', '--call={bad.f}']],
  [['npx', '-c', '{bad.f}']],
  [['python3', '-c', '{bad.f}']],
  [['Rscript', '-e', '{bad.f}']],
  [['node', '--eval', '{bad.f}']],
  [['perl', '-ne', '{bad.f}']],
  [['some-program', '--command', '{bad.f}']],
  ['python3 -c {bad.f}'],
  ['n=$(npm exec -c {bad.f}); fit'],
])('a field where programs take code is refused: %j', (command) => {
  expect(problemsWithCode(command)).toEqual([
    expect.stringContaining('{bad.f} may be run as code'),
  ]);
});

test.each<[readonly string[] | string]>([
  [['watch', '{bad.f}']],
  [['parallel', '{bad.f}']],
  ["# don't\nsh -c {bad.f}\n# it's"],
  ['fit "$(bash -c {bad.f})"'],
])('a field is refused behind a program that hands it to a shell: %j', (command) => {
  expect(problemsWithCode(command)).toEqual([expect.stringContaining('unquoted')]);
});

test.each(['fit {bad}', 'x; fit {bad}', '$(fit){bad}', '"{bad}"'])(
  'an element that is a text beside its placeholder is refused: %j',
  (element) => {
    expect(problemsWithCode(['npx', element])).toEqual([
      'tasks.t.command[1]: {bad} stands beside white space or characters of a shell; make it an element of its own, or a part of a path or an option: --data={data.path} (NXE024)',
    ]);
  },
);

test.each<[readonly string[]]>([
  [['fit', '{bad.f}', '--x={bad.f}', 'src/{bad}.py', 'a:{bad.f}']],
  [['fit', '-c', '{bad}', '-e', '{id}', '-c', '{outputs.o}']],
  [['sh', '-c', 'fit "$1"', 'sh', '{bad.f}']],
])('a value that stays one is fine: %j', (command) => {
  expect(problemsWithCode(command)).toEqual([]);
});

test('a path with a field in it may be code as well', () => {
  const task = { inputs: { i: '{bad.f}' }, outputs: { o: 'o' } };
  const tasks = { t: { ...task, command: ['npx', '-c', '{inputs.i}'] } };
  expect(problemsIn(defineCatalog({ dimensions: { bad }, tasks } as never))).toEqual([
    expect.stringContaining('{inputs.i} may be run as code'),
  ]);
});

test('constants of a task are placeholders, and an unknown one is an error', () => {
  const args = { depth: 3, deep: { on: true }, nul: '\0' };
  expect(problemsWith({ args, command: ['fit', '{args.depth}', '{args.deep.on}'] })).toEqual([]);
  expect(problemsWith({ args, command: ['fit', '{args.dept}'] })).toEqual([
    expect.stringContaining('nothing that {args.dept} stands for (did you mean "args.depth"?)'),
  ]);
  expect(problemsWith({ args, command: ['fit', '{args.deep.off}'] })).toHaveLength(1);
  expect(problemsWith({ command: ['fit', '{args.depth}'] })).toHaveLength(1);
  expect(problemsWith({ args, command: ['fit', '{args.nul}'] })).toEqual([
    'tasks.t.command[1]: {args.nul} has a NUL character; no argument and no path can hold one (NXE024)',
  ]);
});
