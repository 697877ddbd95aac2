import { type Read, readsOf, type ScriptOutline, timesOf } from './reads.js';

/** R's own words, and what the script uses. */
const USED = new Set(
  `if else repeat while function for next break in TRUE FALSE NULL Inf NaN NA NA_integer_ NA_real_
  NA_complex_ NA_character_ experiment one result read_json read_text write_json`.split(/\s+/),
);

/** The script of a task in R: reads what it needs, and writes its output `result`. */
export function rScript(outline: ScriptOutline): string {
  const reads = readsOf(outline, USED);
  const entries = [
    ...outline.over.map((name) => `"${name}" = experiment$levels[["${name}"]]$name`),
    ...reads.map(({ variable }) => `"${variable}" = ${variable}`),
  ];
  return [
    `# Runs ${timesOf(outline)}. Paths are relative to the workspace root, the working directory.`,
    `source(${JSON.stringify(outline.experimentFile)})`,
    '',
    ...reads.flatMap(readLines),
    ...listOf('result <- list', entries.length === 0 ? ['"id" = experiment$id'] : entries),
    'write_json(result, experiment$outputs$result)',
    '',
  ].join('\n');
}

function readLines(read: Read): string[] {
  const from = `experiment$needs[["${read.need}"]]`;
  if (!read.isList) return listOf(`${read.variable} <- list`, outputsOf(read, from));
  return [
    `${read.variable} <- lapply(${from}, function(one) {`,
    ...listOf('list', ['"id" = one$id', ...outputsOf(read, 'one')]).map((line) => `  ${line}`),
    '})',
  ];
}

function outputsOf({ outputs }: Read, from: string): string[] {
  if (outputs.length === 0) return [`"outputs" = ${from}$outputs`];
  return outputs.map(([output, content]) => {
    const path = `${from}$outputs[["${output}"]]`;
    const value = { json: `read_json(${path})`, text: `read_text(${path})`, path }[content];
    return `"${output}" = ${value}`;
  });
}

/** A call of `list` over several lines: R allows no comma after the last entry. */
function listOf(open: string, entries: readonly string[]): string[] {
  const last = entries.length - 1;
  return [`${open}(`, ...entries.map((entry, i) => `  ${entry}${i < last ? ',' : ''}`), ')'];
}

/** The file `experiment.R`, by which scripts get their experiment; base R is all that it needs. */
export const EXPERIMENT_R = String.raw`# The experiment that a script runs, as the list "experiment": id, task, levels, args, inputs, needs,
# outputs. Paths are relative to the workspace root.

# The text of a file in UTF-8.
read_text <- function(path) {
  text <- readChar(path, file.size(path), useBytes = TRUE)
  Encoding(text) <- "UTF-8"
  text
}

# The value in a file of JSON. An object becomes a list with names, an array one without (unlist()
# makes a vector of it), null becomes NULL.
read_json <- function(path) {
  pattern <- '"(?:[^"\\\\]++|\\\\.)*+"|[][{}:,]|[^][{}:,"\\s]++|"'
  text <- read_text(path)
  tokens <- regmatches(text, gregexpr(pattern, text, perl = TRUE, useBytes = TRUE))[[1]]
  Encoding(tokens) <- "UTF-8"
  at <- 0
  take <- function() if (at < length(tokens)) tokens[[at <<- at + 1]] else wrong("its end")
  wrong <- function(token) stop(path, ": is no JSON at ", token, call. = FALSE)
  unescaped <- function(piece) {
    if (!startsWith(piece, "\\")) return(piece)
    if (startsWith(piece, "\\u")) {
      units <- strtoi(strsplit(piece, "\\u", fixed = TRUE)[[1]][-1], 16)
      return(intToUtf8(units, allow_surrogate_pairs = TRUE))
    }
    letter <- substring(piece, 2)
    switch(letter, n = "\n", r = "\r", t = "\t", b = "\b", f = "\f", letter)
  }
  string <- function(token) {
    if (!grepl('^".*"$', token)) wrong(token)
    text <- substr(token, 2, nchar(token) - 1)
    if (!grepl("\\", text, fixed = TRUE)) return(text)
    pieces <- "\\\\u[dD][89abAB]..\\\\u[dD][c-fC-F]..|\\\\u....|\\\\.|[^\\\\]++"
    pieces <- regmatches(text, gregexpr(pieces, text, perl = TRUE))[[1]]
    paste(vapply(pieces, unescaped, ""), collapse = "")
  }
  members <- function(end) {
    values <- list()
    keys <- character()
    token <- take()
    while (token != end) {
      if (end == "}") {
        keys[[length(keys) + 1]] <- string(token)
        if (take() != ":") wrong(token)
        token <- take()
      }
      values[length(values) + 1] <- list(value(token))
      token <- take()
      if (token == ",") token <- take() else if (token != end) wrong(token)
    }
    if (end == "}") names(values) <- keys
    values
  }
  value <- function(token) {
    if (startsWith(token, '"')) return(string(token))
    number <- function() {
      given <- suppressWarnings(as.numeric(token))
      if (is.na(given) && token != "NaN") wrong(token) else given
    }
    if (token == "{") return(members("}"))
    if (token == "[") return(members("]"))
    switch(token, true = TRUE, false = FALSE, null = NULL, number())
  }
  all <- value(take())
  if (at < length(tokens)) wrong(take()) else all
}

# Writes a value as JSON: a list or vector with names as an object, one without as an array, a vector
# of length one as its only element, NA and NULL as null.
write_json <- function(value, path) {
  quoted <- function(text) {
    text <- gsub('(["\\\\])', "\\\\\\1", enc2utf8(text))
    if (any(grepl("[\\x01-\\x1f]", text, perl = TRUE)))
      for (code in 1:31)
        text <- gsub(intToUtf8(code), sprintf("\\u%04x", code), text, fixed = TRUE)
    paste0('"', text, '"')
  }
  single <- function(value) {
    if (is.na(value) && !is.nan(value)) return("null")
    if (is.character(value)) return(quoted(value))
    if (is.logical(value)) return(if (value) "true" else "false")
    if (!is.numeric(value) || !is.finite(value))
      stop(path, ": JSON has no ", class(value)[[1]], " ", format(value), call. = FALSE)
    text <- sprintf("%.15g", as.numeric(value))
    if (as.numeric(text) == value) text else sprintf("%.17g", as.numeric(value))
  }
  json <- function(value) {
    if (is.null(value)) return("null")
    if (is.factor(value)) value <- as.character(value)
    if (is.atomic(value) && length(value) == 1 && is.null(names(value))) return(single(value))
    items <- vapply(as.list(value), json, "", USE.NAMES = FALSE)
    if (is.null(names(value))) return(paste0("[", paste(items, collapse = ", "), "]"))
    items <- paste0(quoted(names(value)), ": ", items)[seq_along(items)]
    paste0("{", paste(items, collapse = ", "), "}")
  }
  text <- json(value)
  file <- file(path, "wb")
  on.exit(close(file))
  writeLines(text, file, useBytes = TRUE)
}

experiment <- read_json(Sys.getenv("EXPERIMENT"))
`;
