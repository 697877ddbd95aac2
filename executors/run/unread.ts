import type { Plan } from '../../src/definition/plan.js';
import type { Unread } from './runner/protocol.js';
import { type Finished, readFinished } from './state/record.js';

const KIND =
  "Tasks that never read the level of a dimension that they vary over, and so compute the same for each; read it, or leave the dimension out of the task's `over`";

/** How many experiments that did not run are looked at, for each task and dimension. */
const LOOKS = 50;

/** Finds tasks that vary over a dimension and never look at it. */
export interface UnreadLevels {
  /** Experiments of the call, whether they run or not. */
  know(plans: readonly Plan[]): void;
  /** An experiment's module ran, and ended well. */
  note(plan: Plan, unread: Unread, outputs: Finished['outputs']): void;
}

interface Executed {
  readonly plan: Plan;
  readonly usesId: boolean;
  readonly outputs: string;
  /** The name of its level of the dimension. */
  readonly level: string | undefined;
  /** What it sees beside that. */
  readonly seen: string;
}

/** What is known of one dimension of one task. */
interface Finding {
  state: 'open' | 'told' | 'refuted';
  /** By their levels of other dimensions. */
  readonly executed: Map<string, Executed[]>;
  looks: number;
}

/**
 * Two experiments that differ in one dimension are the same computation where neither reads its level and
 * nothing else that they see differs. That is told where what they wrote is the same; and where it is not, if it
 * can come neither from the id nor from repetitions that are to differ. One that reads the level, now or when it
 * last ran, refutes it for its task.
 *
 * @param state the folder of the records, absolute
 */
export function createUnreadLevels(
  state: string,
  warn: (kind: string, text: string, withdrawn?: true) => void,
): UnreadLevels {
  /** By their folders: a plan is told again with each batch. */
  const known = new Map<string, Plan>();
  /** Those of each task by the names of their levels of other dimensions than one. */
  const peers = new Map<string, Map<string, Plan[]>>();
  const findings = new Map<string, Finding>();

  function peersOf(plan: Plan, dimension: string): readonly Plan[] {
    const name = nameOf(plan, dimension);
    const groups = peers.get(name) ?? new Map<string, Plan[]>();
    if (!peers.has(name)) {
      peers.set(name, groups);
      for (const one of known.values()) {
        if (nameOf(one, dimension) !== name) continue;
        const others = otherNames(one, dimension);
        const group = groups.get(others);
        if (group === undefined) groups.set(others, [one]);
        else group.push(one);
      }
    }
    return groups.get(otherNames(plan, dimension)) ?? [];
  }

  function findingOf(plan: Plan, dimension: string): Finding {
    const name = nameOf(plan, dimension);
    const finding = findings.get(name) ?? { state: 'open', executed: new Map(), looks: 0 };
    findings.set(name, finding);
    return finding;
  }

  /** Whether one of the call that did not run wrote the same when it last did. */
  function wasAlike({ plan, outputs, level, seen }: Executed, dimension: string): boolean {
    const other = peersOf(plan, dimension).find(
      (one) => levelOf(one, dimension) !== level && seenBy(one, dimension) === seen,
    );
    const record = other && readFinished(state, other.folder);
    return record !== undefined && within(record.outputs, other!) === outputs;
  }

  /** Whether one of the call that did not run read the level when it last did. */
  function wasRead({ catalog, experiment: { task } }: Plan, dimension: string): boolean {
    return [...known.values()]
      .filter((one) => one.catalog === catalog && one.experiment.task === task)
      .slice(0, LOOKS)
      .some((one) => readFinished(state, one.folder)?.read?.includes(dimension));
  }

  return {
    know(plans) {
      for (const plan of plans) known.set(plan.folder, plan);
      peers.clear();
    },
    note(plan, { levels, usesId }, outputs) {
      for (const dimension of Object.keys(plan.experiment.levels)) {
        const finding = findingOf(plan, dimension);
        if (finding.state === 'refuted') continue;
        if (!levels.includes(dimension)) {
          if (finding.state === 'told') warn(KIND, textOf(plan, dimension), true);
          finding.state = 'refuted';
        } else if (finding.state === 'open') {
          const one: Executed = {
            plan,
            usesId,
            outputs: within(outputs, plan),
            level: levelOf(plan, dimension),
            seen: seenBy(plan, dimension),
          };
          const others = otherNames(plan, dimension);
          const before = finding.executed.get(others) ?? [];
          const isFound =
            before.some((other) => areAlike(one, other, dimension)) ||
            (finding.looks++ < LOOKS && wasAlike(one, dimension));
          finding.executed.set(others, before);
          before.push(one);
          if (!isFound) continue;
          finding.state = wasRead(plan, dimension) ? 'refuted' : 'told';
          if (finding.state === 'told') warn(KIND, textOf(plan, dimension));
        }
      }
    },
  };
}

function textOf({ experiment: { task }, run }: Plan, dimension: string): string {
  return `${task}: ${run} never reads e.levels.${dimension}`;
}

function areAlike(one: Executed, other: Executed, dimension: string): boolean {
  const mayDiffer = one.usesId || other.usesId || one.plan.replicates?.includes(dimension);
  if (mayDiffer && one.outputs !== other.outputs) return false;
  // They see the same, but for their level of the dimension and what follows from it.
  return one.level !== other.level && one.seen === other.seen;
}

/** A name for a dimension of a task. */
function nameOf({ catalog, experiment: { task } }: Plan, dimension: string): string {
  return JSON.stringify([catalog, task, dimension]);
}

function levelOf({ experiment: { levels } }: Plan, dimension: string): string | undefined {
  return levels[dimension]?.name;
}

function seenBy({ experiment }: Plan, dimension: string): string {
  const { levels, args, inputs, needs } = experiment;
  return JSON.stringify([{ ...levels, [dimension]: undefined }, args, inputs, needs]);
}

function otherNames({ experiment: { levels } }: Plan, dimension: string): string {
  return Object.entries(levels)
    .map(([key, { name }]) => (key === dimension ? '' : name))
    .join(' ');
}

/** What was written, by paths inside the experiment's own folder. */
function within(outputs: Finished['outputs'], { folder }: Plan): string {
  return JSON.stringify(outputs.map(([file, hash]) => [file.slice(folder.length), hash]));
}
