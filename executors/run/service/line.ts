import type { Urgency } from './order.js';

/** What waits for its turn, the most urgent first. */
export interface Line {
  add(ids: readonly string[]): void;
  remove(id: string): void;
  /** The most urgent that may go now. */
  first(mayGo: (id: string) => boolean): string | undefined;
  readonly ids: readonly string[];
  readonly size: number;
}

export function createLine(urgency: Urgency): Line {
  const inLine = new Set<string>();
  /** With some that have left. */
  let sorted: string[] = [];
  return {
    add(ids) {
      for (const id of ids) inLine.add(id);
      sorted = [...inLine].sort((a, b) => urgency(b) - urgency(a));
    },
    remove: (id) => void inLine.delete(id),
    first(mayGo) {
      const gone = sorted.findIndex((id) => inLine.has(id));
      sorted.splice(0, gone === -1 ? sorted.length : gone);
      return sorted.find((id) => inLine.has(id) && mayGo(id));
    },
    get ids() {
      return [...inLine];
    },
    get size() {
      return inLine.size;
    },
  };
}
