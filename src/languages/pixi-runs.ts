import { posix } from 'node:path';
import { canonical } from '../catalog/json.js';
import type { CodeFiles, Declared } from './code.js';
import { type PixiManifest, pixiEnv, pixiManifests, pixiTasks } from './pixi-tasks.js';
import { simpleCommands } from './simple-commands.js';
import type { Table } from './toml.js';

/** What `pixi run` stands for. */
interface PixiRuns {
  /** The simple commands of the tasks that it names, and of those that these need. */
  readonly commands: readonly (readonly string[])[];
  /** The folders in which they run, relative to the workspace root. */
  readonly folders: readonly string[];
  readonly pythonPath: readonly string[];
  /** `pixi` where a task's command is made at run time. */
  readonly unfollowed: readonly string[];
  readonly declared: readonly Declared[];
}

/**
 * What the commands that are `pixi run` stand for, by the nearest manifest of pixi.
 *
 * @param seen tasks that are known already: they may run themselves
 */
export function pixiRuns(
  commands: readonly (readonly string[])[],
  folders: readonly string[],
  files: CodeFiles,
  seen = new Set<string>(),
): PixiRuns {
  const result = {
    commands: [] as string[][],
    folders: [] as string[],
    pythonPath: [] as string[],
    unfollowed: [] as string[],
    declared: [] as Declared[],
  };
  function setPath(env: Table, { file }: PixiManifest): void {
    const { PYTHONPATH } = env;
    if (typeof PYTHONPATH !== 'string') return;
    const home = posix.dirname(file);
    const paths = PYTHONPATH.split(':').filter((path) => !/^(?:|\$\{?PYTHONPATH\}?)$/.test(path));
    result.pythonPath.push(
      ...paths.map((path) => {
        const inside = path.replace(/^\$\{?(?:PIXI_PROJECT_ROOT|PWD)\}?(?:\/|$)/, '');
        return posix.join(home, inside);
      }),
    );
    result.declared.push({ manifest: file, name: 'PYTHONPATH', text: PYTHONPATH });
  }

  function run(name: string, manifest: PixiManifest, given: readonly string[], word: string): void {
    if (seen.has(`${manifest.file}\0${name}`)) return;
    seen.add(`${manifest.file}\0${name}`);
    for (const task of pixiTasks(name, manifest)) {
      result.declared.push({ manifest: manifest.file, name, text: canonical(task.written) });
      if (task.isComputed) result.unfollowed.push(word);
      const inner = task.command === undefined ? [] : simpleCommands(task.command);
      inner.at(-1)?.push(...given);
      result.commands.push(...inner);
      result.folders.push(task.folder);
      setPath(task.env, manifest);
      for (const needed of task.needs) run(needed, manifest, [], word);
    }
  }

  for (const words of commands) {
    const at = words.findIndex((word) => /(?:^|\/)pixi$/.test(word));
    const runAt = words.indexOf('run', at);
    if (at < 0 || runAt < 0) continue;
    const manifests = pixiManifests([...folders, ...manifestFolders(words.slice(at))], files);
    for (const manifest of manifests) {
      setPath(pixiEnv(manifest), manifest);
      for (const place of namesAfter(words, runAt + 1))
        run(words[place]!, manifest, words.slice(place + 1), words[at]!);
    }
  }
  // A task may run another one by `pixi run`.
  if (result.commands.length === 0) return result;
  const further = pixiRuns(result.commands, folders, files, seen);
  return {
    commands: [...result.commands, ...further.commands],
    folders: [...result.folders, ...further.folders],
    pythonPath: [...result.pythonPath, ...further.pythonPath],
    unfollowed: [...result.unfollowed, ...further.unfollowed],
    declared: [...result.declared, ...further.declared],
  };
}

/** Where the name of a task may stand: the first word that is no option, and such as may be the value of one. */
function namesAfter(words: readonly string[], from: number): number[] {
  const places: number[] = [];
  for (let at = from; at < words.length; at++) {
    if (words[at]!.startsWith('-')) continue;
    places.push(at);
    if (!/^-[^=]*$/.test(words[at - 1]!)) break;
  }
  return places;
}

/** The folder of `--manifest-path x`. */
function manifestFolders(words: readonly string[]): string[] {
  return words.flatMap((word, at) => {
    const [, given] = /^--manifest-path(?:=(.*))?$/.exec(word) ?? [];
    const path = word === '--manifest-path' ? words[at + 1] : given;
    return path === undefined ? [] : [/\.toml$/.test(path) ? posix.dirname(path) : path];
  });
}
