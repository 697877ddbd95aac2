/** A word whose value is known at run time only. */
export const COMPUTED = /[$`]/;

/** Of more commands than these, a loop inside a loop is no list that somebody wrote. */
const MOST = 500;

/**
 * Simple commands with the values of variables that are set to a plain text, or that a loop takes from a list of such
 * (`for model in ols logit`): then each command once for each.
 */
export function withValues(
  commands: readonly (readonly string[])[],
): readonly (readonly string[])[] {
  const values = assigned(commands);
  const known = commands.map((words) => words.map((word) => substituted(word, values)));
  const loops = new Map<string, readonly string[]>();
  for (const words of known) {
    const at = words.indexOf('for');
    const [name, follows, ...list] = at < 0 ? [] : words.slice(at + 1);
    if (name === undefined || follows !== 'in' || list.length === 0) continue;
    if (list.some((value) => COMPUTED.test(value))) loops.set(name, []);
    else loops.set(name, [...(loops.get(name) ?? []), ...list]);
  }
  return [...loops].reduce<readonly (readonly string[])[]>((all, [name, list]) => {
    const uses = new RegExp(String.raw`\$(?:${name}\b|\{${name}\})`);
    if (list.length === 0 || all.length * list.length > MOST) return all;
    return all.flatMap((words) =>
      words.some((word) => uses.test(word))
        ? list.map((value) => words.map((word) => substituted(word, new Map([[name, value]]))))
        : [words],
    );
  }, known);
}

/** The variables that a script sets to a plain text. */
function assigned(commands: readonly (readonly string[])[]): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const word of commands.flat()) {
    const [, name, value] = /^([A-Za-z_]\w*)=(.*)$/s.exec(word) ?? [];
    if (name === undefined || value === undefined) continue;
    const plain = substituted(value, values);
    if (!COMPUTED.test(plain)) values.set(name, plain);
  }
  return values;
}

function substituted(word: string, values: ReadonlyMap<string, string>): string {
  return word.replace(
    /\$(?:(\w+)|\{(\w+)(?::?-([^}]*))?\})/g,
    (whole, plain?: string, braced?: string, otherwise?: string) =>
      values.get(plain ?? braced ?? '') ?? otherwise ?? whole,
  );
}
