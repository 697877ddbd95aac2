import type { ExperimentView } from '../catalog/experiment.js';
import { scriptsIn } from './scripts.js';

/** A value for a placeholder: a list where it is a fan-in. */
export type PlaceholderValue = string | readonly string[];

/** A placeholder (its name is the second group), or `{{x}}`, which is the text `{x}` (the first group). */
export const PLACEHOLDER = /\{\{([A-Za-z][\w.-]*)\}\}|\{([A-Za-z][\w.-]*)\}/g;

/** The same in a text for a shell, where `${x}` is the shell's own. */
export const SHELL_PLACEHOLDER = new RegExp(PLACEHOLDER.source.replace('|', '|(?<!\\$)'), 'g');

/** What ends a word. To a shell, a carriage return is a character like others. */
export const ENDS_WORD = /[ \t\n;|&()<>]/;

/** The names of the placeholders in a text: `{data.path}` gives `data.path`. `{{x}}` is the text `{x}`. */
export function placeholdersIn(text: string): string[] {
  return [...text.matchAll(PLACEHOLDER)].flatMap((m) => (m[2] === undefined ? [] : [m[2]]));
}

/** The text with each placeholder replaced, and `{{x}}` as `{x}`; `isPart`: whether other text touches it. */
export function fill(
  text: string,
  replace: (name: string, isPart: boolean) => string,
  placeholder = PLACEHOLDER,
): string {
  return text.replace(
    placeholder,
    (whole, escaped: string | undefined, name: string, at: number) => {
      if (escaped !== undefined) return `{${escaped}}`;
      const [before, after] = [text[at - 1] ?? '\n', text[at + whole.length] ?? '\n'];
      return replace(name, !ENDS_WORD.test(before) || !ENDS_WORD.test(after));
    },
  );
}

/** What a placeholder stands for in an experiment, or undefined where it stands for nothing. */
export function placeholderValue(name: string, e: ExperimentView): PlaceholderValue | undefined {
  if (name === 'id') return e.id;
  if (name === 'task') return e.task;
  const [head = '', ...rest] = name.split('.');
  if (head === 'inputs') return own(e.inputs, rest.join('.'));
  if (head === 'outputs') return own(e.outputs, rest.join('.'));
  if (head === 'needs') return neededOutput(e, rest);
  return asText(constant(name, e));
}

/**
 * What a placeholder stands for that is an argument of its own: several where it is a fan-in, or a
 * constant or field that is a list of texts, numbers and truth values.
 */
export function placeholderArguments(name: string, e: ExperimentView): readonly string[] {
  const value = constant(name, e);
  return isList(value) ? value.map(String) : [placeholderValue(name, e) ?? ''].flat();
}

/** The constant of the task, or the level or its field, that a placeholder names. */
function constant(name: string, e: ExperimentView): unknown {
  const [head = '', ...rest] = name.split('.');
  if (head === 'args') return rest.length === 0 ? undefined : dig(e.args, rest);
  const level = own(e.levels, head);
  return rest.length === 0 ? level?.name : dig(level, rest);
}

/** Whether JSON is a list of what is one argument each. */
function isList(value: unknown): value is readonly (string | number | boolean)[] {
  return Array.isArray(value) && value.every((v) => v !== null && typeof v !== 'object');
}

function neededOutput(e: ExperimentView, [need = '', ...output]: string[]) {
  const needed = own(e.needs, need);
  if (needed === undefined) return undefined;
  const key = output.join('.');
  if (!Array.isArray(needed))
    return own((needed as { outputs: Record<string, string> }).outputs, key);
  const paths = needed.map((n) => own(n.outputs as Record<string, string>, key));
  return paths.every((p) => p !== undefined) ? (paths as string[]) : undefined;
}

function dig(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (v, key) =>
      v !== null && typeof v === 'object' ? own(v as Record<string, unknown>, key) : undefined,
    value,
  );
}

function own<T>(object: { readonly [key: string]: T }, key: string): T | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** Strings as they are, other JSON as its text. */
function asText(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The value as one word of a POSIX shell, whatever is in it. */
export function quote(value: string): string {
  return `'${value.replaceAll("'", "'\\''")}'`;
}

/**
 * A command for an experiment: a program and its arguments, or the text for a shell.
 * In an array, a list that is an element of its own becomes several arguments; in a text, every value
 * is quoted, and a list that is no part of a word becomes several. What a shell reads may have
 * `${x}`, which is the shell's own.
 */
export function fillCommand(
  command: string | readonly string[],
  e: ExperimentView,
): string | readonly string[] {
  const one = (name: string) => [placeholderValue(name, e) ?? ''].flat();
  if (typeof command === 'string') {
    const replace = (name: string, isPart: boolean) =>
      (isPart ? one(name) : placeholderArguments(name, e)).map(quote).join(' ');
    return fill(command, replace, SHELL_PLACEHOLDER);
  }
  const scripts = scriptsIn(command);
  return command.flatMap((element, i) => {
    const [only] = placeholdersIn(element);
    if (only !== undefined && element === `{${only}}`) return placeholderArguments(only, e);
    const placeholder = scripts.has(i) ? SHELL_PLACEHOLDER : PLACEHOLDER;
    return fill(element, (name) => one(name).join(' '), placeholder);
  });
}
