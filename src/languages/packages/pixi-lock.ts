import { byText } from '../by-text.js';

/** A pixi.lock, taken apart. */
export interface PixiLock {
  /** All before the packages: what each environment has of them, for each platform. */
  readonly head: readonly string[];
  readonly packages: readonly PixiPackage[];
}

/** A package for a platform. */
export interface PixiPackage {
  /** `name: …`, or what its URL says. */
  readonly name: string;
  /** What it is called at PyPI, where it comes from conda and is also there. */
  readonly otherNames: readonly string[];
  readonly url: string;
  /** What it depends on, as it is written: `numpy >=1.19`. */
  readonly requirements: readonly string[];
  readonly text: string;
}

/**
 * Takes a pixi.lock apart by its lines, in the form in which pixi writes them: a parser of YAML needs
 * seconds for a file of ordinary size.
 *
 * @returns undefined where it has another form
 */
export const readPixiLock = byText((text: string): PixiLock | null => {
  const lines = text.split(/\r?\n/);
  const start = lines.indexOf('packages:');
  if (start < 0 || !/^version: \d+$/.test(lines[0] ?? '')) return null;
  const blocks: string[][] = [];
  for (const line of lines.slice(start + 1)) {
    if (/^- \S/.test(line)) blocks.push([line]);
    else if (/^ {2}/.test(line) && blocks.length > 0) blocks.at(-1)!.push(line);
    else if (line !== '') return null;
  }
  return { head: lines.slice(0, start), packages: blocks.map(packageOf) };
});

function packageOf(lines: readonly string[]): PixiPackage {
  const field = (key: string) =>
    lines.map((line) => line.slice(2)).find((line) => line.startsWith(`${key}: `));
  const value = (key: string) =>
    field(key)
      ?.slice(key.length + 2)
      .replace(/^(['"])(.*)\1$/, '$2');
  const kind = value('kind');
  const url = value('conda') ?? value('pypi') ?? value('url') ?? value('path') ?? '';
  const isConda = value('conda') !== undefined || kind === 'conda';
  return {
    name: value('name') ?? nameIn(url, isConda),
    otherNames: listAt(lines, 'purls').flatMap(
      (purl) => /^pkg:pypi\/([^?@]+)/.exec(purl)?.[1] ?? [],
    ),
    url,
    requirements: ['depends', 'requires_dist', 'extra_depends'].flatMap((key) =>
      listAt(lines, key),
    ),
    text: lines.join('\n'),
  };
}

/** The elements of a list, also of lists inside it. */
function listAt(lines: readonly string[], key: string): string[] {
  const start = lines.indexOf(`  ${key}:`);
  if (start < 0) return [];
  const length = lines.slice(start + 1).findIndex((line) => /^ {2}[^\s-]/.test(line));
  const inside = lines.slice(start + 1, length < 0 ? undefined : start + 1 + length);
  return inside.flatMap((line) => /^ +- ['"]?(.*?)['"]?$/.exec(line)?.[1] ?? []);
}

/** `numpy` in `https://conda.anaconda.org/conda-forge/linux-64/numpy-2.1.0-py312_0.conda`. */
function nameIn(url: string, isConda: boolean): string {
  const file = url.split('/').at(-1) ?? '';
  return isConda ? file.split('-').slice(0, -2).join('-') : (file.split('-')[0] ?? '');
}

/** The lines of the head without those of packages that do not count, and what stands below these. */
export function headWith(
  { head, packages }: PixiLock,
  counts: (one: PixiPackage) => boolean,
): readonly string[] {
  const left = new Set(packages.filter((one) => !counts(one)).map(({ url }) => url));
  for (const one of packages) if (counts(one)) left.delete(one.url);
  let deeper: number | undefined;
  return head.filter((line) => {
    const indent = line.search(/\S/);
    if (deeper !== undefined && indent > deeper) return false;
    const [, url] = /^\s*- (?:conda|pypi): ['"]?(.*?)['"]?$/.exec(line) ?? [];
    deeper = url !== undefined && left.has(url) ? indent : undefined;
    return deeper === undefined;
  });
}
