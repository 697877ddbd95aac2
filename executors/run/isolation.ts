/** What studies are known to replace, such as `Math.random`. */
const REPLACEABLE: readonly object[] = [Math, JSON, console, Date, Promise];

/**
 * Remembers what an experiment could change for the next one in the same process. (But for the
 * working directory, which each attempt sets for itself.)
 *
 * @returns puts it back, and tells whether everything could be
 */
export function isolate(): () => boolean {
  const env = { ...process.env };
  const listeners = new Map(process.eventNames().map((name) => [name, process.rawListeners(name)]));
  const write = process.stdout.write;
  const names = Reflect.ownKeys(globalThis);
  const values = REPLACEABLE.map(valuesOf);

  return () => {
    restoreEnv(env);
    process.stdout.write = write;
    process.exitCode = undefined;
    return (
      restoreListeners(listeners) &&
      same(names, Reflect.ownKeys(globalThis)) &&
      REPLACEABLE.every((object, i) => same(values[i]!, valuesOf(object)))
    );
  };
}

function restoreEnv(env: NodeJS.ProcessEnv): void {
  const now = { ...process.env };
  for (const name in now) if (!(name in env)) delete process.env[name];
  for (const name in env) if (now[name] !== env[name]) process.env[name] = env[name];
}

type Listeners = ReadonlyMap<string | symbol, readonly unknown[]>;

/** Removes new listeners; false where an old one is gone. */
function restoreListeners(listeners: Listeners): boolean {
  for (const name of process.eventNames())
    for (const listener of process.rawListeners(name))
      if (!listeners.get(name)?.includes(listener))
        process.removeListener(name, listener as () => void);
  return [...listeners].every(([name, before]) => same(before, process.rawListeners(name)));
}

function valuesOf(object: object): readonly unknown[] {
  return Reflect.ownKeys(object).map((key) => (object as Record<PropertyKey, unknown>)[key]);
}

function same(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((value, i) => Object.is(value, b[i]));
}
