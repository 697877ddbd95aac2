import { expect, test } from 'vitest';
import { notebookLoads } from './code.js';

const notebook = (language: string, ...cells: readonly string[]) =>
  JSON.stringify({
    cells: [
      { cell_type: 'markdown', source: ['import nothing'] },
      ...cells.map((source) => ({ cell_type: 'code', source: [source] })),
    ],
    metadata: { kernelspec: { language } },
  });

const entries = (text: string) =>
  notebookLoads(text, 'src/x.ipynb').entries.map((entry) =>
    entry.kind === 'text' ? [entry.language, entry.text.trim()] : entry,
  );

test('cells are one text, which may start in the folder of the notebook', () => {
  const text = notebook('python', 'import a', 'b()');
  expect(entries(text)).toEqual([['python', 'import a\n\nb()']]);
  expect(notebookLoads(text, 'src/x.ipynb').folders).toEqual(['src']);
});

test.each([
  ['%run lib/a.py x', 'import runpy; runpy.run_path("lib/a.py")'],
  ['%run -i "a.py"', 'import runpy; runpy.run_path("a.py")'],
  ['%run -m a.b', 'import runpy; runpy.run_module("a.b")'],
  ['!python3 a.py', 'import os; os.system("python3 a.py")'],
  ['x = !python3 {script}', 'import os; os.system(f"python3 {script}")'],
  ['%cd sub', 'import os, sys; os.chdir("sub"); sys.path.append("sub")'],
  ['%matplotlib inline', 'pass'],
  ['%time import a', 'import a'],
  ['%%time\nimport a', 'import a'],
  ['x = 5 % 3\ny != 2', 'x = 5 % 3\ny != 2'],
])('what IPython adds to the language is written in Python: %s', (cell, python) => {
  expect(entries(notebook('python', cell))).toEqual([['python', python]]);
});

test('cells and notebooks in other languages are followed in these', () => {
  expect(entries(notebook('python', '%%bash\nsh x.sh', '%%html\n<p>'))).toEqual([
    ['python', ''],
    ['shell', 'sh x.sh'],
  ]);
  expect(entries(notebook('R', "source('x.R')"))).toEqual([['r', "source('x.R')"]]);
});

test('a notebook with another kernel cannot be told', () => {
  expect(notebookLoads(notebook('scala', 'x'), 'x.ipynb').unknown).toEqual([
    { line: 1, what: 'its kernel' },
  ]);
});

test('what is no notebook loads nothing', () => {
  expect(entries('{')).toEqual([]);
});
