import { BUILTINS, LANGUAGE } from './builtins.js';
import { isChanged, type Snapshot, takeSnapshot } from './snapshot.js';

/**
 * Remembers what an experiment could change for the next one in the same process. (But for the
 * working directory, which each attempt sets for itself, and for packages: see `packages.ts`.)
 *
 * @returns puts back what no package can have kept, and tells whether nothing else was changed
 */
export function isolate(): () => boolean {
  const env = { ...process.env };
  const listeners = new Map(process.eventNames().map((name) => [name, process.rawListeners(name)]));
  const write = process.stdout.write;
  const mask = process.umask();
  const { prepareStackTrace, stackTraceLimit } = Error;
  const restoreErrors = () => Object.assign(Error, { prepareStackTrace, stackTraceLimit });
  restoreErrors();
  const shared = snapshots();

  return () => {
    restoreEnv(env);
    process.stdout.write = write;
    process.exitCode = undefined;
    process.umask(mask);
    // The compiler changes these when it is first needed.
    restoreErrors();
    return (
      restoreListeners(listeners) &&
      !process.hasUncaughtExceptionCaptureCallback() &&
      !shared.some(isChanged)
    );
  };
}

function snapshots(): readonly Snapshot[] {
  return [
    takeSnapshot(globalThis, 'lazy'),
    takeSnapshot(process, 'functions'),
    takeSnapshot(process.argv, 'enumerable'),
    ...[...BUILTINS].map((object) =>
      takeSnapshot(object, LANGUAGE.has(object) ? 'all' : 'enumerable'),
    ),
  ];
}

function restoreEnv(env: NodeJS.ProcessEnv): void {
  // Each look costs: names are asked for once, and each value once.
  for (const name of Reflect.ownKeys(process.env) as string[])
    if (!Object.hasOwn(env, name)) delete process.env[name];
  for (const name in env) if (process.env[name] !== env[name]) process.env[name] = env[name];
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

function same(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((value, i) => Object.is(value, b[i]));
}
