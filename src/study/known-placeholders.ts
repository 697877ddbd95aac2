import type { ExperimentView } from '../catalog/experiment.js';
import type { CatalogModel, TaskModel } from '../catalog/model.js';
import {
  PLACEHOLDER,
  placeholderArguments,
  placeholdersIn,
  placeholderValue,
} from '../command/placeholders.js';
import { isShell, mayBeCode, scriptsIn } from '../command/scripts.js';
import { type ShellPlaceholder, shellCommands, shellPlaceholders } from '../command/shell.js';
import type { Report } from '../problems/report.js';
import { oneOf, suggestion } from '../problems/suggest.js';
import type { StudyExperiment } from './joined.js';
import { levelView, viewOf } from './view.js';

/** A task whose placeholders are to be checked, with what they may refer to. */
export interface PlaceholderScope {
  readonly catalog: CatalogModel;
  readonly task: TaskModel;
  /** The task behind each of its needs. */
  readonly producers: { readonly [need: string]: TaskModel };
  readonly experiments: readonly StudyExperiment[];
}

/** What each known placeholder stands for. */
type Terms = ReadonlyMap<string, 'one' | 'list'>;

/**
 * Checks the placeholders of a task, one problem for each that is wrong: unknown ones in its
 * command, inputs and outputs, lists that are a part of an argument, values that the shell would not
 * see quoted, fields that some experiment's level does not have, and placeholders where none is
 * filled in.
 */
export function checkPlaceholders(scope: PlaceholderScope, report: Report): void {
  const { task } = scope;
  const levels = levelTerms(scope);
  const terms = new Map([...levels, ...fileTerms(scope)]);
  if (typeof task.command === 'string') checkText(task.command, terms, scope, report.at('command'));
  else checkArguments(task.command ?? [], terms, scope, report.at('command'));
  for (const [place, paths] of Object.entries({ inputs: task.inputs, outputs: task.outputs }))
    for (const [key, path] of Object.entries(paths))
      for (const name of unique([path].flat().flatMap(placeholdersIn)))
        if (isKnown(name, levels, scope)) checkFields(name, scope, report.at(place).at(key));
        else if (isKnown(name, terms, scope))
          report
            .at(place)
            .add(
              'NXE023',
              key,
              `{${name}} cannot stand in a path`,
              `only levels, {id} and {task} can`,
            );
        else reportUnknown(name, levels, report.at(place).at(key));
  const unfilled = { env: Object.values(task.env), runtime: task.runtime, sources: task.sources };
  for (const [place, texts] of Object.entries(unfilled))
    for (const name of unique(texts.flatMap(placeholdersIn)).filter((n) => terms.has(n)))
      report.add(
        'NXE023',
        place,
        `{${name}} is not filled in here`,
        'use it in command, inputs or outputs, or read the file that EXPERIMENT names',
      );
}

function levelTerms({ catalog, task }: PlaceholderScope): Terms {
  const dimensions = catalog.dimensions.filter(({ name }) => task.over.includes(name));
  const fields = dimensions.flatMap(({ name, levels }) =>
    unique(levels.flatMap((level) => Object.keys(level.fields))).map((f) => `${name}.${f}`),
  );
  const args = Object.keys(task.args).map((arg) => `args.${arg}`);
  const names = ['id', 'task', ...dimensions.map((d) => d.name), ...fields, ...args];
  return new Map(names.map((name) => [name, 'one']));
}

function fileTerms({ task, producers }: PlaceholderScope): Terms {
  const inputs = Object.entries(task.inputs).map(
    ([key, paths]) => [`inputs.${key}`, Array.isArray(paths) ? 'list' : 'one'] as const,
  );
  const needs = Object.entries(producers).flatMap(([need, { over, outputs }]) => {
    const fansIn = over.some((name) => !task.over.includes(name));
    return Object.keys(outputs).map(
      (key) => [`needs.${need}.${key}`, fansIn ? 'list' : 'one'] as const,
    );
  });
  const outputs = Object.keys(task.outputs).map((key) => [`outputs.${key}`, 'one'] as const);
  return new Map([...inputs, ...needs, ...outputs]);
}

/** Whether a placeholder is a term, or leads into a field of some level. */
function isKnown(name: string, terms: Terms, { catalog, task }: PlaceholderScope): boolean {
  if (terms.has(name)) return true;
  const [dimension = '', ...path] = name.split('.');
  const view = { id: '', task: '', args: task.args, inputs: {}, needs: {}, outputs: {} };
  if (dimension === 'args') return placeholderValue(name, { ...view, levels: {} }) !== undefined;
  const levels = catalog.dimensions.find((d) => d.name === dimension)?.levels;
  if (levels === undefined || path.length === 0 || !terms.has(dimension)) return false;
  // Without files, a dimension has no level yet from which to tell.
  if (levels.length === 0) return true;
  return levels.some((level) => {
    const levels = { [dimension]: { ...level.fields, name: level.name } };
    return placeholderValue(name, { ...view, levels }) !== undefined;
  });
}

function checkArguments(
  command: readonly string[],
  terms: Terms,
  scope: PlaceholderScope,
  report: Report,
): void {
  const scripts = scriptsIn(command);
  for (const [i, element] of command.entries()) {
    const at = report.at(`[${i}]`);
    const shell = scripts.get(i);
    const names =
      shell === undefined
        ? placeholdersIn(element)
        : valuesIn(element, terms, scope, at).map(({ name }) => name);
    for (const name of unique(names)) {
      if (!checkKnown(name, terms, scope, at)) continue;
      if (terms.get(name) === 'list' && element !== `{${name}}`)
        at.add('NXE024', '', `{${name}} is a list, and stands inside a longer text`, OWN_ELEMENT);
      if (shell !== undefined) reportUnquoted(name, shell, AS_TEXT, at);
      else if (element !== `{${name}}` && isText(element))
        at.add(
          'NXE024',
          '',
          `{${name}} stands beside white space or characters of a shell`,
          AS_ELEMENT,
        );
      else if (mayBeCode(command, i)) reportCode(name, command[i - 1], scope, at);
    }
  }
}

/** Whether an element is, besides its placeholders, more than a path or an option with its value. */
function isText(element: string): boolean {
  return /[\s;&|<>$`"'(){}*?!\\#~]/.test(element.replace(PLACEHOLDER, ''));
}

/** A value that is a name or a path to every program, and code to none. */
const HARMLESS = /^[\w./-]*$/;

/** Reports a value that would do something if the program ran it as code. */
function reportCode(name: string, before: string | undefined, scope: PlaceholderScope, at: Report) {
  // Paths of inputs and outputs may have fields in them, too.
  const values = scope.experiments.flatMap((e) => placeholderArguments(name, viewOf(e)));
  if (values.every((value) => HARMLESS.test(value))) return;
  at.add(
    'NXE024',
    '',
    `{${name}} may be run as code: it stands where programs take a text to run, after ${before ?? 'nothing'}`,
    'pass it as a further argument, or let the program read the file that EXPERIMENT names',
  );
}

const AS_ELEMENT =
  'make it an element of its own, or a part of a path or an option: --data={data.path}';
const OWN_ELEMENT = 'make it an element of its own: it becomes several arguments';
const AS_ARGUMENT = 'pass the value as a further argument and use "$1"';
const AS_TEXT = `write the command as one text, in which values are quoted, or ${AS_ARGUMENT}`;

/** Reports a value that a shell would take for code; `mend` is for shells that the command itself calls. */
function reportUnquoted(name: string, program: string, mend: string, report: Report): void {
  const shell = isShell(program) ? `the shell ${program}` : `a shell through ${program}`;
  report.add(
    'NXE024',
    '',
    `{${name}} would reach ${shell} unquoted`,
    isShell(program) ? mend : `pass it to a script that quotes it before it calls ${program}`,
  );
}

/** The placeholders of a text for a shell, without what is the shell's own: `${HOME}`. */
function valuesIn(
  text: string,
  terms: Terms,
  scope: PlaceholderScope,
  report: Report,
): readonly ShellPlaceholder[] {
  const found = shellPlaceholders(text);
  const variables = unique(found.filter((p) => p.isVariable).map(({ name }) => name));
  for (const name of variables.filter((n) => isKnown(n, terms, scope)))
    report.add(
      'NXE024',
      '',
      `\${${name}} could be the shell's variable ${name} as well as the placeholder {${name}}`,
      `write $${name} or \${{${name}}} for the variable, and {${name}} without the dollar for the placeholder`,
    );
  return found.filter((p) => !p.isVariable);
}

function checkText(command: string, terms: Terms, scope: PlaceholderScope, report: Report): void {
  const known = new Map<string, boolean>();
  const misplaced = new Set<string>();
  for (const placeholder of valuesIn(command, terms, scope, report)) {
    const { name, inside } = placeholder;
    if (!known.has(name)) known.set(name, checkKnown(name, terms, scope, report));
    if (known.get(name)) checkQuoting(placeholder, terms, report);
    if (inside !== undefined) misplaced.add(name);
  }
  for (const words of shellCommands(command))
    for (const [i, shell] of scriptsIn(words))
      for (const name of unique(placeholdersIn(words[i] ?? '')))
        if (known.get(name) && !misplaced.has(name))
          reportUnquoted(name, shell, AS_ARGUMENT, report);
  for (const words of shellCommands(command))
    for (const [i, word] of words.entries())
      if (!scriptsIn(words).has(i) && mayBeCode(words, i))
        for (const name of unique(placeholdersIn(word)))
          if (known.get(name) && !misplaced.has(name))
            reportCode(name, words[i - 1], scope, report);
}

function checkQuoting({ name, inside, isPart }: ShellPlaceholder, terms: Terms, report: Report) {
  if (inside !== undefined)
    report.add(
      'NXE024',
      '',
      `{${name}} stands in ${inside}, where its value would not stay one quoted word`,
      'put it outside; values are quoted already',
    );
  else if (isPart && terms.get(name) === 'list')
    report.add('NXE024', '', `{${name}} is a list, and touches other text`, 'put spaces around it');
}

function checkKnown(name: string, terms: Terms, scope: PlaceholderScope, report: Report): boolean {
  const isOk = isKnown(name, terms, scope);
  if (isOk) checkFields(name, scope, report);
  else if (!isOfUnknownProducer(name, scope)) reportUnknown(name, terms, report);
  return isOk;
}

/** Whether a placeholder leads into a need whose task is not there, which is reported already. */
function isOfUnknownProducer(name: string, { task, producers }: PlaceholderScope): boolean {
  const [head, need = ''] = name.split('.');
  return head === 'needs' && Object.hasOwn(task.needs, need) && !Object.hasOwn(producers, need);
}

function reportUnknown(name: string, terms: Terms, report: Report): void {
  const names = [...terms.keys()];
  report.add(
    'NXE023',
    '',
    `there is nothing that {${name}} stands for${suggestion(name, names)}`,
    `${oneOf(names.map((n) => `{${n}}`))}; write {{${name}}} for the text {${name}} itself`,
  );
}

/** Whether each experiment's level has the field that a placeholder names, as one text of a process's argument. */
function checkFields(name: string, { catalog, experiments }: PlaceholderScope, report: Report) {
  const [dimension] = name.split('.');
  if (dimension === 'args') {
    const what = experiments[0] && unfit(name, levelView(experiments[0]));
    if (what !== undefined)
      report.add('NXE024', '', `{${name}} has ${what}`, 'no argument and no path can hold one');
    return;
  }
  if (!catalog.dimensions.some((d) => d.name === dimension)) return;
  const seen = new Set<unknown>();
  for (const experiment of experiments) {
    const level = experiment.levels.find((l) => l.dimension === dimension)?.level;
    if (level === undefined || seen.has(level)) continue;
    seen.add(level);
    const view = levelView(experiment);
    if (placeholderValue(name, view) === undefined)
      report.add(
        'NXE023',
        '',
        `{${name}} stands for nothing in the experiment ${experiment.project}: the level ${level.name} of ${dimension} has no such field`,
        'give every level that field',
      );
    else if (unfit(name, view) !== undefined)
      report.add(
        'NXE024',
        '',
        `{${name}} has ${unfit(name, view)} in the experiment ${experiment.project}`,
        'no argument and no path can hold one',
      );
    else continue;
    return;
  }
}

/** What of a value would not reach a process: Node cuts it off, or puts another character there. */
function unfit(name: string, view: ExperimentView): string | undefined {
  const text = placeholderArguments(name, view).join(' ');
  if (text.includes('\0')) return 'a NUL character';
  return /\p{Surrogate}/u.test(text) ? 'half of a surrogate pair' : undefined;
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)];
}
