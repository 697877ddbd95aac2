import type { TaskModel } from '../catalog/model.js';
import { pathWords } from '../command/path-words.js';
import { PLACEHOLDER, placeholderValue, SHELL_PLACEHOLDER } from '../command/placeholders.js';
import { normalizeInside } from '../files/paths.js';
import type { StudyExperiment } from './joined.js';
import { levelView } from './view.js';

/** What of an experiment's command could be a path; normal, relative to the workspace root. */
export interface CommandPaths {
  /** As it stands in the command: the same for all experiments of a task. */
  readonly literal: readonly string[];
  /** Through a level: `{data.path}`, `src/{model}.R`. */
  readonly filled: readonly string[];
}

/** The same for all experiments of a task; a level's placeholder is one character, so that nothing takes it apart. */
interface Template {
  readonly literal: readonly string[];
  readonly varying: readonly string[];
  /** The levels' placeholders, in the order of their characters. */
  readonly names: readonly string[];
}

/** Unicode keeps these characters free for uses such as this one. */
const LEVEL = /[\ue000-\uf8fe]/g;
const FIRST_LEVEL = 0xe000;

/** Stands for inputs, needs and outputs. */
const FILE = '\uf8ff';

/** The workspace root, where commands start, in the words of a shell. */
const ROOT =
  /\$(?:(?:PWD|NX_WORKSPACE_ROOT)\b|(\{\{?)(?:PWD|NX_WORKSPACE_ROOT)\}\}?|\(pwd\))|`pwd`/g;

const none: CommandPaths = { literal: [], filled: [] };

/**
 * Everything in an experiment's command that could be a path inside the workspace, also where there
 * is no such file. What stands for inputs, needs and outputs is left out: it is known as such.
 */
export function commandPaths(experiment: StudyExperiment): CommandPaths {
  const { task } = experiment;
  if (task.command === undefined) return none;
  const { literal, varying, names } = templateOf(task);
  if (varying.length === 0) return { literal, filled: [] };
  const known = filledPaths.get(experiment);
  if (known !== undefined) return { literal, filled: known };
  const view = levelView(experiment);
  const values = names.map((name) => String(placeholderValue(name, view) ?? ''));
  const fill = (text: string) =>
    text.replace(LEVEL, (char) => values[char.charCodeAt(0) - FIRST_LEVEL] ?? char);
  const composed = values.filter((value) => /[\s'"`=,:;@()|&<>\\]/.test(value));
  const inValues = composed.length === 0 ? [] : pathWords(composed).words;
  const filled = inside([...varying.map(fill), ...inValues]);
  filledPaths.set(experiment, filled);
  return { literal, filled };
}

/** Of experiments whose commands were checked: what could be paths is then looked for as files. */
const filledPaths = new WeakMap<StudyExperiment, readonly string[]>();

const templates = new WeakMap<TaskModel, Template>();

function templateOf(task: TaskModel): Template {
  const known = templates.get(task);
  if (known !== undefined) return known;
  const names: string[] = [];
  const { command = [], env } = task;
  const template = (text: string, placeholder: RegExp) =>
    text.replace(ROOT, '.').replace(placeholder, (_, escaped: string | undefined, name: string) => {
      if (escaped !== undefined) return `{${escaped}}`;
      if (/^(inputs|needs|outputs)\./.test(name)) return FILE;
      return String.fromCharCode(FIRST_LEVEL + names.push(name) - 1);
    });
  const { words, folders } = pathWords([
    ...Object.entries(env).map(([name, value]) => `${name}=${value}`),
    ...(typeof command === 'string'
      ? [template(command, SHELL_PLACEHOLDER)]
      : command.map((element) => template(element, PLACEHOLDER))),
  ]);
  const all = [...words, ...folders.flatMap((folder) => words.map((word) => `${folder}/${word}`))];
  const paths = all.filter((path) => !path.includes(FILE));
  const isVarying = (path: string) => path.search(LEVEL) >= 0;
  const made = {
    literal: inside(paths.filter((path) => !isVarying(path))),
    varying: paths.filter(isVarying),
    names,
  };
  templates.set(task, made);
  return made;
}

/** The paths that lead to a place inside the workspace, in their normal form. */
function inside(paths: readonly string[]): string[] {
  const normal = paths.flatMap((path) =>
    path.length > LONGEST ? [] : (normalizeInside(path) ?? []),
  );
  return [...new Set(normal)];
}

/** No system has longer paths. */
const LONGEST = 4096;
