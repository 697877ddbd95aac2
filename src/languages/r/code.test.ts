import { expect, test } from 'vitest';
import { followed, loadedBy, type Texts } from '../code.fixture.js';

const R: Texts = {
  'R/a.R': '',
  'R/b.r': '',
  'R/deep/c.R': '',
  'R/notes.txt': '',
  'src/own.R': '',
  'src/utils/__init__.R': '',
  'src/mod.r': '',
  'src/fit.stan': '',
  'src/helper.py': 'import numpy',
};

/** What `src/main.R` loads. */
const loaded = (source: string, others: Texts = {}) =>
  loadedBy('src/main.R', 'r', { ...R, ...others, 'src/main.R': source });

const unknownIn = (source: string) =>
  followed({ ...R, 'src/main.R': source }, [{ language: 'r', kind: 'file', file: 'src/main.R' }])
    .unknown;

test.each<[string, readonly string[]]>([
  ["source('R/a.R')", ['R/a.R']],
  ['source(file = "R/a.R", local = TRUE)', ['R/a.R']],
  ['base::source(\n  "R/a.R" # it\'s\n)', ['R/a.R']],
  ["source('own.R', chdir = TRUE)", ['src/own.R']],
  ['source(r"---(R/a.R)---")', ['R/a.R']],
  ["source(here::here('R', 'a.R'))", ['R/a.R']],
  ["source(file.path('R', 'a.R'))", ['R/a.R']],
  ["dir <- 'R'\nsource(file.path(dir, paste0('a', '.R')))", ['R/a.R']],
  ["source(sprintf('R/%s.R', 'a'))", ['R/a.R']],
  ["setwd('R'); source('a.R')", ['R/a.R']],
  ["withr::with_dir('R', source('a.R'))", ['R/a.R']],
  ["files <- list(main = 'R/a'); for (f in files) source(paste0(f, '.R'))", ['R/a.R']],
  ["sys.source('R/a.R', envir = new.env())", ['R/a.R']],
  ["if (x) source('R/a.R') else source('R/b.r')", ['R/a.R', 'R/b.r']],
  ["for (f in c('a', 'deep/c')) source(paste0('R/', f, '.R'))", ['R/a.R', 'R/deep/c.R']],
  [
    "invisible(lapply(list.files('R', pattern = '[.]R$', full.names = TRUE), source))",
    ['R/a.R', 'R/b.r'],
  ],
  [
    "files <- list.files('R', recursive = TRUE)\nsapply(files, source)",
    ['R/a.R', 'R/b.r', 'R/deep/c.R'],
  ],
  ["purrr::walk(fs::dir_ls('R'), ~ source(.x))", ['R/a.R', 'R/b.r']],
  ["list.files('R', full.names = TRUE) |>\n  lapply(function(f) source(f))", ['R/a.R', 'R/b.r']],
  ["for (f in list.files('R')) source(file.path('R', f))", ['R/a.R', 'R/b.r']],
  ["for (f in Sys.glob('R/*.R')) source(f)", ['R/a.R', 'R/b.r']],
  ["do.call('source', list('R/a.R'))", ['R/a.R']],
  ["f <- 'R/a'; eval(parse(text = readLines(paste0(f, '.R'))))", ['R/a.R']],
  ["f <- 'R/a'; source(textConnection(readLines(paste0(f, '.R'))))", ['R/a.R']],
  ["f <- 'R/a'; for (e in parse(paste0(f, '.R'))) eval(e)", ['R/a.R']],
  ['targets::tar_source()', ['R/a.R', 'R/b.r', 'R/deep/c.R']],
  [
    'box::use(./mod, u = ./utils[...], src/own)',
    ['src/mod.r', 'src/own.R', 'src/utils/__init__.R'],
  ],
  ['import::from("R/a.R", f)', ['R/a.R']],
  ['import::here(f, .from = "a.R", .directory = "R")', ['R/a.R']],
  ['reticulate::source_python("src/helper.py")', []],
  ["system('Rscript R/a.R')", ['R/a.R']],
  ["system2('Rscript', c('--vanilla', 'R/a.R'))", ['R/a.R']],
  ["rstan::stan('src/fit.stan')", ['src/fit.stan']],
  ["# source('R/a.R')\nx <- 'source(\"R/b.r\")'", []],
  ["x$source('none.R'); `source`('R/a.R')", ['R/a.R']],
])('%s', (source, files) => {
  expect(loaded(source)).toEqual(files);
});

test('what a file sources sources others, in circles, too', () => {
  expect(
    loadedBy('main.R', 'r', {
      'main.R': "source('a.R')",
      'a.R': "source('sub/b.R', chdir = TRUE)",
      'sub/b.R': "source('c.R'); source('../a.R')",
      'sub/c.R': '',
    }),
  ).toEqual(['a.R', 'sub/b.R', 'sub/c.R']);
});

test('a folder to which a file changes counts for the file that sources it', () => {
  const texts = {
    'main.R': "source('cd.R'); source('x.R')",
    'cd.R': "setwd('sub')",
    'sub/x.R': '',
  };
  expect(loadedBy('main.R', 'r', texts)).toEqual(['cd.R', 'sub/x.R']);
});

test('a package whose sources are in the workspace is code, with what it is made of', () => {
  const texts = {
    'main.R': 'library(growth); other::f(); library("stats4")',
    'pkg/growth/DESCRIPTION':
      'Package: growth\nImports:\n    inner (>= 1.0),\n    dplyr\nTitle: x\n',
    'pkg/growth/NAMESPACE': '',
    'pkg/growth/R/fit.R': 'jsonlite::fromJSON(x)',
    'pkg/growth/src/fit.cpp': '',
    'pkg/growth/data/d.rda': '',
    'pkg/growth/tests/t.R': '',
    'pkg/inner/DESCRIPTION': 'Package: inner\n',
    'pkg/inner/R/i.R': '',
  };
  const code = followed(texts, [{ language: 'r', kind: 'file', file: 'main.R' }]);
  expect(code.files).toEqual([
    'main.R',
    'pkg/growth/DESCRIPTION',
    'pkg/growth/NAMESPACE',
    'pkg/growth/R/fit.R',
    'pkg/growth/data/d.rda',
    'pkg/growth/src/fit.cpp',
    'pkg/inner/DESCRIPTION',
    'pkg/inner/R/i.R',
  ]);
  expect(code.packages.r).toEqual(['dplyr', 'jsonlite', 'other', 'stats4']);
  const sources = {
    'a.R': "devtools::load_all('p')",
    'p/DESCRIPTION': 'Package: p\n',
    'p/R/x.R': '',
  };
  expect(loadedBy('a.R', 'r', sources)).toEqual(['p/DESCRIPTION', 'p/R/x.R']);
});

test('what R reads when it starts is code, but what renv writes itself is not followed', () => {
  const start = {
    '.Rprofile': 'source("renv/activate.R")\nsource("prof.R")',
    'prof.R': '',
    'renv/activate.R': 'source(computed)',
    'main.R': '',
  };
  const code = followed(start, [{ language: 'r', kind: 'file', file: 'main.R' }]);
  expect(code.files).toEqual(['.Rprofile', 'main.R', 'prof.R', 'renv/activate.R']);
  expect(code.unknown).toEqual([]);
});

test('the chunks of a document are code', () => {
  const text = [
    '---',
    "title: it's \"a\" `source('R/none.R')`",
    '---',
    '```{r setup, child="child.Rmd"}',
    "source('R/a.R')",
    '```',
    "Inline `r source('R/b.r')`, and it's over.",
    '',
    '```{bash}',
    'Rscript R/deep/c.R',
    '```',
    '{{< include _more.qmd >}}',
    '```{r}',
    'source(x)',
    '```',
  ].join('\n');
  const texts = { ...R, 'doc.qmd': text, 'child.Rmd': '', '_more.qmd': '', '_quarto.yml': '' };
  const code = followed(texts, [{ language: 'r', kind: 'file', file: 'doc.qmd' }]);
  expect(code.files).toEqual([
    'R/a.R',
    'R/b.r',
    'R/deep/c.R',
    '_more.qmd',
    '_quarto.yml',
    'child.Rmd',
    'doc.qmd',
  ]);
  expect(code.unknown).toEqual([{ file: 'doc.qmd', line: 14, what: 'source(x)' }]);
});

test.each<[string, string]>([
  ['x <- 1\nsource(commandArgs(TRUE)[1])', 'source(commandArgs(TRUE)[1])'],
  ['\nsource(paste0("R/", model, ".R"))', 'source(paste0("R/", model, ".R"))'],
  ['\nlapply(files, source)', 'lapply(files, source)'],
  ['\neval(parse(text = readLines(f)))', 'parse(text = readLines(f))'],
  ['\neval(parse(f))', 'parse(f)'],
  ['\np <- parse(file = f)', 'parse(file = f)'],
  ['\nlibrary(p, character.only = TRUE)', 'library(p, character.only = TRUE)'],
  ['\nload_model <- function(f) source(f)', 'source(f)'],
])('%s cannot be told', (source, what) => {
  expect(unknownIn(source)).toEqual([{ file: 'src/main.R', line: 2, what }]);
});

test.each([
  "source('R/gone.R')",
  'parse(text = x)',
  'parse(x)',
  "eval(parse(text = paste0('x$', name)))",
  'render(x)',
  "files <- list.files('R', full.names = TRUE)[1:2]\nfor (f in sort(files)) source(f)",
  "lapply(c('stats', 'utils'), library, character.only = TRUE)",
])('nothing is open in %s', (source) => {
  expect(unknownIn(source)).toEqual([]);
});

test('a document names files in its header, and in the options of chunks; what it runs starts in its folder', () => {
  const texts = {
    'doc/x.qmd': [
      '---',
      'filters: [f.lua]',
      'output-file: x.html',
      '---',
      '```{r, code=readLines("a.R")}',
      '```',
      '```{r}',
      '#| file: b.R',
      '```',
      '```{python}',
      'import m',
      '%run y.py',
      '```',
      '```{julia}',
      'include("z.jl")',
      '```',
    ].join('\n'),
    ...Object.fromEntries(
      ['f.lua', 'x.html', 'a.R', 'b.R', 'm.py', 'y.py', 'z.jl', 'c.css', 'other.qmd'].map(
        (name) => [`doc/${name}`, ''],
      ),
    ),
    'doc/_quarto.yml': 'css: c.css\nrender: [other.qmd]\n',
  };
  expect(followed(texts, [{ language: 'r', kind: 'file', file: 'doc/x.qmd' }]).files).toEqual([
    'doc/_quarto.yml',
    'doc/a.R',
    'doc/b.R',
    'doc/c.css',
    'doc/f.lua',
    'doc/x.qmd',
    'doc/z.jl',
  ]);
});
