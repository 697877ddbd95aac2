import { join } from 'node:path';
import type { Plan } from '../../src/definition/plan.js';
import { BEFORE } from '../../src/guard/run-warnings.js';
import { firstDifference } from './state/difference.js';
import { type Kept, keepFiles } from './state/kept.js';
import { type Finished, readFinished, recordName } from './state/record.js';
import type { Workshop } from './workshop.js';

const KIND =
  'Run again with the same code and data, these wrote other bytes: their tasks are not deterministic (a seed, an order, the time of day?)';

/** What an earlier run wrote, while an experiment is executed once more under the same signature. */
export interface Again {
  /** Warns where what it wrote now is something else. */
  compare(outputs: Finished['outputs']): void;
  /** Forgets what the earlier run wrote. */
  drop(): void;
}

/** @returns undefined where it was never finished with all that it is made of as it is now */
export function keepForComparison(
  signature: string,
  plan: Plan,
  shop: Workshop,
): Again | undefined {
  const record = readFinished(shop.state, plan.folder);
  if (record?.signature !== signature) return undefined;
  const files = record.outputs.map(([file]) => file);
  const folder = join(shop.state, BEFORE, recordName(plan.folder));
  const kept = keepFiles(shop.root, files, folder);
  return {
    compare(outputs) {
      const what = differs(record.outputs, outputs, kept, plan, shop.root);
      if (what !== undefined) shop.warn(KIND, `${shop.nameOf(plan)}: ${what}`);
    },
    drop: kept.drop,
  };
}

function differs(
  before: Finished['outputs'],
  after: Finished['outputs'],
  kept: Kept,
  { experiment }: Plan,
  root: string,
): string | undefined {
  const [was, is] = [new Map(before), new Map(after)];
  const file = [...new Set([...was.keys(), ...is.keys()])]
    .sort()
    .find((one) => was.get(one) !== is.get(one));
  if (file === undefined) return undefined;
  const [output = file] =
    Object.entries(experiment.outputs).find(([, path]) => `${file}/`.startsWith(`${path}/`)) ?? [];
  const place = `the output ${JSON.stringify(output)}, ${file}`;
  if (!was.has(file)) return `${place}, was not written before`;
  if (!is.has(file)) return `${place}, is not written any more`;
  const old = kept.at(file);
  const first = old && firstDifference(old, join(root, file));
  return first === undefined ? `${place}, is another one` : `${place}: ${first}`;
}
