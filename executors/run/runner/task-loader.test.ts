import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { factoryOf } from './task-loader.js';

const { dependencies } = JSON.parse(
  readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'),
) as { readonly dependencies: { readonly jiti: string } };

test.each([
  ['its bundle elsewhere', './moved-away.cjs'],
  ['another bundle', 'jiti/package.json'],
])('where jiti has %s, the version that this was made for is named', (_, path) => {
  expect(() => factoryOf(createRequire(import.meta.url), path)).toThrow(
    `made for jiti ${dependencies.jiti}: `,
  );
});
