import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from '../../../src/files/write-whole.js';

/** How long experiments took when they were last executed, in seconds, by their folders. */
export interface Durations {
  of(folder: string): number | undefined;
  note(folder: string, seconds: number): void;
  /** Writes what was noted; others' notes of the meantime stay. Where it cannot, nothing goes wrong. */
  save(): void;
}

/** @param state the folder of records, absolute */
export function openDurations(state: string): Durations {
  const file = join(state, 'durations.json');
  const before = read(file);
  const noted = new Map<string, number>();
  return {
    of: (folder) => noted.get(folder) ?? before.get(folder),
    note: (folder, seconds) => void noted.set(folder, Math.round(seconds * 1000) / 1000),
    save() {
      if (noted.size === 0) return;
      const all = new Map([...read(file), ...noted]);
      writeWhole(file, JSON.stringify(Object.fromEntries(all)));
    },
  };
}

function read(file: string): Map<string, number> {
  try {
    const all: unknown = JSON.parse(readFileSync(file, 'utf8'));
    const entries = Object.entries(all as { [folder: string]: unknown });
    return new Map(
      entries.filter((entry): entry is [string, number] => typeof entry[1] === 'number'),
    );
  } catch {
    return new Map();
  }
}
