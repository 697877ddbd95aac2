/** Sizes of units by their names. */
export type Units = Readonly<Record<string, number>>;

/** What a text such as `'1.5 h'` or `'4GB'` stands for; NaN where it is none with one of the units. */
export function amountOf(text: string, units: Units): number {
  const [, amount, unit = ''] = /^(\d+(?:\.\d+)?) ?([a-zA-Z]+)$/.exec(text) ?? [];
  return Object.hasOwn(units, unit) ? Number(amount) * units[unit]! : Number.NaN;
}
