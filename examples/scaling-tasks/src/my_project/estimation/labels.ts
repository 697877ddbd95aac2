/** `body_mass_kg` as `body mass` and `kg`. */
export function nameAndUnit(regressor: string): [string, string] {
  const words = regressor.split('_');
  return [words.slice(0, -1).join(' '), words.at(-1) ?? ''];
}
