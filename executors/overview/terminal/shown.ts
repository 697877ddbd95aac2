import type { ExperimentData, StudyData } from '../data.js';
import { amount, countsOf, countsText } from './counts.js';
import { inWords } from './duration.js';
import { failuresOf } from './failures.js';
import { gridOf } from './grid.js';
import { levelsOf } from './levels.js';
import { LOOKS, type Paint, painter, type Terminal, wrapped } from './style.js';

/** How many reasons are told. */
const REASONS = 8;

/**
 * A study as a terminal shows it: failures first, then a line per task, why, the grid and the price.
 *
 * @param hasPage whether the page was written
 */
export function shown(study: StudyData, terminal: Terminal, hasPage: boolean): string {
  const paint = painter(terminal);
  const { experiments, page } = study;
  // Dimensions are those of experiments; what is selected has those of the whole study.
  if (experiments.length === 0)
    return study.dimensions.length === 0
      ? `${study.project} has no experiments: its catalogs leave no combination of levels, or a glob matches no file.\n`
      : 'There are no such experiments.\n';
  const parts = [
    headOf(study, terminal, paint),
    failuresOf(experiments, terminal, paint),
    tasksOf(study, terminal, paint),
    reasonsOf(study, terminal, paint),
    gridOf(study, terminal, paint) ?? levelsOf(study, terminal, paint),
    priceOf(study),
    [hasPage ? `The page: ${page}` : `${page} could not be written.`],
  ];
  const text = parts.filter((part) => part.length > 0).map((lines) => lines.join('\n'));
  return `${text.join('\n\n')}\n`;
}

function headOf({ project, experiments }: StudyData, terminal: Terminal, paint: Paint): string[] {
  const many = experiments.length === 1 ? 'experiment' : 'experiments';
  const about = `: ${amount(experiments.length)} ${many}   `;
  const counts = countsText(countsOf(experiments), project + about, terminal, paint);
  return [`${paint('bold', project)}${about}${counts}`];
}

function tasksOf({ tasks, experiments }: StudyData, terminal: Terminal, paint: Paint): string[] {
  const width = Math.max(...tasks.map(({ name }) => name.length));
  const byTask = new Map<string, ExperimentData[]>();
  for (const experiment of experiments) {
    const some = byTask.get(experiment.task);
    if (some === undefined) byTask.set(experiment.task, [experiment]);
    else some.push(experiment);
  }
  const numbers = tasks.map(({ name }) => amount(byTask.get(name)?.length ?? 0));
  const longest = Math.max(...numbers.map((number) => number.length));
  return [
    paint('bold', 'Tasks'),
    ...tasks.map(({ name }, i) => {
      const label = `  ${name.padEnd(width)}  ${numbers[i]!.padStart(longest)}   `;
      return label + countsText(countsOf(byTask.get(name) ?? []), label, terminal, paint);
    }),
  ];
}

function reasonsOf({ groups }: StudyData, { columns }: Terminal, paint: Paint): string[] {
  const told = groups.filter(({ state }) => state !== 'failed');
  if (told.length === 0) return [];
  const some = told.slice(0, REASONS);
  const lines = some.flatMap(({ task, state, experiments, where, reason }) => {
    const { sign, ink } = LOOKS[state];
    const which = where.length > 0 ? ` with ${where.join(', ')}` : '';
    const text = `${amount(experiments)} of ${task}${which}: ${reason}`;
    const [first = '', ...others] = wrapped(text, columns - 6);
    return [`  ${paint(ink, sign)} ${first}`, ...others.map((line) => `      ${line}`)];
  });
  const more = told.length - some.length;
  return [
    paint('bold', 'Why'),
    ...lines,
    ...(more > 0 ? [`    and ${amount(more)} more reasons; the page has them all`] : []),
  ];
}

function priceOf({ experiments: all, price, parallel }: StudyData): string[] {
  const { experiments, work, clock, unknown } = price;
  if (experiments === 0) return ['Nothing would run.'];
  const waiting = countsOf(all).get('waiting') ?? 0;
  const sure = experiments - waiting;
  // Whether one that waits runs depends on what comes out.
  const counted = [
    ...(sure > 0 ? [`${amount(sure)} would run`] : []),
    ...(waiting > 0
      ? [sure > 0 ? `${amount(waiting)} more may` : `${amount(waiting)} may run`]
      : []),
  ];
  const what = counted.join(', ');
  if (unknown === experiments) return [`${what}; how long that takes is not known yet.`];
  const more = unknown > 0 ? [`How long ${amount(unknown)} of them take is not known yet.`] : [];
  const times = `${inWords(work)} of work, ${inWords(clock)} with --parallel=${parallel}`;
  return [`${what}: ${times}.`, ...more];
}
