import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { diskFiles } from '../../workspace/files.js';
import { workspace } from '../../workspace.fixture.js';
import { followCode } from '../closure.js';

const isThere = spawnSync('Rscript', ['--version']).status === 0;
const isSkipped = !isThere && process.env.CI !== 'true';
if (isSkipped)
  console.warn('SKIPPED: what R really sources is not compared, as there is no Rscript');

/** Writes down each file that is sourced, as R itself finds it. */
const DRIVER = `
note <- quote(if (is.character(file)) cat(normalizePath(file), "\n", sep = "", file = Sys.getenv("SOURCED"), append = TRUE))
for (f in c("source", "sys.source"))
  suppressMessages(trace(f, tracer = note, print = FALSE, where = baseenv()))
source("main.R")
`;

const FOLDERS = ['', 'R/', 'R/deep/', 'src/', 'no dots/'];
/** Files here know each other by their names alone: they are sourced with `chdir`. */
const OWN = 'own/';

interface File {
  readonly folder: string;
  /** Of each statement its form, and two numbers that choose files. */
  readonly statements: readonly (readonly [form: number, first: number, second: number])[];
}

const file: fc.Arbitrary<File> = fc.record({
  folder: fc.constantFrom(...FOLDERS, OWN),
  statements: fc.array(fc.tuple(fc.nat(), fc.nat(), fc.nat()), { maxLength: 4 }),
});

/** Ways to source a file at a path, and maybe another. */
const FORMS: readonly ((path: string, other: string) => string)[] = [
  (p) => `source("${p}")`,
  (p) => `base::source('./${p}', local = TRUE) # source("x.R") it's`,
  (p) =>
    `source(file.path(${p
      .split('/')
      .map((part) => `"${part}"`)
      .join(', ')}))`,
  (p) => `source(paste0("${p.slice(0, 2)}", '${p.slice(2)}'))`,
  (p) => `sys.source(r"-(${p})-", envir = globalenv())`,
  (p) => `place <- "${p}"\nif (TRUE) { source(\n  place\n) } else source("gone.R")`,
  (p, q) => `invisible(lapply(c("${p}", "${q}"), source))`,
  (p, q) => `for (path in c('${p}', '${q}')) source(path)`,
  (p, q) => `invisible(Map(function(path) source(path), list("${p}", "${q}")))`,
  (p) => `load_it <- function(verbose = "x") source("${p}"); load_it()`,
  (p) => `do.call("source", list("${p}"))`,
  (p) => `local(suppressWarnings(source(normalizePath("${p}"))))`,
  (p) => `"${p}" |> source()`,
  (p) => `source(sprintf("%s%s", "${p.slice(0, 3)}", "${p.slice(3)}"))`,
  (p) => {
    const folder = p.slice(0, p.lastIndexOf('/') + 1) || '.';
    return `old <- setwd("${folder}"); source("${p.slice(p.lastIndexOf('/') + 1)}"); setwd(old)`;
  },
  () => 'for (f in list.files("R", pattern = "[.]R$", full.names = TRUE)) source(f)',
  () =>
    'invisible(sapply(list.files("R", "R$", recursive = TRUE), \\(f) source(file.path("R", f))))',
  () => 'files <- sort(Sys.glob("src/*.R"))\ninvisible(lapply(files, FUN = source))',
];

/** A random tree of files, `main.R` among them, in which no file runs twice. */
const tree = fc.array(file, { minLength: 2, maxLength: 9 }).map((files) => {
  const paths = files.map(({ folder }, i) => (i === 0 ? 'main.R' : `${folder}f${i}.R`));
  const own = paths.filter((path) => path.startsWith(OWN));
  const others = paths.filter((path) => !path.startsWith(OWN));
  const texts = files.map(({ statements }, i) => {
    const isOwn = paths[i]!.startsWith(OWN);
    const lines = statements.map(([form, first, second]) => {
      if (isOwn) return `source("${own[first % own.length]!.slice(OWN.length)}")`;
      if (own.length > 0 && form % 5 === 0)
        return `source("${own[first % own.length]}", chdir = TRUE)`;
      const [p, q] = [first, second].map((n) => others[n % others.length]!);
      // Where a file changes the folder, R finds nothing that is named from the root: not in the middle.
      const isLeaf =
        form % FORMS.length !== 14 || files[paths.indexOf(p!)]!.statements.length === 0;
      return isLeaf ? FORMS[form % FORMS.length]!(p!, q!) : `source("${p}")`;
    });
    return `if (is.null(getOption("seen.${i}"))) {\noptions(seen.${i} = TRUE)\n${lines.join('\n')}\n}\n`;
  });
  return Object.fromEntries(paths.map((path, i) => [path, texts[i]!]));
});

test.skipIf(isSkipped)('every file of the workspace that R sources is found', () => {
  let compared = 0;
  fc.assert(
    fc.property(tree, (texts) => {
      const root = workspace({ ...texts, 'R/deep/keep.txt': '', 'src/keep.txt': '' });
      const log = join(root, 'sourced.log');
      const env = { ...process.env, SOURCED: log };
      const { status, stderr } = spawnSync('Rscript', ['--vanilla', '-e', DRIVER], {
        cwd: root,
        env,
        encoding: 'utf8',
      });
      expect(stderr.replace(/Tracing.*\n/g, '')).toBe('');
      expect(status).toBe(0);
      const sourced = existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : [];
      const real = realpathSync(root);
      const wanted = [...new Set(sourced.map((path) => path.slice(real.length + 1)))].sort();
      compared += wanted.length;
      const code = followCode(
        { entries: [{ language: 'r', kind: 'file', file: 'main.R' }], folders: [], pythonPath: [] },
        {
          ...diskFiles(root, []),
          isFolder: (path) => existsSync(join(root, path)),
          called: () => [],
        },
        {},
      );
      expect(code?.files).toEqual(expect.arrayContaining(wanted));
      expect(code?.unknown).toEqual([]);
    }),
    { numRuns: 15, endOnFailure: true },
  );
  expect(compared).toBeGreaterThan(20);
});
