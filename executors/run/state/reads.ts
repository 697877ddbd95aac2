import type { Plan } from '../../../src/definition/plan.js';
import { MISSING } from './contents.js';
import { type Evidence, neededOutputs } from './evidence.js';
import type { Sources } from './sources.js';

/** What an experiment would read and is not there, as lines of an error. */
export function missingRead(plan: Plan, { code, inputs, needs }: Evidence): string[] {
  const missingInputs = Object.entries(plan.experiment.inputs).flatMap(([input, paths]) =>
    [paths]
      .flat()
      .filter((path) => inputs.get(path) === MISSING)
      .map((path) => `the input ${JSON.stringify(input)} is missing: ${path}`),
  );
  const missingNeeds = neededOutputs(plan)
    .filter(([, path]) => needs.get(path) === MISSING)
    .map(([place, path]) => `the needed output ${place} is missing: ${path}`);
  const missingCode = plan.code
    .filter((path) => code.get(path) === MISSING)
    .map((path) => `the task's code is missing: ${path}`);
  return [...missingInputs, ...missingNeeds, ...missingCode];
}

/**
 * The complaint about modules that were loaded and are no part of the hash: a later edit of them
 * would give an old result.
 */
export function strangers(
  plan: Plan,
  loaded: readonly string[],
  { code, inputs, needs }: Evidence,
  sources: Sources,
): string | undefined {
  if (plan.persist) return undefined;
  const hashed = new Set([...code.keys(), ...inputs.keys(), ...needs.keys()]);
  const unknown = loaded.filter((file) => !hashed.has(file) && !file.startsWith(`${plan.folder}/`));
  const late = new Set(unknown.length > 0 ? sources(plan.sources) : []);
  const files = unknown.filter((file) => !late.has(file));
  return files.length === 0
    ? undefined
    : `${files.join(', ')} was loaded, but an edit of it would not run this experiment again; import it statically, or add it to the task's \`sources\``;
}
