import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { afterAll, beforeAll, expect, test } from 'vitest';

const repository = fileURLToPath(new URL('..', import.meta.url));
const COMMON: ts.CompilerOptions = { strict: true, target: ts.ScriptTarget.ES2023, types: [] };

/** What the workspaces that Nx makes for TypeScript compile with. */
const NX: ts.CompilerOptions = {
  ...COMMON,
  module: ts.ModuleKind.NodeNext,
  composite: true,
  declaration: true,
  emitDeclarationOnly: true,
};
const CONSUMER = {
  'package.json': '{ "type": "module" }',
  'preparation/config.ts': `import { defineCatalog, dimension, glob } from 'nx-experiments';

export const files = glob('src/*.csv');
export const data = dimension({ a: { path: 'a.csv', n: 1 }, b: { path: 'b.csv', n: 2 } });
export const raw = dimension(files);
export const options = { default: 'classical' } as const;
export const se = dimension(['classical', 'robust'], options);

export default defineCatalog({
  dimensions: { data, raw, se },
  where: (e) => e.levels.data.n > 1,
  tasks: { prepare: { over: ['data'], outputs: { table: 'table.csv' }, run: './prepare.ts' } },
});
`,
  'estimation/config.ts': `import { defineCatalog, dimension } from 'nx-experiments';
import preparation, { data } from '../preparation/config.js';

export const model = dimension(['ols', 'logit']);
export const { dimensions, definition, tasks } = preparation;

export default defineCatalog({
  dimensions: { data, model },
  exclude: [{ data: 'b*', model: 'logit' }],
  tasks: {
    estimate: {
      needs: { prepared: preparation.tasks.prepare },
      timeout: '10m',
      outputs: { fit: 'fit.json' },
      run: './estimate.ts',
    },
    figure: { needs: { fit: 'estimate' }, outputs: { svg: 'f.svg' }, command: ['true'] },
  },
});
`,
  'estimation/estimate.ts': `import type { Experiment } from 'nx-experiments';
import type catalog from './config.js';

export const levels = (e: Experiment<typeof catalog, 'estimate'>) => e.levels;
export const needs = (e: Experiment<typeof catalog, 'estimate'>) => e.needs;
export const signal = (e: Experiment<typeof catalog, 'estimate'>) => e.signal;
export const same = (e: Experiment<typeof catalog, 'figure'>) => ({ e, fit: e.needs.fit });
export const loose = (e: Experiment) => ({ e, fits: e.needs.fits });
export const any = (e: Experiment) => e.needs;
export default function estimate(e: Experiment<typeof catalog, 'estimate'>) {
  return { fit: { n: e.levels.data.n, table: e.needs.prepared.outputs.table } };
}
`,
};

let folder: string;

/** The package's declarations as they are published, without a build of the rest of it. */
beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'nx-experiments-types-')));
  const installed = join(folder, 'node_modules/nx-experiments');
  mkdirSync(installed, { recursive: true });
  cpSync(join(repository, 'package.json'), join(installed, 'package.json'));
  for (const name of ['@types', 'ml-matrix', '@observablehq', 'd3-dsv', 'linkedom'])
    symlinkSync(join(repository, 'node_modules', name), join(folder, 'node_modules', name));
  const errors = compile([join(repository, 'src/index.ts')], {
    ...NX,
    composite: false,
    rootDir: repository,
    outDir: join(installed, 'dist'),
  });
  expect(errors).toEqual([]);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Compiles files; all that is wrong, one text each. */
function compile(files: readonly string[], options: ts.CompilerOptions): string[] {
  const program = ts.createProgram(files, options);
  program.emit();
  return ts.getPreEmitDiagnostics(program).map(({ file, messageText }) => {
    const name = file?.fileName.replace(`${folder}/`, '') ?? '';
    return `${name}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
  });
}

function write(name: string, files: { readonly [path: string]: string }): string[] {
  return Object.entries(files).map(([path, text]) => {
    const file = join(folder, name, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return file;
  });
}

test('catalogs that need each other compile where declarations are written', () => {
  const files = write('consumer', CONSUMER).filter((file) => file.endsWith('.ts'));
  const rootDir = join(folder, 'consumer');
  expect(compile(files, { ...NX, rootDir, outDir: join(folder, 'out') })).toEqual([]);
});

test.each(['scaling-tasks', 'python'])('examples/%s compiles', (name) => {
  const study = join(repository, 'examples', name);
  const copy = join(folder, name);
  cpSync(join(study, 'src'), join(copy, 'src'), { recursive: true });
  const { options, fileNames } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(join(study, 'tsconfig.json'), ts.sys.readFile).config,
    ts.sys,
    copy,
  );
  expect(fileNames).not.toEqual([]);
  expect(compile(fileNames, options)).toEqual([]);
});
