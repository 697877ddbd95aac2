import { expect, test } from 'vitest';
import { addTask, type NewTask } from './add-task.js';

const FIGURE: NewTask = {
  name: 'figure',
  needs: ['estimate'],
  outputs: { figure: 'figure.json' },
  run: './figure.ts',
};

function edited(text: string, task: Partial<NewTask> = {}): string {
  return addTask({ read: () => text }, 'config.ts', { ...FIGURE, ...task }).text;
}

const catalog = (tasks: string) => `import { defineCatalog, dimension } from 'nx-experiments';
export default defineCatalog({
  dimensions: { data: dimension(['a']), model: dimension(['ols']) },
  tasks: ${tasks},
});
`;

/** The tasks after `figure` was added. */
function tasks(before: string, task?: Partial<NewTask>): string {
  const [start, end] = catalog('|').split('|') as [string, string];
  const after = edited(catalog(before), task);
  expect(after.startsWith(start)).toBe(true);
  expect(after.endsWith(end)).toBe(true);
  return after.slice(start.length, -end.length);
}

test('after other tasks', () => {
  expect(
    tasks(`{
    // one per experiment
    estimate: {
      outputs: { fit: 'fit.json' },
      run: './estimate.ts',
    }, // slow
  }`),
  ).toMatchInlineSnapshot(`
    "{
        // one per experiment
        estimate: {
          outputs: { fit: 'fit.json' },
          run: './estimate.ts',
        }, // slow
        figure: {
          needs: { estimate: 'estimate' },
          outputs: { figure: 'figure.json' },
          run: './figure.ts',
        },
      }"
  `);
});

test('without commas at the ends, over some dimensions, with a name in quotes', () => {
  expect(
    tasks(
      `{
    estimate: {
      outputs: { fit: 'fit.json' },
      run: './estimate.ts'
    }
  }`,
      { name: 'my-figure', over: ['data'] },
    ),
  ).toMatchInlineSnapshot(`
    "{
        estimate: {
          outputs: { fit: 'fit.json' },
          run: './estimate.ts'
        },
        'my-figure': {
          over: ['data'],
          needs: { estimate: 'estimate' },
          outputs: { figure: 'figure.json' },
          run: './figure.ts'
        }
      }"
  `);
});

test('on one line', () => {
  expect(
    tasks("{ estimate: { outputs: { fit: 'fit.json' }, run: './e.ts' } }", { over: [] }),
  ).toMatchInlineSnapshot(
    `"{ estimate: { outputs: { fit: 'fit.json' }, run: './e.ts' }, figure: { over: [], needs: { estimate: 'estimate' }, outputs: { figure: 'figure.json' }, run: './figure.ts' } }"`,
  );
});

test('as the first task', () => {
  expect(tasks('{}', { needs: [] })).toMatchInlineSnapshot(`
    "{
        figure: {
          outputs: { figure: 'figure.json' },
          run: './figure.ts',
        },
      }"
  `);
  expect(tasks('{\n  }', { needs: [] })).toMatchInlineSnapshot(`
    "{
        figure: {
          outputs: { figure: 'figure.json' },
          run: './figure.ts',
        },
      }"
  `);
});

test('into tasks that are a constant, with tabs and double quotes', () => {
  expect(
    edited(`import { defineCatalog } from "nx-experiments";
const tasks = {
	estimate: { outputs: { fit: "fit.json" }, run: "./estimate.ts" },
} as const;
export default defineCatalog({ dimensions: {}, tasks });
`),
  ).toMatchInlineSnapshot(`
    "import { defineCatalog } from "nx-experiments";
    const tasks = {
    	estimate: { outputs: { fit: "fit.json" }, run: "./estimate.ts" },
    	figure: {
    		needs: { estimate: "estimate" },
    		outputs: { figure: "figure.json" },
    		run: "./figure.ts",
    	},
    } as const;
    export default defineCatalog({ dimensions: {}, tasks });
    "
  `);
});

test('what cannot be added is refused', () => {
  const given = "{ estimate: { outputs: { fit: 'fit.json' }, run: './e.ts' } }";
  const refused = (task: Partial<NewTask>, before = given) => expect(() => tasks(before, task));
  refused({ name: 'estimate' }).toThrowErrorMatchingInlineSnapshot(
    `[CatalogError: config.ts: tasks.estimate: is there already; choose another name, or leave it as it is (NXE039)]`,
  );
  refused({ name: '1st' }).toThrowErrorMatchingInlineSnapshot(
    `[CatalogError: config.ts: tasks.1st: the task name "1st" is not a letter followed by letters, digits, "_" and "-"; choose another name (NXE011)]`,
  );
  refused({ needs: ['estimat'] }).toThrowErrorMatchingInlineSnapshot(
    `[CatalogError: config.ts: tasks: there is no task "estimat" (did you mean "estimate"?); it may be estimate; a task of another catalog is added by hand: needs: { estimat: otherCatalog.tasks.estimat } (NXE013)]`,
  );
  refused({ over: ['date'] }).toThrowErrorMatchingInlineSnapshot(
    `[CatalogError: config.ts: tasks.figure.over: there is no dimension "date" (did you mean "data"?); it may be data, model (NXE013)]`,
  );
  refused({}, '{ ...common }').toThrowErrorMatchingInlineSnapshot(
    `[CatalogError: config.ts: tasks: is computed in part, which a generator cannot edit; add figure: { needs: { estimate: 'estimate' }, outputs: { figure: 'figure.json' }, run: './figure.ts' } by hand (NXE040)]`,
  );
  refused({}, 'make()').toThrowErrorMatchingInlineSnapshot(
    `[CatalogError: config.ts: tasks: is computed, which a generator cannot edit; add figure: { needs: { estimate: 'estimate' }, outputs: { figure: 'figure.json' }, run: './figure.ts' } by hand (NXE040)]`,
  );
});
