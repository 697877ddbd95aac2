/** How far a run is; times are in seconds. */
export interface Progress {
  /** Experiments that ended in this run, well or not. */
  readonly done: number;
  readonly failed: number;
  readonly running: number;
  /** Experiments that wait for a process in a scheduler's queue. */
  readonly queued: number;
  /** The one that has been running longest, where any runs. */
  readonly longest?: { readonly project: string; readonly seconds: number };
  /** Experiments that are still to begin, as far as Nx has told. */
  readonly left: number;
  /** Until all is done, by what experiments took before. */
  readonly secondsLeft: number;
  /** Whether all that is still to be done, or another experiment of its task, ran before. */
  readonly isWhole: boolean;
}

/** One line of it: `412 done, 3 running (estimate/a-ols for 2 min), 588 left, about 14 min`. */
export function progressLine(progress: Progress): string {
  const { done, running, queued, left, longest, time } = textsOf(progress);
  return joined([done, longest && `${running} (${longest})`, queued, left, time]);
}

/** The same for a narrow pane, in two lines that do not break. */
export function progressBlock(progress: Progress, width: number): string {
  const { done, running, queued, left, longest, time } = textsOf(progress);
  const first = joined([done, longest && running, queued, left]);
  const second = joined([time, longest && `longest: ${longest}`]);
  return [first, second].map((line) => cut(line, width)).join('\n');
}

const joined = (parts: readonly string[]) => parts.filter((part) => part !== '').join(', ');

function textsOf(progress: Progress) {
  const { done, failed, running, queued, longest, left, secondsLeft, isWhole } = progress;
  return {
    done: `${counted(done)} done${failed === 0 ? '' : ` (${counted(failed)} failed)`}`,
    running: `${counted(running)} running`,
    queued: queued === 0 ? '' : `${counted(queued)} queued`,
    longest: longest === undefined ? '' : `${longest.project} for ${durationText(longest.seconds)}`,
    left: left === 0 ? '' : `${counted(left)} left`,
    // What takes longer than ever before may end at any moment.
    time: secondsLeft < 1 ? '' : `${isWhole ? 'about' : 'at least'} ${durationText(secondsLeft)}`,
  };
}

function cut(line: string, width: number): string {
  return line.length <= width ? line : `${line.slice(0, width - 1)}…`;
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

/** `toLocaleString` takes a millisecond for each number: this is asked for every second of a run. */
const NUMBERS = new Intl.NumberFormat('en-US');

const counted = (count: number) => NUMBERS.format(count);

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
