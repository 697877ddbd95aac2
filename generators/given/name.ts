/** A name as it comes from the command line, which reads some names as numbers. */
export type GivenName = string | number;

/**
 * A name as it was typed. Nx's parser reads `0.10` as the number 0.1 and `1e3` as 1000, whatever a
 * schema says; the text is looked up among the arguments of the process.
 */
export function nameIn(given: GivenName, typed: readonly string[] = process.argv): string {
  if (typeof given === 'string') return given;
  const words = typed.map((word) => word.slice(word.indexOf('=') + 1));
  const same = words.find((word) => word.trim() !== '' && Number(word) === given);
  return same?.replace(/^\+/, '') ?? String(given);
}
