import { coded } from '../../src/problems/problem.js';
import type { Written } from './written.js';

/** What comes of an experiment. */
export type Ended =
  | { readonly kind: 'done'; readonly outputs: Written }
  /** Done by an earlier run, which printed this. */
  | { readonly kind: 'found'; readonly outputs: Written; readonly printed: string }
  | { readonly kind: 'failed'; readonly error: string };

/** How one try at it went. */
export type Tried =
  | Ended
  /** Files that it reads were not there, or were written meanwhile: another try may go better. */
  | {
      readonly kind: 'disturbed';
      /** What comes of it if it happens again, or if there is no other try. */
      readonly otherwise: Ended;
    };

export function failed(error: string): Ended {
  return { kind: 'failed', error };
}

export function disturbed(otherwise: Ended): Tried {
  return { kind: 'disturbed', otherwise };
}

export function changeMessage(file: string): string {
  return coded('NXE047', `${file} changed while the run was under way; run it again`);
}

/** What ends the last line of a text, where it has no end. */
export function lineBreak(text: string): string {
  return text === '' || text.endsWith('\n') ? '' : '\n';
}
