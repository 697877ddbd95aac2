import { posix } from 'node:path';
import type { ExperimentData, StudyData } from '../data.js';
import type { Content } from './contents.js';
import type { Cell, Column, Origin, PageData, PageDetails, Shared } from './page-data.js';
import { valuesIn } from './values.js';

/** Texts beyond this many characters in all are linked, not shown: the page must open at once. */
const ALL_TEXTS = 6_000_000;

/** More values than anybody compares; the rest is in the experiments' own views. */
const MOST_COLUMNS = 300;

/** What the page is given. */
export interface PageParts {
  readonly data: PageData;
  readonly details: PageDetails;
}

/**
 * A study by columns, as the page wants it.
 *
 * @param contentsOf the files of an output, by its path relative to the workspace root
 */
export function pageParts(
  study: StudyData,
  contentsOf: (path: string) => readonly Content[],
): PageParts {
  const { experiments } = study;
  const taskPlaces = new Map(study.tasks.map(({ name }, place) => [name, place]));
  const link = (path: string): string => posix.relative(posix.dirname(study.page), path);
  const texts = new Texts();
  const values = new Values(experiments.length);
  const files = experiments.map((experiment, place) =>
    Object.entries(experiment.outputs).flatMap(([name, path]) =>
      contentsOf(path).map((content) => {
        // What a failed one left may be half written, or of an earlier run: no result to average.
        if (content.json !== undefined && experiment.state !== 'failed')
          values.add(place, name, valuesIn(content.json));
        const own = link(content.path).replace(`/${experiment.project}/`, '/\0/');
        const text = content.text === undefined ? null : texts.keep(content.text);
        return { file: [name, own] as const, bytes: content.bytes ?? null, text };
      }),
    ),
  );
  const data: PageData = {
    project: study.project,
    folder: posix.dirname(study.page),
    made: study.made,
    price: study.price,
    groups: study.groups,
    dimensions: study.dimensions,
    tasks: study.tasks,
    projects: experiments.map(({ project }) => project),
    task: experiments.map(({ task }) => taskPlaces.get(task) ?? -1),
    states: experiments.map(({ state }) => state),
    reasons: shared(experiments.map(({ reasons }) => reasons)),
    levels: Object.fromEntries(study.dimensions.map(({ name }) => [name, levelsOf(study, name)])),
    seconds: experiments.map(({ seconds }) => seconds ?? null),
    attempts: experiments.map(({ attempts }) => attempts ?? null),
    finished: experiments.map(({ finished }) => finished ?? null),
    values: values.columns(ownColumns(study)).slice(0, MOST_COLUMNS),
  };
  const details: PageDetails = {
    logs: shared(experiments.map(({ log }) => log ?? '')),
    origins: shared(experiments.map((experiment) => originOf(experiment, link))),
    outputs: shared(files.map((own) => own.map(({ file }) => file))),
    sizes: files.map((own) => own.map(({ bytes }) => bytes)),
    contents: files.map((own) => own.map(({ text }) => text)),
    texts: texts.kept,
    needs: needsOf(experiments),
  };
  return { data, details };
}

function needsOf(experiments: readonly ExperimentData[]): PageDetails['needs'] {
  const places = new Map(experiments.map(({ project }, place) => [project, place]));
  return experiments.map(({ needs }) =>
    Object.fromEntries(
      Object.entries(needs).map(([need, projects]) => [
        need,
        projects.flatMap((project) => places.get(project) ?? []),
      ]),
    ),
  );
}

function levelsOf(data: StudyData, dimension: string): readonly (number | null)[] {
  const levels = data.dimensions.find(({ name }) => name === dimension)!.levels;
  const places = new Map(levels.map(({ name }, place) => [name, place]));
  return data.experiments.map(({ levels }) => places.get(levels[dimension] ?? '') ?? null);
}

function originOf(experiment: ExperimentData, link: (path: string) => string): Origin {
  const inputs = Object.entries(experiment.inputs).map(([input, paths]) => [
    input,
    typeof paths === 'string' ? link(paths) : paths.map(link),
  ]);
  return {
    inputs: Object.fromEntries(inputs),
    definition: { ...experiment.definition, code: experiment.definition.code.map(link) },
  };
}

function shared<T>(all: readonly T[]): Shared<T> {
  const places = new Map<string, number>();
  const values: T[] = [];
  const cells = all.map((value) => {
    const key = JSON.stringify(value);
    const place = places.get(key) ?? values.push(value) - 1;
    places.set(key, place);
    return place;
  });
  return { values, cells };
}

/** The texts that the page shows, each once. */
class Texts {
  readonly kept: string[] = [];
  readonly #places = new Map<string, number>();
  #size = 0;

  /** Its place, or null where the page is full. */
  keep(text: string): number | null {
    const known = this.#places.get(text);
    if (known !== undefined) return known;
    if (this.#size + text.length > ALL_TEXTS) return null;
    this.#size += text.length;
    this.#places.set(text, this.kept.length);
    return this.kept.push(text) - 1;
  }
}

/** The values of JSON outputs by their paths; the output's name comes first where two say the same path. */
class Values {
  readonly #byPath = new Map<string, Map<string, Cell[]>>();

  constructor(private readonly experiments: number) {}

  add(place: number, output: string, values: ReadonlyMap<string, Cell>): void {
    for (const [path, value] of values) {
      const byOutput = this.#byPath.get(path) ?? new Map<string, Cell[]>();
      this.#byPath.set(path, byOutput);
      const cells = byOutput.get(output) ?? Array.from({ length: this.experiments }, () => null);
      byOutput.set(output, cells);
      cells[place] = value;
    }
  }

  /** @param taken names of columns that are no values; a value of such a name has its output's in front */
  columns(taken: ReadonlySet<string>): readonly Column[] {
    return [...this.#byPath].flatMap(([path, byOutput]) => {
      const columns = [...byOutput].map(([output, cells]) => ({
        name: `${output}.${path}`,
        cells,
      }));
      if (!taken.has(path) && !clash(columns.map(({ cells }) => cells)))
        return [{ name: path, cells: merged(columns) }];
      return columns;
    });
  }
}

/** The columns that the page has of itself. */
const OWN_COLUMNS = ['experiment', 'state', 'task', 'seconds', 'attempts'];

/** The names of all columns that are no values. */
function ownColumns({ dimensions }: StudyData): ReadonlySet<string> {
  const fields = dimensions.flatMap(({ name, levels }) =>
    levels.flatMap((level) => Object.keys(level.fields).map((field) => `${name}.${field}`)),
  );
  return new Set([...OWN_COLUMNS, ...dimensions.map(({ name }) => name), ...fields]);
}

function clash(columns: readonly (readonly Cell[])[]): boolean {
  const first = columns[0] ?? [];
  return first.some((_, place) => columns.filter((cells) => cells[place] !== null).length > 1);
}

function merged(columns: readonly Column[]): readonly Cell[] {
  const [first, ...others] = columns.map(({ cells }) => cells);
  return others.length === 0
    ? first!
    : first!.map(
        (cell, place) => cell ?? others.find((cells) => cells[place] !== null)?.[place] ?? null,
      );
}
