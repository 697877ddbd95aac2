import { type GivenName, nameIn } from './name.js';

/** A list as it comes from the command line: repeated, with commas, or both. */
export type GivenList = GivenName | readonly GivenName[];

/** The names in a list, in order. */
export function namesIn(given: GivenList | undefined): readonly string[] {
  return [given ?? []].flat().flatMap((text) =>
    nameIn(text)
      .split(/[\s,]+/)
      .filter(Boolean),
  );
}
