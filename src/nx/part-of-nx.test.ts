import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { partOfNx } from './part-of-nx.js';

const { peerDependencies } = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
) as { readonly peerDependencies: { readonly nx: string } };

test.each(['nx/src/utils/is-ci', 'nx/src/utils/moved-away'])(
  'where %s of Nx lacks something, the versions that have it are named',
  (path) => {
    const take = () => partOfNx<{ readonly gone: unknown }>(path, ['gone']);
    expect(take).toThrow(/^nx\/src\/utils\/\S+ of nx \d+\.\d+\.\d+ has no gone; /);
    expect(take).toThrow(`made for nx ${peerDependencies.nx}: `);
  },
);
