import type { Selection } from './selection.js';
import type { Study } from './study.js';
import type { View } from './view.js';

/** What the parts of the page share. */
export interface App {
  readonly study: Study;
  readonly view: () => View;
  /** Shows another view; `replace` leaves no step to go back to, for instance while one types. */
  readonly go: (change: Partial<View>, replace?: boolean) => void;
  /** The address of another view. */
  readonly link: (change: Partial<View>) => string;
}

/** A part of the page. */
export interface Part {
  readonly element: HTMLElement;
  /** Shows what is selected now. */
  readonly update: (selection: Selection) => void;
}
