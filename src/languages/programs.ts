import type { Language } from './entry.js';

/** A program that runs code. */
export interface Program {
  /** What it is called, without folders. */
  readonly name: RegExp;
  /** The language of the code, where that is followed. */
  readonly language?: Language;
  /** It runs code only as `name word`: `npm run`. */
  readonly only?: RegExp;
  /** An option that is followed by the code itself. */
  readonly text?: RegExp;
  /** An option that is followed by the name of a module. */
  readonly module?: RegExp;
  /** What it runs are the tests that it finds. */
  readonly tests?: true;
  /** It runs the program that stands behind it, if one does. */
  readonly leads?: true;
  /** Files that it reads without being told. */
  readonly reads?: readonly string[];
  /** It prints its version on `--version`. */
  readonly hasVersion?: true;
}

/**
 * The programs that run code, for what a command's code is and for the warnings where that cannot be
 * told. What stands before one in a command (`conda run -n x`, `srun`, `nice`) needs no entry.
 */
const PROGRAMS: readonly Program[] = [
  {
    name: /^(?:python|pypy)[\d.]*w?$/,
    language: 'python',
    text: /^-[A-Za-z]*c$/,
    module: /^-[A-Za-z]*m$/,
    hasVersion: true,
  },
  { name: /^ipython[\d.]*$/, language: 'python', text: /^-c$/, module: /^-m$/ },
  { name: /^(?:pytest|py\.test)$/, language: 'python', tests: true },
  {
    name: /^uv$/,
    language: 'python',
    only: /^run$/,
    module: /^(?:-m|--module)$/,
    leads: true,
  },
  { name: /^(?:pixi|poetry)$/, language: 'python', only: /^run$/, leads: true },
  {
    name: /^(?:coverage|accelerate|deepspeed|streamlit|kernprof|scalene|viztracer|marimo|modal)$/,
    language: 'python',
    only: /^(?:run|launch|\S+\.py)$/,
    module: /^(?:-m|--module)$/,
  },
  { name: /^torchrun$/, language: 'python', module: /^(?:-m|--module)$/ },
  { name: /^Rscript$/, language: 'r', text: /^-e$/, hasVersion: true },
  { name: /^[Rr]$/, language: 'r', text: /^-e$/, hasVersion: true },
  { name: /^littler$/, language: 'r', text: /^-e$/ },
  { name: /^quarto$/, language: 'r', only: /^(?:render|preview)$/ },
  { name: /^julia$/, language: 'julia', text: /^(?:-[eE]|--eval|--print)$/, hasVersion: true },
  { name: /^(?:r?ba|da|z|m?k|fi)?sh$/, language: 'shell' },
  { name: /^(?:node|nodejs|tsx|ts-node|deno|bun|jiti)$/, language: 'node' },
  { name: /^(?:perl|ruby|php|lua|luajit|groovy|scala|guile|racket|sbcl|tclsh|awk|gawk)[\d.]*$/ },
  { name: /^(?:matlab|octave(?:-cli)?|sas|gams|gretl(?:cli)?|maple|wolframscript|math)$/ },
  { name: /^(?:x?stata|Stata)(?:-?(?:mp|se|be|ic|MP|SE))?$/ },
  { name: /^(?:g|b|p)?make$/, reads: ['GNUmakefile', 'makefile', 'Makefile'] },
  {
    name: /^(?:ninja|just|rake|scons|invoke|nox|tox|snakemake|nextflow|dvc|doit|luigi)$/,
  },
  {
    name: /^(?:npm|pnpm|yarn)$/,
    only: /^(?:run|run-script|start|test|exec)$/,
    reads: ['package.json'],
  },
  {
    name: /^(?:cargo|go|dotnet|stack|cabal|swift|zig|crystal|sbt|mvn|gradle|gradlew)$/,
    only: /^(?:run|test|exec|bench|build|install|check)$/,
  },
  { name: /^(?:cmake|meson|bazel|rustc|ghc|javac|java|kotlinc|scalac|dmd|ocamlfind|nim)$/ },
  { name: /^(?:(?:pdf|xe|lua|uplua|p|up)?latex|latexmk|tectonic|typst|pandoc|context)$/ },
  { name: /^papermill$|^jupyter-(?:nbconvert|execute|run)$/, language: 'notebook' },
  { name: /^jupyter$/, language: 'notebook', only: /^(?:nbconvert|execute|run)$/ },
];

/** awk's program is nearly always its first word; it counts only with a file. */
const BY_FILE = /^g?awk$/;

/** The program that a word of a command starts, given what stands behind it. */
export function programOf(word: string, rest: readonly string[]): Program | undefined {
  const name = word.replace(/^.*[/\\]/, '').replace(/\.exe$/, '');
  const program = PROGRAMS.find((p) => p.name.test(name));
  if (program === undefined) return undefined;
  if (BY_FILE.test(name) && !rest.some((option) => /^-f/.test(option))) return undefined;
  const { only } = program;
  if (only === undefined) return program;
  const [first] = rest.filter((other) => !other.startsWith('-'));
  return first !== undefined && only.test(first) ? program : undefined;
}
