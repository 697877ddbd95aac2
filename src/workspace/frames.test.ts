import { expect, test } from 'vitest';
import { CatalogError } from '../problems/problem.js';
import { catalogText, workspace } from '../workspace.fixture.js';
import { diskFiles } from './files.js';
import { withFrames } from './frames.js';
import { readWorkspace } from './workspace.js';

/** The message of what is wrong with a catalog. */
async function messageOf(text: string): Promise<string> {
  const root = workspace({ 'config.ts': text });
  const { problems } = await readWorkspace(diskFiles(root, []), ['config.ts']);
  return new CatalogError(problems).message;
}

test('each problem is followed by the lines that it is about', async () => {
  const text = catalogText(`{
  dimensions: {},
  tasks: {
    t: { command: ['true'], needs: { n: 'gone' },
      outputs: { o: 'o' } },
    u: { outputs: { o: '/o' }, command: ['true'] },
  },
}`);
  const lines = text.split('\n');
  const row = (start: string) => lines.findIndex((line) => line.trim().startsWith(start)) + 1;
  const message = (await messageOf(text)).split('\n');
  const [first, second] = ['config.ts: tasks.t.needs.n: ', 'config.ts: tasks.u.outputs.o: '].map(
    (start) => message.findIndex((line) => line.startsWith(start)),
  );
  const caretOf = (name: string, found: number) =>
    message[found + 3]!.indexOf('^') === message[found + 2]!.indexOf(name);
  expect(message[first! + 2]).toBe(`> ${row('t:')} | ${lines[row('t:') - 1]}`);
  expect(caretOf('n: ', first!)).toBe(true);
  expect(message[second! + 2]).toBe(`> ${row('u:')} | ${lines[row('u:') - 1]}`);
  expect(caretOf('o: ', second!)).toBe(true);
});

test('a syntax error is followed by its line', async () => {
  const message = await messageOf('// A study.\nexport default defineCatalog({ tasks: { ; });\n');
  expect(message).toMatch(
    /^config\.ts: has a syntax error: .* \(config\.ts:2\); fix it \(NXE003\)$/m,
  );
  expect(message).toMatch(
    /\n {2}1 \| \/\/ A study\.\n> 2 \| export default defineCatalog\(\{ tasks: \{ ; \}\);$/,
  );
});

test('what cannot be found in the text has its message alone', async () => {
  const message = await messageOf(
    catalogText('{ dimensions: {}, tasks: {} }').replace('export default', 'export const c ='),
  );
  expect(message).toContain('default');
  expect(message.split('\n')).toHaveLength(1);
});

test('a file that cannot be read costs the frame alone, and many problems have few frames', async () => {
  const problem = {
    code: 'NXE010',
    file: 'config.ts',
    path: 'tasks.t',
    wrong: 'is bad',
    mend: 'fix it',
  } as const;
  const fail = () => {
    throw new Error('EIO');
  };
  expect(await withFrames([problem], fail)).toEqual([problem]);
  const many = Array.from({ length: 60 }, () => problem);
  const framed = await withFrames(many, () => 'export default defineCatalog({ tasks: {} });');
  expect(framed).toHaveLength(60);
  expect(framed.filter(({ frame }) => frame !== undefined)).toHaveLength(50);
});
