/** Names that a task's object uses for itself. */
const RESERVED = new Set(['id', 'task', 'levels', 'args', 'inputs', 'needs', 'outputs', 'signal']);

/** Names that would reach an object's prototype. */
const PROTOTYPE = new Set(['__proto__', 'constructor', 'prototype']);

/** Longest id, in characters: ids are names of folders. */
export const LONGEST_ID = 200;

type NameProblem = string | undefined;

/** What is wrong with the name of a level, if anything. */
export function levelNameProblem(name: string): NameProblem {
  if (/^[.-]/.test(name)) return `the level name ${show(name)} starts with "." or "-"`;
  if (!/^[A-Za-z0-9_.-]+$/.test(name))
    return `the level name ${show(name)} has other characters than letters, digits, "_", "." and "-"`;
  return prototypeProblem('level', name);
}

/** What is wrong with the name of a dimension, if anything. */
export function dimensionNameProblem(name: string): NameProblem {
  if (!/^[A-Za-z][A-Za-z0-9_]*$/.test(name))
    return `the dimension name ${show(name)} is not a letter followed by letters, digits and "_"`;
  if (RESERVED.has(name)) return `the dimension name ${show(name)} is reserved`;
  return prototypeProblem('dimension', name);
}

/** What is wrong with the name of a task, if anything. */
export function taskNameProblem(name: string): NameProblem {
  if (!/^[A-Za-z][A-Za-z0-9_-]*$/.test(name))
    return `the task name ${show(name)} is not a letter followed by letters, digits, "_" and "-"`;
  return prototypeProblem('task', name);
}

/** What is wrong with the name of a catalog, if anything. */
export function catalogNameProblem(name: string): NameProblem {
  if (!/^[A-Za-z][A-Za-z0-9_-]*$/.test(name))
    return `the catalog name ${show(name)} is not a letter followed by letters, digits, "_" and "-"`;
  return prototypeProblem('catalog', name);
}

/** What is wrong with the name of a need, an input or an output, if anything. */
export function keyProblem(name: string): NameProblem {
  if (!/^[A-Za-z][A-Za-z0-9_-]*$/.test(name))
    return `the name ${show(name)} is not a letter followed by letters, digits, "_" and "-"`;
  return prototypeProblem('key', name);
}

function prototypeProblem(what: string, name: string): NameProblem {
  return PROTOTYPE.has(name) ? `the ${what} name ${show(name)} is reserved` : undefined;
}

function show(name: string): string {
  return JSON.stringify(name.length > 80 ? `${name.slice(0, 80)}…` : name);
}
