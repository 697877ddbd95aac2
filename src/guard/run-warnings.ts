import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Something that processes of a run found and that is no error: Nx does not show the output of what
 * succeeded, so it is told when the run is over, once, with all of its kind.
 */
export interface RunWarning {
  /** What those of its kind have in common: the line above them. */
  readonly kind: string;
  /** What it is about, such as the name of an experiment. */
  readonly text: string;
  /** Nx's own process, in whose terminal it is to be seen; see `ownerOf`. */
  readonly nx?: string | undefined;
  /** Takes back those of its kind and text, whenever in the run they were noted. */
  readonly withdrawn?: true;
}

/** Where, in the folder of what this plugin remembers, executions keep for a while what they replace. */
export const BEFORE = 'before';

/** How many of a kind are shown. */
const SHOWN = 10;

/** After how many milliseconds nobody asks for what a run left that was killed. */
const FORGOTTEN = 7 * 24 * 60 * 60 * 1000;

/**
 * Notes a warning, for whatever process of the call asks for it when the run is over.
 *
 * @param state the folder of what this plugin remembers, absolute
 * @param run the name of the call
 */
export function noteWarning(state: string, run: string, warning: RunWarning): void {
  try {
    mkdirSync(join(state, 'warnings'), { recursive: true });
    appendFileSync(fileOf(state, run), `${JSON.stringify(warning)}\n`);
  } catch {
    // On a full disk the experiments matter, not what is told of them.
  }
}

/** The warnings of a run, which are then forgotten. */
export function takeWarnings(state: string, run: string): readonly RunWarning[] {
  for (const folder of ['warnings', BEFORE]) forgetOld(join(state, folder));
  const file = fileOf(state, run);
  try {
    const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1);
    rmSync(file, { force: true });
    const all = lines.map((line) => JSON.parse(line) as RunWarning);
    const name = ({ kind, text }: RunWarning) => JSON.stringify([kind, text]);
    const withdrawn = new Set(all.filter((one) => one.withdrawn).map(name));
    return all.filter((one) => !withdrawn.has(name(one)));
  } catch {
    return [];
  }
}

/** Warnings as a text, each kind under its heading, sorted; empty where there are none. */
export function describeWarnings(warnings: readonly RunWarning[]): string {
  const kinds = [...new Set(warnings.map(({ kind }) => kind))].sort();
  return kinds
    .map((kind) => {
      const texts = [...new Set(warnings.filter((w) => w.kind === kind).map((w) => w.text))].sort();
      const more = texts.length - SHOWN;
      return [
        `${kind} (${texts.length}):`,
        ...texts.slice(0, SHOWN).map((text) => `  ${text}`),
        ...(more > 0 ? [`  and ${more} more`] : []),
      ].join('\n');
    })
    .join('\n\n');
}

function fileOf(state: string, run: string): string {
  return join(state, 'warnings', `${run.replace(/[^\w-]/g, '_')}.jsonl`);
}

function forgetOld(folder: string): void {
  try {
    for (const name of readdirSync(folder)) {
      const file = join(folder, name);
      if (Date.now() - statSync(file).mtimeMs > FORGOTTEN)
        rmSync(file, { recursive: true, force: true });
    }
  } catch {
    // There is none, or another run just did the same.
  }
}
