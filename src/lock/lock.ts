import type { Problem } from '../problems/problem.js';
import type { Study, StudyExperiment } from '../study/joined.js';
import { taskKey, tasksWithoutData } from '../study/needs.js';
import type { CodeMemory } from './code-memory.js';
import { defaultsOf } from './defaults.js';
import { colour, executorOf } from './executors.js';
import { type LockFile, parseLockFile, printLockFile } from './file.js';
import { keptEntries } from './kept-entries.js';
import { firstLockFile, partOf, placesOf } from './places.js';

/** Texts of lock files by path, relative to the workspace root. */
export type LockTexts = { readonly [file: string]: string };

/**
 * Up to this many experiments, a catalog's lock is one file: Nx parses a file once per task that reads it.
 * Up to twice as many are one batch: there, one batch more and Nx's lists of all pairs take the same time
 * (1,000 in one batch: 0.15 s for the lists; a batch: 0.4 s).
 */
const FIRST_FILE = 500;

/** The lock of a whole workspace as it should be, and where each experiment stands in it. */
export interface Lock {
  /** The texts of all lock files of catalogs without problems. */
  readonly texts: LockTexts;
  /** The entry of an experiment: its file and the field in it. */
  readonly entryOf: (experiment: StudyExperiment) => {
    readonly file: string;
    readonly field: string;
  };
  /** Whether the entry on disk is another one, is not there, or stands in a file that Nx cannot read. */
  readonly isStale: (experiment: StudyExperiment) => boolean;
  /** The executor of an experiment's task. */
  readonly executorOf: (experiment: StudyExperiment) => string;
  readonly problems: readonly Problem[];
}

/**
 * What the lock should be. An entry stays in the file in which it stands, since Nx hashes the file's
 * name with the entry, and since the file decides which batch it is in; see `places.ts`. Entries of tasks without data stay, too: a clone that lacks it is in step.
 *
 * @param before the lock files of the study's catalogs as they are
 * @param digestOf the digest of an experiment's definition
 * @param firstFile how many entries go into a catalog's first file
 * @param memory what the locks are to remember of code; as they do unless given
 */
export function lockOf(
  study: Study,
  before: LockTexts,
  digestOf: (experiment: StudyExperiment) => string,
  firstFile = FIRST_FILE,
  memory?: CodeMemory,
): Lock {
  const parsed = new Map(Object.entries(before).map(([file, text]) => [file, parseLockFile(text)]));
  const executors = executorsOf(study, parsed);
  const places = new Map<string, { readonly file: string; readonly stale: boolean }>();
  const texts: { [file: string]: string } = {};
  const problems: Problem[] = sharedFiles(study);
  const byCatalog = groupByCatalog(study);
  const withoutData = tasksWithoutData(study.catalogs).keys;
  for (const model of study.catalogs) {
    const { file: catalog, tasks } = model;
    const first = firstLockFile(catalog);
    const old = parsed.get(first);
    const { problems: wrong, ...defaults } = defaultsOf(model, old);
    problems.push(...wrong);
    const contents = new Map<string, { [key: string]: string | null }>([[first, {}]]);
    const write = (file: string, key: string, digest: string | null) => {
      const content = contents.get(file) ?? {};
      contents.set(file, content);
      content[key] = digest;
    };
    const kept = keptEntries(model, withoutData, parsed);
    for (const { file, key, digest } of kept) write(file, key, digest);
    const experiments = byCatalog.get(catalog) ?? [];
    const keys = [
      ...experiments.map(({ task, id }) => entryKey(task.name, id)),
      ...kept.map(({ key }) => key),
    ];
    const { place, gone } = placesOf(catalog, parsed, keys, firstFile);
    for (const experiment of experiments) {
      const key = entryKey(experiment.task.name, experiment.id);
      const digest = digestOf(experiment);
      const file = place(key);
      write(file, key, digest);
      const onDisk = parsed.get(file);
      places.set(experiment.project, {
        file,
        stale: onDisk?.isBroken === true || onDisk?.experiments[key] !== digest,
      });
    }
    for (const { file, key } of gone()) write(file, key, null);
    const ownExecutors = Object.fromEntries(
      tasks.map(({ name }) => [name, executors.get(taskKey({ catalog, task: name }))!]),
    );
    const known = memory?.linesOf(catalog) ?? old?.before ?? {};
    // Those of tasks without data stay, as their entries do.
    const staying = Object.entries(old?.seen ?? {}).filter(([pair]) =>
      withoutData.has(taskKey({ catalog, task: pair.slice(pair.indexOf('/') + 1) })),
    );
    const seen = memory
      ? { ...Object.fromEntries(staying), ...memory.seenIn(catalog) }
      : (old?.seen ?? {});
    for (const [file, entries] of contents)
      texts[file] = printLockFile(
        file === first
          ? {
              ...defaults,
              ...(Object.keys(known).length > 0 && { before: known }),
              ...(Object.keys(seen).length > 0 && { seen }),
              executors: ownExecutors,
              experiments: entries,
            }
          : { experiments: entries },
      );
  }
  return {
    texts,
    problems,
    entryOf: (e) => ({
      file: places.get(e.project)!.file,
      field: entryField({ task: e.task.name, id: e.id }),
    }),
    isStale: (e) => places.get(e.project)!.stale,
    executorOf: (e) =>
      executorOf(
        executors.get(taskKey({ catalog: e.catalog.file, task: e.task.name }))!,
        partOf(places.get(e.project)!.file),
      ),
  };
}

/** The field of an experiment's entry in its lock file. */
export function entryField(experiment: { readonly task: string; readonly id: string }): string {
  return `experiments.${entryKey(experiment.task, experiment.id)}`;
}

/** The lock files that are to be written or (null) removed. */
export function lockChanges(lock: Lock, before: LockTexts): ReadonlyMap<string, string | null> {
  const changes = new Map<string, string | null>();
  for (const [file, text] of Object.entries(lock.texts))
    if (before[file]?.replaceAll('\r\n', '\n') !== text) changes.set(file, text);
  for (const file of Object.keys(before))
    if (!Object.hasOwn(lock.texts, file)) changes.set(file, null);
  return changes;
}

function entryKey(task: string, id: string): string {
  // Nx splits a field on dots.
  return `${task}/${id}`.replaceAll('.', '%2E');
}

function groupByCatalog(study: Study): Map<string, StudyExperiment[]> {
  const groups = new Map<string, StudyExperiment[]>(study.catalogs.map((c) => [c.file, []]));
  for (const experiment of study.experiments) groups.get(experiment.catalog.file)?.push(experiment);
  return groups;
}

function executorsOf(
  study: Study,
  parsed: ReadonlyMap<string, LockFile>,
): ReadonlyMap<string, string> {
  const tasks = study.catalogs.flatMap(({ file, tasks }) =>
    tasks.map(({ name, needs }) => ({
      key: taskKey({ catalog: file, task: name }),
      needs: Object.values(needs).map(taskKey),
      remembered: parsed.get(firstLockFile(file))?.executors?.[name],
    })),
  );
  return colour(tasks.sort((a, b) => (a.key < b.key ? -1 : 1)));
}

/** Catalogs whose lock files are one, such as those of `config.ts` and `config.js`. */
function sharedFiles({ catalogs }: Study): Problem[] {
  const files = catalogs.map(({ file }) => file);
  return files.flatMap((file, i) => {
    const lock = firstLockFile(file);
    const other = files.slice(0, i).find((f) => firstLockFile(f) === lock);
    if (other === undefined) return [];
    const wrong = `would share the lock file ${lock} with ${other}`;
    return [{ code: 'NXE030', file, path: '', wrong, mend: 'rename one of them' }];
  });
}
