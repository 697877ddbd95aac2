import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { tarballOf } from './packages.js';
import { module, note, of } from './study.js';
import { npm } from './template.js';
import { type Files, outputOf, type Workspace, workspace } from './workspace.js';

/** A catalog of one task that runs a module, and one that runs a command. */
const catalog = (
  name = '',
  imports = '',
) => `import { defineCatalog, dimension } from 'nx-experiments';
${imports}
export default defineCatalog({
  ${name}
  dimensions: { d: dimension({ x: { file: 'src/data/x é.txt' }, y: { file: 'src/data/y.txt' } }) },
  tasks: {
    work: {
      inputs: { data: '{d.file}' },
      outputs: { text: 'text.txt' },
      run: './work.ts',
    },
    count: {
      needs: { work: 'work' },
      outputs: { n: 'n.txt' },
      command: 'wc -c < {needs.work.text} > {outputs.n} && ${note('count')}',
    },
  },
});
`;

const WORK = module(
  'text',
  'suffix(read(e.inputs.data as string))',
  "import { suffix } from './suffix';\n",
);
const SUFFIX = 'export const suffix = (text: string) => `${text}!`;\n';
const DATA: Files = { 'src/data/x é.txt': 'the first\n', 'src/data/y.txt': 'the second\n' };

const BOTH = ['x', 'y'];
const ALL = [...of('count', ...BOTH), ...of('work', ...BOTH)];

/** The template's package.json with other properties. */
function packageJson(properties: object): string {
  const given = JSON.parse(readFileSync(join(inject('template'), 'package.json'), 'utf8'));
  return JSON.stringify({ ...given, ...properties });
}

/** Runs everything, and again, and after a change of what only one experiment reads. */
async function expectExact(study: Workspace, run: () => Promise<unknown>): Promise<void> {
  await run();
  expect(study.ran()).toEqual(ALL);
  await run();
  expect(study.ran(), 'again').toEqual([]);
  study.write({ 'src/data/x é.txt': 'the third\n' });
  await run();
  expect(study.ran(), 'after a change').toEqual(['count/x', 'work/x']);
  expect(study.read('bld/work/x/text.txt')).toBe('the third\n!');
}

test('a path with spaces and other letters, inside a bigger repository, with CRLF files, and a catalog at the root of an ES module package', async () => {
  const crlf = (files: Files) =>
    Object.fromEntries(
      Object.entries(files).map(([path, text]) => [path, text!.replaceAll('\n', '\r\n')]),
    );
  const study = workspace(
    {
      ...DATA,
      ...crlf({
        'config.ts': catalog(),
        'work.ts': WORK,
        'suffix.ts': SUFFIX,
        '.gitignore': 'node_modules\nbld\n.nx\n',
        'package.json': `${packageJson({ type: 'module' })}\n`,
        'nx.json': `{\n  "plugins": ["nx-experiments/plugin"],\n  "analytics": false\n}\n`,
      }),
    },
    { inside: 'größere Sammlung/my "own" $study' },
  );
  await study.sync();
  // As git leaves it behind with core.autocrlf.
  study.write(crlf({ 'config.lock.json': study.read('config.lock.json') }));
  const base = study.commit('Lock');
  await study.nx('sync:check');
  await expectExact(study, () => study.nx('run-many', '-t', 'count'));
  study.commit();
  expect(await study.affected(['work', 'count'], base)).toEqual(['count/x', 'work/x']);
  await study.sync();
  expect(study.git('status', '--porcelain')).toBe('');
});

test('a CommonJS package, and catalogs in folders that are projects or are inside one', async () => {
  const cached = (name: string) =>
    JSON.stringify({
      name,
      targets: { test: { command: `echo test/${name} >> "$RUNS_LOG"`, cache: true } },
    });
  const at = (folder: string, name: string): Files => ({
    [`${folder}/config.ts`]: catalog(`name: '${name}',`),
    [`${folder}/work.ts`]: WORK,
    [`${folder}/suffix.ts`]: SUFFIX,
  });
  const study = workspace(
    {
      ...DATA,
      ...at('src/owned', 'own'),
      ...at('libs/outer/deep/analysis', 'in'),
      ...at('packages/member', 'member'),
      'package.json': packageJson({ type: undefined, workspaces: ['packages/*'] }),
      'src/owned/project.json': cached('owned'),
      'libs/outer/project.json': cached('outer'),
      'packages/member/package.json': JSON.stringify({
        name: 'member',
        nx: JSON.parse(cached('member')),
      }),
    },
    { isolated: false },
  );
  await study.sync();
  study.commit('Lock');
  const run = () => study.nx('run-many', '-t', 'work', 'test');
  const tests = of('test', 'member', 'outer', 'owned');
  await run();
  // All catalogs log alike.
  expect(study.ran()).toEqual([...tests, ...of('work', 'x', 'x', 'x', 'y', 'y', 'y')]);
  await run();
  expect(study.ran(), 'again').toEqual([]);
  study.write({
    'libs/outer/deep/analysis/notes.md': 'Notes\n',
    'src/owned/notes.md': 'Notes\n',
    'packages/member/notes.md': 'Notes\n',
  });
  await run();
  expect(study.ran(), 'after a change of the folders').toEqual(tests);
  study.write({ 'libs/outer/deep/analysis/suffix.ts': SUFFIX.replace('!', '?') });
  await run();
  expect(study.ran(), 'after a change of code').toEqual(['test/outer', ...of('work', 'x', 'y')]);
  expect(study.read('bld/in/work/x/text.txt')).toBe('the first\n?');
  expect(study.read('bld/own/work/x/text.txt')).toBe('the first\n!');
});

/** Installs packages from the registry into a folder of their own. */
function installApart(...packages: readonly string[]): string {
  const folder = mkdtempSync(join(inject('folder'), 'tools-'));
  writeFileSync(join(folder, 'package.json'), '{"private":true}');
  npm(folder, 'install', '--prefer-offline', '--ignore-scripts', ...packages);
  return join(folder, 'node_modules');
}

test('pnpm as the package manager', async () => {
  const pnpm = join(installApart('pnpm@10.34.9'), 'pnpm/bin/pnpm.cjs');
  const study = workspace(
    {
      ...DATA,
      'package.json': packageJson({ dependencies: { used: `file:${used('1.0.0', '!')}` } }),
      'package-lock.json': null,
      'pnpm-workspace.yaml': `storeDir: ${join(inject('folder'), 'pnpm-store')}\npreferOffline: true\n`,
      'src/study/config.ts': catalog(),
      'src/study/work.ts': WORK,
      'src/study/suffix.ts': "export { suffix } from 'used';\n",
    },
    { isolated: false },
  );
  rmSync(join(study.root, 'node_modules'), { recursive: true });
  const install = (...args: readonly string[]) =>
    execFileSync(process.execPath, [pnpm, ...args, '--ignore-scripts', '--silent'], {
      cwd: study.root,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  install('install');
  await study.sync();
  study.commit('Lock');
  const run = () => study.nx('run-many', '-t', 'count');
  await expectExact(study, run);
  const base = study.commit();
  install('add', used('1.1.0', '?'));
  study.commit('Upgrade');
  expect(await study.affected(['work'], base)).toEqual(of('work', ...BOTH));
  await run();
  expect(study.ran(), 'after an upgrade').toEqual(ALL);
  expect(study.read('bld/work/y/text.txt')).toBe('the second\n?');
});

/** A package that a task's module imports, as a tarball. */
function used(version: string, suffix: string): string {
  return tarballOf('used', version, `export const suffix = (text) => text + '${suffix}';\n`);
}

test('Node 22 and Node 24', async () => {
  const versions = ['22', '24'];
  const binaries = `node-${process.platform}-${process.arch}`;
  const modules = installApart(...versions.map((v) => `node-${v}@npm:${binaries}@${v}`));
  const study = workspace(
    {
      ...DATA,
      'src/study/config.ts': catalog(),
      'src/study/work.ts': WORK,
      'src/study/suffix.ts': SUFFIX,
    },
    { isolated: false },
  );
  await study.sync();
  study.commit('Lock');
  for (const version of versions) {
    const node = join(modules, `node-${version}/bin/node`);
    const env = { PATH: `${dirname(node)}${delimiter}${process.env.PATH}` };
    const run = async () => {
      const nx = join(study.root, 'node_modules/.bin/nx');
      const ended = await study.run(node, [nx, 'run-many', '-t', 'count'], { env });
      expect(ended.exitCode, outputOf(ended)).toBe(0);
    };
    // What runs says which Node it was.
    study.write({ 'src/study/suffix.ts': SUFFIX.replace('!', `!${version}\${process.version}`) });
    await run();
    expect(study.ran()).toEqual(ALL);
    expect(study.read('bld/work/x/text.txt')).toContain(`!${version}v${version}.`);
    await run();
    expect(study.ran(), 'again').toEqual([]);
  }
});

test('a commit in a git submodule selects and runs what reads or runs files in it', async () => {
  const study = workspace(
    {
      'src/config.ts': `import { defineCatalog, dimension } from 'nx-experiments';

export default defineCatalog({
  dimensions: { data: dimension(['a', 'b']) },
  tasks: {
    fit: {
      inputs: { csv: 'sub/{data}.csv' },
      outputs: { fit: 'fit.txt' },
      command: ['sh', 'fit.sh', 'fit/{id}', '{inputs.csv}', '{outputs.fit}'],
    },
    run: { outputs: { fit: 'fit.txt' }, command: ['sh', 'sub/run.sh', 'run/{id}', 'fit.sh', '{outputs.fit}'] },
    other: { outputs: { fit: 'fit.txt' }, command: ['sh', 'fit.sh', 'other/{id}', 'fit.sh', '{outputs.fit}'] },
  },
});
`,
      'fit.sh': 'echo "$1" >> "$RUNS_LOG"; cat "$2" > "$3"\n',
    },
    { isolated: false },
  );
  const library = join(study.root, '../library');
  const inLibrary = (...args: readonly string[]) => study.git('-C', library, ...args);
  mkdirSync(library);
  study.git('init', '--quiet', library);
  for (const [name, text] of [
    ['a.csv', '1'],
    ['b.csv', '2'],
    ['run.sh', readFileSync(join(study.root, 'fit.sh'), 'utf8')],
  ] as const)
    writeFileSync(join(library, name), text);
  inLibrary('add', '--all');
  inLibrary('commit', '--quiet', '--message=x');
  study.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', library, 'sub');
  await study.sync();
  study.commit();
  const all = ['fit/a', 'fit/b', 'other/a', 'other/b', 'run/a', 'run/b'];
  await study.nx('run-many', '-t', 'fit', 'run', 'other');
  expect(study.ran()).toEqual(all);

  writeFileSync(join(study.root, 'sub/a.csv'), '3');
  study.git('-C', join(study.root, 'sub'), 'commit', '--quiet', '--all', '--message=y');
  study.commit();
  // Git names the submodule alone, so all that is in it is selected; what did not change is a cache hit.
  expect(await study.affected(['fit', 'run', 'other'], 'HEAD~1')).toEqual(
    all.filter((project) => !project.startsWith('other')),
  );
  await study.nx('run-many', '-t', 'fit', 'run', 'other');
  expect(study.ran()).toEqual(['fit/a']);
});
