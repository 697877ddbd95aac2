import { createHash } from 'node:crypto';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { expect, test } from 'vitest';
import { toCsv } from './csv.js';
import { toJson } from './json.js';
import { toMarkdown } from './markdown.js';
import { COLLECT_FORM } from './name.js';
import { toParquet } from './parquet.js';
import type { Table } from './table.js';

const TABLE: Table = {
  columns: ['data', 'x', 'on', 'say "it", now', 'draws', 'id', 'mixed', 'nothing'],
  rows: [
    ['a', 0.1 + 0.2, true, 'one,\r\ntwo', [1, [null]], 12345678901234567n, 1, null],
    ['b|*c*', -0, false, '', [], 2, '<i>&', null],
    ['', null, null, null, null, null, null, null],
  ],
};

// Other bytes than here run every task that collects again: raise COLLECT_FORM, and say so in the changelog.
test('the form of what is written', () => {
  const bytes = [toCsv, toJson, toMarkdown, toParquet].map((write) => write(TABLE));
  const hash = createHash('sha256');
  for (const one of bytes) hash.update(one);
  expect([COLLECT_FORM, hash.digest('hex').slice(0, 16)]).toEqual([1, '250618f89738b73a']);
});

test('CSV: quoted as in RFC 4180, and an empty text is not nothing', () => {
  expect(toCsv(TABLE)).toBe(
    `data,x,on,"say ""it"", now",draws,id,mixed,nothing
a,0.30000000000000004,true,"one,\r\ntwo","[1,[null]]",12345678901234567,1,
b|*c*,-0,false,"",[],2,<i>&,
"",,,,,,,
`,
  );
});

test('JSON: objects of all columns', () => {
  expect(toJson(TABLE)).toMatchInlineSnapshot(`
    "[
    {"data":"a","x":0.30000000000000004,"on":true,"say \\"it\\", now":"one,\\r\\ntwo","draws":[1,[null]],"id":12345678901234567,"mixed":1,"nothing":null},
    {"data":"b|*c*","x":-0,"on":false,"say \\"it\\", now":"","draws":[],"id":2,"mixed":"<i>&","nothing":null},
    {"data":"","x":null,"on":null,"say \\"it\\", now":null,"draws":null,"id":null,"mixed":null,"nothing":null}
    ]
    "
  `);
  expect(toJson({ columns: ['x'], rows: [] })).toBe('[\n\n]\n');
});

test('Markdown: numbers to the right, texts as they are', () => {
  expect(toMarkdown(TABLE)).toMatchInlineSnapshot(`
    "| data | x | on | say "it", now | draws | id | mixed | nothing |
    | --- | ---: | --- | --- | --- | ---: | --- | --- |
    | a | 0.30000000000000004 | true | one,<br>two | \\[1,\\[null]] | 12345678901234567 | 1 |  |
    | b\\|\\*c\\* | -0 | false |  | \\[] | 2 | \\<i>&amp; |  |
    |  |  |  |  |  |  |  |  |
    "
  `);
});

test('Parquet: doubles, truth values, long whole numbers and texts', async () => {
  const file = toParquet(TABLE).buffer as ArrayBuffer;
  const types = parquetMetadata(file).schema.slice(1);
  expect(types.map(({ name, type }) => [name, type])).toEqual([
    ['data', 'BYTE_ARRAY'],
    ['x', 'DOUBLE'],
    ['on', 'BOOLEAN'],
    ['say "it", now', 'BYTE_ARRAY'],
    ['draws', 'BYTE_ARRAY'],
    ['id', 'INT64'],
    ['mixed', 'BYTE_ARRAY'],
    ['nothing', 'BYTE_ARRAY'],
  ]);
  const rows = await parquetReadObjects({ file });
  const names = TABLE.columns;
  expect(rows.map((row) => names.map((name) => row[name]))).toEqual([
    ['a', 0.1 + 0.2, true, 'one,\r\ntwo', '[1,[null]]', 12345678901234567n, '1', null],
    ['b|*c*', -0, false, '', '[]', 2n, '<i>&', null],
    ['', null, null, null, null, null, null, null],
  ]);
});

test('Parquet: whole numbers beyond 64 bits are texts', async () => {
  const file = toParquet({ columns: ['n'], rows: [[2n ** 64n], [1]] }).buffer as ArrayBuffer;
  expect(await parquetReadObjects({ file })).toEqual([{ n: '18446744073709551616' }, { n: '1' }]);
});
