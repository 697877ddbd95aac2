import { dimensionNameProblem, levelNameProblem } from '../../src/catalog/names.js';
import { refuse } from '../../src/problems/problem.js';
import { type GivenList, namesIn } from '../given/list.js';
import type { GivenDimension } from '../new/catalog-module.js';

const MEND = 'write --dimension=data:a,b --dimension=model:ols,logit';

/**
 * Reads `data:a,b`, given once or more. A name without a colon is a level of the dimension before
 * it, however the command line took the list apart.
 */
export function dimensionsIn(given: GivenList): readonly GivenDimension[] {
  const dimensions: { name: string; levels: string[] }[] = [];
  for (const word of namesIn(given)) {
    const [name, level] = word.includes(':') ? split(word) : [undefined, word];
    if (name !== undefined) dimensions.push({ name, levels: [] });
    const last = dimensions.at(-1);
    if (last === undefined) refuse('NXE041', '--dimension', word, 'has no name', MEND);
    if (level !== '') last.levels.push(level);
  }
  for (const dimension of dimensions) check(dimension, dimensions);
  return dimensions;
}

function split(word: string): [name: string, level: string] {
  const at = word.indexOf(':');
  return [word.slice(0, at), word.slice(at + 1)];
}

function check({ name, levels }: GivenDimension, all: readonly GivenDimension[]): void {
  const problem =
    dimensionNameProblem(name) ??
    levels.map(levelNameProblem).find((text) => text !== undefined) ??
    (levels.length === 0 ? 'has no levels' : undefined) ??
    (new Set(levels).size < levels.length ? 'names a level twice' : undefined) ??
    (all.filter((other) => other.name === name).length > 1 ? 'is named twice' : undefined);
  if (problem !== undefined) refuse('NXE011', '--dimension', name, problem, MEND);
}
