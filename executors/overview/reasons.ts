import type { ExperimentView, NeededExperiment } from '../../src/catalog/experiment.js';
import { canonical, type Json } from '../../src/catalog/json.js';
import { neededOutputs } from '../../src/definition/parts.js';
import type { Plan } from '../../src/definition/plan.js';
import type { Definition, LastRun } from '../run/state/last-run.js';
import type { Fingerprint } from '../run/state/signature.js';

/**
 * What is another since an experiment was executed last, as texts: files by their paths, what it needs by
 * the producers' ids, fields and constants by their names. Empty where nothing is.
 */
export function reasonsOf(last: LastRun, now: Fingerprint, plan: Plan): string[] {
  const { fingerprint: before } = last;
  const reasons = [
    ...filesChanged(before.everywhere, now.everywhere),
    ...filesChanged(before.code, now.code),
    ...filesChanged(before.inputs, now.inputs),
    ...needsChanged(before.needs, now.needs, plan),
    ...packagesChanged(before, now),
    ...runtimeChanged(before.runtime, now.runtime, plan),
  ];
  if (before.digest === now.digest) return [...new Set(reasons)];
  const defined = definitionChanged(last.definition, plan);
  // A list of files that is another one is in the digest, too, and was told above.
  const isTold = reasons.length + defined.length > 0;
  return [...new Set([...defined, ...reasons, ...(isTold ? [] : ['its definition changed'])])];
}

type Hashed = readonly (readonly [path: string, hash: string])[];

function filesChanged(before: Hashed, now: Hashed): string[] {
  const [old, fresh] = [new Map(before), new Map(now)];
  return [
    ...now.flatMap(([path, hash]) => {
      const earlier = old.get(path);
      if (earlier === undefined) return [`${path} is new`];
      return earlier === hash ? [] : [`${path} changed`];
    }),
    ...before.filter(([path]) => !fresh.has(path)).map(([path]) => `${path} is read no more`),
  ];
}

/** Outputs of other experiments, told by who makes them. */
function needsChanged(before: Hashed, now: Hashed, { experiment }: Plan): string[] {
  const old = new Map(before);
  const changed = now.filter(([path, hash]) => old.has(path) && old.get(path) !== hash);
  if (changed.length === 0) return [];
  const places = neededOutputs(experiment);
  return [
    ...new Set(
      changed.map(([path]) => {
        // A folder's files lie below its path.
        const [place = path] =
          places.find(([, output]) => path === output || path.startsWith(`${output}/`)) ?? [];
        return `${place} came out differently`;
      }),
    ),
  ];
}

function packagesChanged(before: Fingerprint, now: Fingerprint): string[] {
  const old = new Map(before.packages);
  const changed = now.packages.flatMap(([name, hash]) => {
    const earlier = old.get(name);
    if (earlier === undefined) return [`the package ${name} is new`];
    return earlier === hash ? [] : [`the package ${name} changed`];
  });
  const isDeep = changed.length === 0 && before.locked !== now.locked;
  return isDeep ? ['a package that its packages depend on changed'] : changed;
}

function runtimeChanged(
  before: readonly string[],
  now: readonly string[],
  { parts: { runtime } }: Plan,
): string[] {
  // Commands that are other ones are told by the definition.
  if (before.length !== now.length) return [];
  return runtime
    .filter((_, i) => before[i] !== now[i])
    .map((command) => `${command} prints another text`);
}

function definitionChanged(before: Definition, now: Plan): string[] {
  const view = viewChanged(before.experiment, now.experiment);
  const program = (['run', 'command', 'env'] as const)
    .filter((part) => !areSame(before[part], now[part]))
    .map((part) => `its ${part} changed`);
  return [...view, ...program];
}

function viewChanged(before: ExperimentView, now: ExperimentView): string[] {
  const levels = Object.entries(now.levels).flatMap(([dimension, level]) => {
    const earlier = before.levels[dimension];
    if (earlier === undefined) return [`the dimension ${dimension} is new`];
    return fieldsChanged(earlier, level).map(
      (field) => `${field} of ${dimension}=${level.name} changed`,
    );
  });
  const parts = (['inputs', 'outputs'] as const)
    .filter((part) => !areSame(before[part], now[part]))
    .map((part) => `its ${part} changed`);
  const args = fieldsChanged(before.args, now.args).map((name) => `args.${name} changed`);
  return [...levels, ...args, ...parts, ...seenChanged(before.needs, now.needs)];
}

/** What it sees of the experiments that it needs. */
function seenChanged(before: ExperimentView['needs'], now: ExperimentView['needs']): string[] {
  return Object.entries(now).flatMap(([need, needed]) => {
    const [old, fresh] = [before[need], needed].map(
      (some) => new Map([some ?? []].flat().map((one) => [(one as NeededExperiment).id, one])),
    );
    const added = [...fresh!.keys()].filter((id) => !old!.has(id));
    const gone = [...old!.keys()].filter((id) => !fresh!.has(id));
    const other = [...fresh!].filter(([id, one]) => old!.has(id) && !areSame(old!.get(id), one));
    return [
      ...listed(`${need} has also`, added),
      ...listed(`${need} has no more`, gone),
      ...listed(
        `it sees other fields or outputs of ${need}`,
        other.map(([id]) => id),
      ),
    ];
  });
}

function listed(text: string, ids: readonly string[]): string[] {
  if (ids.length === 0) return [];
  const more = ids.length > 3 ? ` and ${ids.length - 3} more` : '';
  return [`${text} ${ids.slice(0, 3).join(', ')}${more}`];
}

function fieldsChanged(
  before: { readonly [field: string]: unknown },
  now: { readonly [field: string]: unknown },
): string[] {
  return [...new Set([...Object.keys(now), ...Object.keys(before)])].filter(
    (field) => !areSame(before[field], now[field]),
  );
}

function areSame(a: unknown, b: unknown): boolean {
  if (a === undefined || b === undefined) return a === b;
  return canonical(a as Json) === canonical(b as Json);
}
