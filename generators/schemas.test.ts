import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { AddDimensionOptions } from './add-dimension/generator.js';
import type { AddLevelOptions } from './add-level/generator.js';
import type { AddTaskOptions } from './add-task/generator.js';
import type { CatalogOptions } from './catalog/generator.js';
import type { CiOptions } from './ci/generator.js';
import type { GivenName } from './given/name.js';
import type { InitOptions } from './init/generator.js';
import type { PresetOptions } from './preset/generator.js';
import type { RemoveLevelOptions } from './remove-level/generator.js';

type TypeOf<T> = [T] extends [string] ? 'string' : [T] extends [GivenName] ? 'name' : 'list';
type Kind<T, K extends keyof T> =
  Record<never, never> extends Pick<T, K>
    ? `optional ${TypeOf<Exclude<T[K], undefined>>}`
    : `required ${TypeOf<T[K]>}`;

/** What a schema must say of options; that this table is complete is checked by the compiler. */
type Options<T> = { readonly [K in keyof T]-?: Kind<T, K> };

const OPTIONS = {
  init: {} satisfies Options<InitOptions>,
  sync: {},
  prune: {},
  catalog: {
    directory: 'required string',
    dimension: 'optional list',
    task: 'optional string',
    name: 'optional string',
    language: 'optional string',
  } satisfies Options<CatalogOptions>,
  'add-dimension': {
    name: 'required string',
    levels: 'required list',
    default: 'optional name',
    catalog: 'optional string',
  } satisfies Options<AddDimensionOptions>,
  'add-level': {
    level: 'required name',
    dimension: 'required string',
    fields: 'optional string',
    catalog: 'optional string',
  } satisfies Options<AddLevelOptions>,
  'add-task': {
    name: 'required string',
    over: 'optional list',
    needs: 'optional list',
    language: 'optional string',
    catalog: 'optional string',
  } satisfies Options<AddTaskOptions>,
  'remove-level': {
    level: 'required name',
    dimension: 'required string',
    catalog: 'optional string',
  } satisfies Options<RemoveLevelOptions>,
  preset: { name: 'optional string' } satisfies Options<PresetOptions>,
  ci: { ci: 'required string', tasks: 'optional list' } satisfies Options<CiOptions>,
};

/** A name and a list also take numbers, as which the command line reads some names. */
interface Property {
  readonly type: 'string' | 'array';
  readonly anyOf?: readonly { readonly type: string }[];
}

const kindOf = ({ type, anyOf }: Property) =>
  type === 'array' ? 'list' : anyOf === undefined ? 'string' : 'name';

const json = (path: string) => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));

test.each(Object.entries(OPTIONS))(
  'the schema of %s says what its options are',
  (name, options) => {
    const { properties, required } = json(`./${name}/schema.json`);
    const said = Object.entries<Property>(properties).map(([option, property]) => [
      option,
      `${required.includes(option) ? 'required' : 'optional'} ${kindOf(property)}`,
    ]);
    expect(Object.fromEntries(said)).toEqual(options);
  },
);

test.each(Object.keys(OPTIONS))('%s asks for what it cannot do without', (name) => {
  const { properties, required } = json(`./${name}/schema.json`);
  for (const option of required) expect(properties[option]).toHaveProperty('x-prompt');
});

test('generators.json lists every generator', () => {
  const { generators } = json('../generators.json');
  expect(Object.keys(generators).sort()).toEqual(Object.keys(OPTIONS).sort());
  for (const [name, { factory, schema }] of Object.entries<Record<string, string>>(generators)) {
    expect(factory).toBe(`./dist/generators/${name}/generator.js`);
    expect(schema).toBe(`./dist/generators/${name}/schema.json`);
  }
});
