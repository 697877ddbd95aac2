import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { coded } from '../../../src/problems/problem.js';
import { isPlainObject } from '../../../src/problems/show.js';

/**
 * Writes what a task returned for its outputs. Only a plain object counts: a task may end in
 * `return Promise.all(…)` or be an arrow function whose value means nothing.
 */
export function writeReturned(
  returned: unknown,
  outputs: { readonly [output: string]: string },
  root: string,
): void {
  if (!isPlainObject(returned)) return;
  const texts = Object.entries(returned).map(([key, value]) => {
    const path = Object.hasOwn(outputs, key) ? outputs[key] : undefined;
    if (path === undefined)
      throw new TypeError(
        coded(
          'NXE050',
          `the module returned a value for ${JSON.stringify(key)}, which is no output of the task; its outputs are ${Object.keys(outputs).join(', ')}`,
        ),
      );
    return [path, asText(key, path, value)] as const;
  });
  for (const [path, text] of texts) writeFileSync(join(root, path), text);
}

function asText(key: string, path: string, value: unknown): string {
  if (!path.endsWith('.json')) {
    if (typeof value === 'string') return value;
    throw new TypeError(
      coded(
        'NXE050',
        `the module returned ${value === null ? 'null' : `a value of type ${typeof value}`} for the output ${JSON.stringify(key)}, ${path}; return a string, or let the output's path end in .json`,
      ),
    );
  }
  const text = asJson(key, value);
  if (text === undefined)
    throw new TypeError(
      coded(
        'NXE050',
        `the module returned ${typeof value} for the output ${JSON.stringify(key)}, which JSON does not have`,
      ),
    );
  return `${text}\n`;
}

function asJson(key: string, value: unknown): string | undefined {
  try {
    return JSON.stringify(value, undefined, 2);
  } catch (cause) {
    throw new TypeError(
      coded(
        'NXE050',
        `the value that the module returned for the output ${JSON.stringify(key)} cannot be written as JSON`,
      ),
      { cause },
    );
  }
}
