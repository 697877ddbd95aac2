import type { ReadResources } from '../../../src/catalog/resources.js';
import { PLACEHOLDERS } from '../../../src/guard/profile.js';

const PLACEHOLDER = new RegExp(`\\{(${PLACEHOLDERS.join('|')})\\}`, 'g');

/**
 * The words that start a runner's command with an experiment's resources: memory in whole MB (`4096M`),
 * time as hours, minutes and seconds (`02:00:00`). A word with a placeholder for something that the task
 * does not say is left out.
 */
export function launchWords(
  launch: readonly string[],
  { cpus = 1, memory, gpus, time }: ReadResources,
): string[] {
  const values: Readonly<Record<(typeof PLACEHOLDERS)[number], string | undefined>> = {
    cpus: String(cpus),
    memory: memory === undefined ? undefined : `${Math.ceil(memory / 2 ** 20)}M`,
    gpus: gpus ? String(gpus) : undefined,
    time: time === undefined ? undefined : clock(Math.ceil(time / 1000)),
  };
  return launch.flatMap((word) => {
    let isKnown = true;
    const filled = word.replaceAll(PLACEHOLDER, (_, name: keyof typeof values) => {
      const value = values[name];
      isKnown &&= value !== undefined;
      return value ?? '';
    });
    return isKnown ? [filled] : [];
  });
}

function clock(seconds: number): string {
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return parts.map((part) => String(part).padStart(2, '0')).join(':');
}

/** Why a runner was lost, where whoever had launched it told. */
export type Loss = 'out of memory' | 'time limit' | 'cancelled' | 'node failure';

/** What launchers write, most telling first; SLURM says "cancelled" of all that it ends. */
const TOLD: readonly (readonly [RegExp, Loss])[] = [
  [/oom[-_ ]?kill|out[ -]of[ -]memory|exceeded .*memory limit/i, 'out of memory'],
  [/due to time limit|time limit reached|walltime .*exceeded/i, 'time limit'],
  [/node[ _]fail|nodes? .*(?:not responding|down)/i, 'node failure'],
  [/cancelled|revoked/i, 'cancelled'],
];

/** @param told what a launcher wrote before it ended */
export function lossIn(told: string): Loss | undefined {
  return TOLD.find(([pattern]) => pattern.test(told))?.[1];
}
