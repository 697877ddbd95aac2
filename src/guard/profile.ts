import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { millisecondsOf } from '../catalog/duration.js';
import { describe } from '../problems/problem.js';
import { isPlainObject, showValue } from '../problems/show.js';
import { oneOf, suggestion } from '../problems/suggest.js';

/** How the processes that run experiments start, as the file says that `NX_EXPERIMENTS_PROFILE` names. */
export interface Profile {
  /** A program and its arguments, before the command of a runner; with the placeholders that {@link PLACEHOLDERS} has. */
  readonly launch: readonly string[];
  /** How many runners there are at once, at most. */
  readonly runners: number;
  /** Milliseconds after which a runner that has nothing to do ends. */
  readonly idle: number;
}

/** What of an experiment's resources may stand in `launch`. */
export const PLACEHOLDERS = ['cpus', 'memory', 'gpus', 'time'] as const;

const KEYS = ['launch', 'runners', 'idle'];

const IDLE = 60_000;

const MOST = 10_000;

/** A profile that cannot be used; all that is wrong with it, a line each. */
export class ProfileError extends Error {
  override readonly name = 'ProfileError';
}

/**
 * @param root the workspace root, absolute
 * @param path of the profile, relative to the root
 * @param parallel how many runners there are where the profile does not say
 * @throws {ProfileError}
 */
export function readProfile(root: string, path: string, parallel: number): Profile {
  const problems: string[] = [];
  const add = (at: string, wrong: string, mend: string) =>
    problems.push(describe({ code: 'NXE037', file: path, path: at, wrong, mend }));
  const refuse = () => {
    throw new ProfileError(problems.join('\n'));
  };

  let value: unknown;
  try {
    value = JSON.parse(readFileSync(join(root, path), 'utf8'));
  } catch (error) {
    const isThere = (error as NodeJS.ErrnoException).code === undefined;
    const wrong = isThere ? `is no JSON (${(error as Error).message})` : 'cannot be read';
    add('', wrong, 'NX_EXPERIMENTS_PROFILE names a file, relative to the workspace root');
    return refuse();
  }
  if (!isPlainObject(value)) {
    add('', `is ${showValue(value)}`, 'write { "launch": ["srun", …], "runners": 40 }');
    return refuse();
  }
  for (const key of Object.keys(value).filter((key) => !KEYS.includes(key)))
    add(key, `is no property of a profile${suggestion(key, KEYS)}`, oneOf(KEYS));
  const { launch, runners = parallel, idle } = value;
  const isList =
    Array.isArray(launch) &&
    launch.length > 0 &&
    launch.every((word) => typeof word === 'string' && word !== '');
  if (!isList)
    add('launch', `is ${showValue(launch)}`, 'give a program and its arguments, each a text');
  else
    for (const [i, word] of (launch as string[]).entries()) {
      const at = `launch[${i}]`;
      // All else is passed on as it stands; `${host}` is a shell's own.
      for (const [whole, name = ''] of word.matchAll(/(?<!\$)\{([a-z]+)\}/g)) {
        const meant = suggestion(name, PLACEHOLDERS);
        if (!(PLACEHOLDERS as readonly string[]).includes(name) && meant !== '')
          add(at, `there is no placeholder ${whole}${meant}`, oneOf(PLACEHOLDERS));
      }
      // It is left out where a task does not say, and what stands before it would be left alone.
      if (/^\{(memory|gpus|time)\}$/.test(word))
        add(
          at,
          `is ${word} alone`,
          `write the option in the same text, such as "--option=${word}"`,
        );
    }
  if (!Number.isInteger(runners) || (runners as number) < 1 || (runners as number) > MOST)
    add('runners', `is ${showValue(runners)}`, `give a whole number from 1 to ${MOST}`);
  const pause = idle === undefined ? IDLE : typeof idle === 'string' ? millisecondsOf(idle) : idle;
  if (typeof pause !== 'number' || !(pause >= 0 && pause < 2 ** 31))
    add('idle', `is ${showValue(idle)}, not a time`, "write '30s', '5m' or milliseconds");
  if (problems.length > 0) return refuse();
  return { launch: launch as string[], runners: runners as number, idle: pause as number };
}

/**
 * Stops a run whose profile cannot be used before it begins.
 *
 * @throws {ProfileError}
 */
export function refuseWrongProfile(root: string, env: NodeJS.ProcessEnv): void {
  const path = env.NX_EXPERIMENTS_PROFILE;
  if (path) readProfile(root, path, 1);
}
