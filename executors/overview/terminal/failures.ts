import type { ExperimentData } from '../data.js';
import { inWords } from './duration.js';
import { clipped, LOOKS, type Paint, plain, type Terminal, wrapped } from './style.js';

/** How many failures are shown with the end of what they printed. */
const WITH_LOG = 3;

/** Lines of each such log. */
const LINES = 8;

/** How many kinds of failures are told in a line each. */
const KINDS = 8;

/** Failures, with what they printed: each kind once, however many there are of it. */
export function failuresOf(
  experiments: readonly ExperimentData[],
  { columns, root }: Terminal,
  paint: Paint,
): string[] {
  const failed = experiments.filter(({ state }) => state === 'failed');
  if (failed.length === 0) return [];
  const kinds = new Map<string, ExperimentData[]>();
  for (const experiment of failed) {
    const key = `${experiment.task}\0${experiment.reasons[0] ?? ''}`;
    const kind = kinds.get(key);
    if (kind === undefined) kinds.set(key, [experiment]);
    else kind.push(experiment);
  }
  const sorted = [...kinds.values()].sort((a, b) => b.length - a.length);
  const { sign, ink } = LOOKS.failed;
  const lines = sorted.slice(0, KINDS).flatMap((kind, i) => {
    const [first] = kind;
    const others = kind.length === 1 ? '' : ` and ${kind.length - 1} more of ${first!.task}`;
    const about = [
      ...(first!.attempts === undefined || first!.attempts === 1
        ? []
        : [`${first!.attempts} attempts`]),
      ...(first!.seconds === undefined ? [] : [`after ${inWords(first!.seconds)}`]),
    ].join(', ');
    const head = `  ${paint(ink, `${sign} ${first!.project}`)}${others}${about === '' ? '' : paint('grey', `  ${about}`)}`;
    if (i >= WITH_LOG) return [head, `    ${clipped(first!.reasons[0] ?? '', columns - 4)}`];
    const log = plain(first!.log ?? '')
      .replaceAll(root === undefined ? '' : `${root}/`, '')
      .trimEnd()
      .split('\n');
    const cut = log.length > LINES ? ['…', ...log.slice(-LINES)] : log;
    const rows = cut.flatMap((line) => wrapped(line, columns - 4));
    return [head, ...rows.map((row) => paint('grey', `    ${row}`))];
  });
  const more = sorted.length - KINDS;
  return [
    paint('bold', 'Failed'),
    ...lines,
    ...(more > 0 ? [`    and ${more} more kinds of failures; the page has them all`] : []),
  ];
}
