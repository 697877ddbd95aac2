import { expect, test } from 'vitest';
import { addDimension } from './add-dimension.js';

function edited(text: string, name = 'se', byDefault: string | undefined = 'classical'): string {
  const levels = ['classical', 'robust'];
  return addDimension({ read: () => text }, 'config.ts', name, levels, byDefault).text;
}

test('after the last dimension of the file', () => {
  expect(
    edited(`import { defineCatalog, dimension } from 'nx-experiments';

export const data = dimension(['a', 'b']); // from the survey

/** The study. */
export default defineCatalog({
  dimensions: { data },
  tasks: {},
});
`),
  ).toMatchInlineSnapshot(`
    "import { defineCatalog, dimension } from 'nx-experiments';

    export const data = dimension(['a', 'b']); // from the survey
    export const se = dimension(['classical', 'robust'], { default: 'classical' });

    /** The study. */
    export default defineCatalog({
      dimensions: { data, se },
      tasks: {},
    });
    "
  `);
});

test('before the catalog and what is said of it, where no dimension is in the file', () => {
  expect(
    edited(`import { defineCatalog } from "nx-experiments"
import { data } from "../data"
/** The study. */
// in short
export default defineCatalog({
\tdimensions: {
\t\tdata, // observed
\t},
\ttasks: {}
})
`),
  ).toMatchInlineSnapshot(`
    "import { defineCatalog, dimension } from "nx-experiments"
    import { data } from "../data"

    export const se = dimension(["classical", "robust"], { default: "classical" })

    /** The study. */
    // in short
    export default defineCatalog({
    	dimensions: {
    		data, // observed
    		se,
    	},
    	tasks: {}
    })
    "
  `);
});

test('into no dimensions at all, without a default', () => {
  const text =
    "import { defineCatalog } from 'nx-experiments';\n\nexport default defineCatalog({ dimensions: {}, tasks: {} });\n";
  expect(
    addDimension({ read: () => text }, 'config.ts', 'se', ['1', '2']).text,
  ).toMatchInlineSnapshot(`
    "import { defineCatalog, dimension } from 'nx-experiments';

    export const se = dimension(['1', '2']);

    export default defineCatalog({ dimensions: { se }, tasks: {} });
    "
  `);
});

test('before an object of dimensions, which must find the constant', () => {
  expect(
    edited(`import * as nxe from 'nx-experiments';

const dimensions = {
  data: nxe.dimension(['a']),
};

const catalog = nxe.defineCatalog({ dimensions, tasks: {} });
export default catalog;
`),
  ).toMatchInlineSnapshot(`
    "import * as nxe from 'nx-experiments';

    export const se = nxe.dimension(['classical', 'robust'], { default: 'classical' });

    const dimensions = {
      data: nxe.dimension(['a']),
      se,
    };

    const catalog = nxe.defineCatalog({ dimensions, tasks: {} });
    export default catalog;
    "
  `);
});

test('line ends of Windows, imports over several lines, another name for dimension', () => {
  const text = `import {
  type Catalog,
  defineCatalog,
} from 'nx-experiments';

export default defineCatalog({ dimensions: {}, tasks: {} });
`;
  const after = edited(text.replaceAll('\n', '\r\n'));
  expect(after.split('\r\n').join('\n')).toMatchInlineSnapshot(`
    "import {
      type Catalog,
      defineCatalog,
      dimension,
    } from 'nx-experiments';

    export const se = dimension(['classical', 'robust'], { default: 'classical' });

    export default defineCatalog({ dimensions: { se }, tasks: {} });
    "
  `);
  expect(after.replaceAll('\r\n', '')).not.toContain('\n');
  expect(
    edited(`import { defineCatalog, dimension as dim } from 'nx-experiments';
export default defineCatalog({ dimensions: {}, tasks: {} });
`),
  ).toMatchInlineSnapshot(`
    "import { defineCatalog, dimension as dim } from 'nx-experiments';

    export const se = dim(['classical', 'robust'], { default: 'classical' });

    export default defineCatalog({ dimensions: { se }, tasks: {} });
    "
  `);
});

test('inline, where the name is taken or is a word of JavaScript', () => {
  const text = `import { defineCatalog, dimension } from 'nx-experiments';
import { se } from './formulas';
export default defineCatalog({ dimensions: { data: dimension(['a']) }, tasks: {} });
`;
  expect(edited(text)).toMatchInlineSnapshot(`
    "import { defineCatalog, dimension } from 'nx-experiments';
    import { se } from './formulas';
    export default defineCatalog({ dimensions: { data: dimension(['a']), se: dimension(['classical', 'robust'], { default: 'classical' }) }, tasks: {} });
    "
  `);
  expect(edited(text, 'class').split('\n')[2]).toContain(
    "class: dimension(['classical', 'robust']",
  );
});

test('dimensions that are imported as a whole are edited in their own file', () => {
  const files: { [file: string]: string } = {
    'src/config.ts':
      "import { defineCatalog } from 'nx-experiments';\nimport { dimensions } from './dimensions';\nexport default defineCatalog({ dimensions, tasks: {} });\n",
    'src/dimensions.ts':
      "import { dimension } from 'nx-experiments';\nexport const dimensions = { data: dimension(['a']) };\n",
  };
  const read = (file: string) => files[file];
  expect(addDimension({ read }, 'src/config.ts', 'se', ['x'])).toMatchInlineSnapshot(`
    {
      "file": "src/dimensions.ts",
      "text": "import { dimension } from 'nx-experiments';

    export const se = dimension(['x']);

    export const dimensions = { data: dimension(['a']), se };
    ",
    }
  `);
});

test('what cannot be added is refused', () => {
  const text = `import { defineCatalog, dimension } from 'nx-experiments';
export default defineCatalog({ dimensions: { data: dimension(['a']) }, tasks: {} });
`;
  const refused = (name: string, levels: string[], byDefault?: string, of = text) =>
    expect(() => addDimension({ read: () => of }, 'config.ts', name, levels, byDefault));
  refused('data', ['a']).toThrowErrorMatchingInlineSnapshot(
    `[CatalogError: config.ts: dimensions.data: is there already; choose another name, or leave it as it is (NXE039)]`,
  );
  refused('s-e', ['a']).toThrowErrorMatchingInlineSnapshot(
    `[CatalogError: config.ts: dimensions.s-e: the dimension name "s-e" is not a letter followed by letters, digits and "_"; choose another name (NXE011)]`,
  );
  refused('id', ['a']).toThrowErrorMatchingInlineSnapshot(
    `[CatalogError: config.ts: dimensions.id: the dimension name "id" is reserved; choose another name (NXE011)]`,
  );
  refused('se', []).toThrowErrorMatchingInlineSnapshot(
    `[CatalogError: config.ts: dimensions.se: has no levels; give --levels=first,second (NXE041)]`,
  );
  refused('se', ['a', 'b', 'a']).toThrowErrorMatchingInlineSnapshot(
    `[CatalogError: config.ts: dimensions.se: names the level "a" twice; name it once (NXE012)]`,
  );
  refused('se', ['.a']).toThrowErrorMatchingInlineSnapshot(
    `[CatalogError: config.ts: dimensions.se: the level name ".a" starts with "." or "-"; choose another name (NXE011)]`,
  );
  refused('se', ['classical', 'robust'], 'clasical').toThrowErrorMatchingInlineSnapshot(
    `[CatalogError: config.ts: dimensions.se: the default "clasical" is not a level (did you mean "classical"?); it may be classical, robust (NXE013)]`,
  );
  const spread = text.replace('{ data:', '{ ...shared, data:');
  refused('se', ['a', 'b'], 'a', spread).toThrowErrorMatchingInlineSnapshot(
    `[CatalogError: config.ts: dimensions: is computed in part, which a generator cannot edit; add se: dimension(['a', 'b'], { default: 'a' }) by hand (NXE040)]`,
  );
});
