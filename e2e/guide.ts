// Runs the guides in docs/guides as a reader would: what they say to write is written, what they say to
// run is run, and what they say it prints has to be printed. In a guide's text,
//
//   ```ts title="src/study/estimate.ts"   writes the file (any language);
//   ```diff title="src/study/config.ts"   edits it: lines with `-` and those without a sign stand there,
//                                         one after the other, and lines with `+` come in; `@@` begins
//                                         another place of the same file;
//   ```sh                                 runs, as it stands, by `bash -e` in the workspace's root, with
//                                         `nx` on the PATH; it has to end well, or, as ```sh fails, badly
//                                         (a line `nx sync` alone is done without Nx's own start);
//   ```text                               behind such a block: lines that it prints, in any order and among
//                                         others. Spaces count as one, `…` is any text, and the `NX` with
//                                         which Nx begins its own lines may be left out.
//
// All other blocks (```console, ```ts without a title, …) are only shown. What the reader need not see
// stands in a comment: <!-- and, on lines of their own, such blocks, and -->.
import { stripVTControlCharacters } from 'node:util';
import { expect } from 'vitest';
import { type Ended, outputOf, type Workspace } from './workspace.js';

/** Something that a guide says to do. */
export type Step = {
  /** Where in the guide it stands, from 1. */
  readonly line: number;
} & (
  | { readonly kind: 'write'; readonly path: string; readonly text: string }
  | { readonly kind: 'edit'; readonly path: string; readonly text: string }
  | {
      readonly kind: 'run';
      readonly script: string;
      readonly fails: boolean;
      /** Lines that it prints. */
      readonly prints: readonly string[];
    }
);

/** A place in a file, as it is and as it is to be. */
interface Hunk {
  readonly before: string;
  readonly after: string;
}

/** What a guide says to do, in its order. */
export function stepsOf(guide: string): readonly Step[] {
  const steps: Step[] = [];
  const fence = /^( *)```(\S+)(.*)\n([\s\S]*?)^ *```$/gm;
  for (const match of guide.matchAll(fence)) {
    const [, indent = '', language, info = '', body = ''] = match;
    const text = body.replaceAll(new RegExp(`^${indent}`, 'gm'), '');
    const line = guide.slice(0, match.index).split('\n').length;
    const path = /title="([^"]+)"/.exec(info)?.[1];
    const last = steps.at(-1);
    if (language === 'sh')
      steps.push({ kind: 'run', line, script: text, fails: / fails\b/.test(info), prints: [] });
    else if (path !== undefined)
      steps.push({ kind: language === 'diff' ? 'edit' : 'write', line, path, text });
    else if (language === 'text' && last?.kind === 'run')
      steps.splice(-1, 1, { ...last, prints: [...last.prints, ...linesOf(text)] });
  }
  return steps;
}

/** Does what a guide says. */
export async function follow(guide: string, made: Workspace): Promise<void> {
  for (const step of stepsOf(guide)) {
    if (step.kind === 'write') made.write({ [step.path]: step.text });
    else if (step.kind === 'edit')
      made.write({ [step.path]: edited(made.read(step.path), step.text, step.line) });
    else {
      const ended = await runScript(step.script, made);
      const said = `line ${step.line}: ${step.script}${outputOf(ended)}`;
      expect(ended.exitCode === 0, said).toBe(!step.fails);
      expect(missing(outputOf(ended), step.prints), said).toBeUndefined();
    }
  }
}

async function runScript(script: string, made: Workspace): Promise<Ended> {
  let all: Ended = { stdout: '', stderr: '', exitCode: 0 };
  for (const [i, part] of script.split(/^nx sync\n/m).entries()) {
    if (i > 0) await made.sync();
    if (part === '') continue;
    const ended = await made.run('bash', ['-e', '-c', part], {
      env: { PATH: `${made.root}/node_modules/.bin:${process.env.PATH}` },
    });
    all = { ...ended, stdout: all.stdout + ended.stdout, stderr: all.stderr + ended.stderr };
    if (ended.exitCode !== 0) break;
  }
  return all;
}

/**
 * The text with an edit made.
 *
 * @param line where in the guide the edit stands
 * @throws where what is to be edited does not stand there once
 */
export function edited(text: string, edit: string, line: number): string {
  return hunksOf(edit).reduce((now, { before, after }) => {
    const at = now.indexOf(before);
    if (at === -1 || now.includes(before, at + 1))
      throw new Error(`line ${line}: this does not stand there once:\n${before}in\n${now}`);
    return now.slice(0, at) + after + now.slice(at + before.length);
  }, text);
}

/** The first of some lines that a text does not have; a line that it has once counts once. */
export function missing(output: string, lines: readonly string[]): string | undefined {
  const printed = linesOf(output);
  return lines.find((line) => {
    const pattern = new RegExp(`^${line.split('…').map(escaped).join('.*')}$`);
    const at = printed.findIndex((one) => pattern.test(one));
    if (at !== -1) printed.splice(at, 1);
    return at === -1;
  });
}

function hunksOf(edit: string): Hunk[] {
  return edit.split(/^@@.*\n/m).map((hunk) => {
    const lines = hunk.split(/(?<=\n)/);
    const without = (sign: string) =>
      lines
        .filter((line) => !line.startsWith(sign))
        .map((line) => line.replace(/^[-+ ]/, ''))
        .join('');
    return { before: without('+'), after: without('-') };
  });
}

/** Lines without colours and Nx's sign, with single spaces, and none that is empty. */
function linesOf(text: string): string[] {
  return stripVTControlCharacters(text)
    .split('\n')
    .map((line) => line.trim().replaceAll(/\s+/g, ' ').replace(/^NX /, ''))
    .filter((line) => line !== '' && line !== '…');
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
