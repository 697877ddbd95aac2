import { COLLECT } from './collect/name.js';
import type { Loaded } from './load/messages.js';
import { describe } from './problems/problem.js';
import { readCatalog } from './read/catalog.js';
import type { Study, StudyExperiment } from './study/joined.js';
import { studyOf } from './study/study.js';

/** Catalogs by file. Whatever stands for a catalog, as bad input is tested, too. */
export type Catalogs = { readonly [file: string]: unknown };

/** Catalogs as they are loaded, but for their code: the module of a task stands for itself. */
export function loadedFrom(
  catalogs: Catalogs,
  find: (pattern: string) => readonly string[] = () => [],
): Map<string, Loaded> {
  const fileOf = (catalog: unknown) =>
    Object.keys(catalogs).find((file) => catalogs[file] === catalog);
  return new Map(
    Object.entries(catalogs).map(([file, value]) => {
      const { catalog, problems } = readCatalog(file, value, {
        fileOf,
        find,
        placeOf: () => undefined,
      });
      if (catalog === undefined) return [file, { problems }];
      const tasks = catalog.tasks.map((task) => ({
        ...task,
        closure: {
          files: task.run === undefined || task.run === COLLECT ? [] : [task.run],
          packages: [],
        },
      }));
      return [file, { catalog: { ...catalog, tasks, evaluated: [file], listed: [] }, problems }];
    }),
  );
}

/** The study of catalogs that nothing is loaded for. */
export function studyFrom(
  catalogs: Catalogs,
  find?: (pattern: string) => readonly string[],
): Study {
  return studyOf(loadedFrom(catalogs, find));
}

/** What is wrong with one catalog, a text per problem, without the name of its file. */
export function problemsIn(catalog: unknown): string[] {
  const { problems } = studyFrom({ 'config.ts': catalog });
  return problems.map((problem) => describe(problem).replace(/^config\.ts: /, ''));
}

/** The study of one catalog without problems. */
export function soundStudy(catalog: unknown): Study {
  const study = studyFrom({ 'study/config.ts': catalog });
  if (study.problems.length > 0) throw new Error(study.problems.map(describe).join('\n'));
  return study;
}

/** Experiments by project. */
export function byProject(study: Study): { [project: string]: StudyExperiment } {
  return Object.fromEntries(study.experiments.map((e) => [e.project, e]));
}
