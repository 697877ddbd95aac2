/**
 * A module beside another one: TypeScript where this package runs from its sources, as in its own
 * tests, and JavaScript where it is built.
 */
export function siblingEntry(path: `${'.' | '..'}/${string}.js`, base: string): URL {
  return new URL(base.endsWith('.ts') ? path.replace(/\.js$/, '.ts') : path, base);
}

/** Node's options for a thread or process that starts at a {@link siblingEntry}. */
export function entryArguments(entry: URL): string[] {
  return entry.pathname.endsWith('.ts') ? ['--import', import.meta.resolve('jiti/register')] : [];
}
