/** How far a run is; times are in seconds. */
export interface Progress {
  /** Experiments that ended in this run, well or not. */
  readonly done: number;
  readonly failed: number;
  readonly running: number;
  /** The one that has been running longest. */
  readonly longest: { readonly project: string; readonly seconds: number };
  /** Experiments that are still to begin, as far as Nx has told. */
  readonly left: number;
  /** Until all is done, by what experiments took before. */
  readonly secondsLeft: number;
  /** Whether all that is still to be done, or another experiment of its task, ran before. */
  readonly isWhole: boolean;
}

/**
 * One line of it: `412 done, 3 running (estimate/a-ols for 2 min), 588 left, about 14 min`.
 *
 * @param width where a longer one would break, it does without the name
 */
export function progressLine(progress: Progress, width = Number.POSITIVE_INFINITY): string {
  const whole = lineOf(progress, `${progress.longest.project} for `);
  return whole.length <= width ? whole : lineOf(progress, 'one for ');
}

function lineOf(progress: Progress, which: string): string {
  const { done, failed, running, longest, left, secondsLeft, isWhole } = progress;
  const parts = [
    `${counted(done)} done${failed === 0 ? '' : ` (${counted(failed)} failed)`}`,
    `${counted(running)} running (${which}${durationText(longest.seconds)})`,
    ...(left === 0 ? [] : [`${counted(left)} left`]),
    // What takes longer than ever before may end at any moment.
    ...(secondsLeft < 1 ? [] : [`${isWhole ? 'about' : 'at least'} ${durationText(secondsLeft)}`]),
  ];
  return parts.join(', ');
}

/** `8 s`, `2 min`, `1 h 5 min`: no more than somebody who waits wants to know. */
export function durationText(seconds: number): string {
  if (seconds < 59.5) return `${Math.max(1, Math.round(seconds))} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const [days, hours] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60)];
  if (days > 0) return `${days} d${hours === 0 ? '' : ` ${hours} h`}`;
  return `${hours} h${minutes % 60 === 0 ? '' : ` ${minutes % 60} min`}`;
}

function counted(count: number): string {
  return count.toLocaleString('en-US');
}

const FIRST = 10_000;
const SECOND = 30_000;
const LONGEST = 600_000;

/**
 * Milliseconds from one line to the next, where lines stay: 10 s, 30 s, 1 min, 2 min, …, 10 min.
 *
 * @param said how many lines there were
 */
export function pauseBefore(said: number): number {
  return said === 0 ? FIRST : Math.min(LONGEST, SECOND * 2 ** (said - 1));
}
