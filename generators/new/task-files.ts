import { posix } from 'node:path';
import { STANDARD_LIBRARY } from '../../src/languages/python/standard-library.js';
import { refuse } from '../../src/problems/problem.js';
import type { Files } from '../edit/syntax/source.js';
import type { WrittenTask } from '../edit/task.js';
import type { Edit } from '../edit/text/changes.js';
import { withIgnored } from '../init/gitignore.js';
import { EXPERIMENT_PY, pythonScript } from './python-script.js';
import { EXPERIMENT_R, rScript } from './r-script.js';
import { catalogSpecifier } from './specifier.js';
import { taskModule } from './task-module.js';

/** What a task is written in. */
export type Language = 'typescript' | 'python' | 'r';

/** What the file of a task is made of. */
interface TaskParts {
  readonly name: string;
  /** The file itself, relative to the workspace root. */
  readonly file: string;
  /** The dimensions that it varies over. */
  readonly over: readonly string[];
  /** The tasks that it reads. */
  readonly needs: readonly WrittenTask[];
}

const SCRIPTS = {
  python: {
    program: 'python3',
    extension: '.py',
    experiment: { name: 'experiment.py', text: EXPERIMENT_PY },
    script: pythonScript,
  },
  r: {
    program: 'Rscript',
    extension: '.R',
    experiment: { name: 'experiment.R', text: EXPERIMENT_R },
    script: rScript,
  },
};

/** The file of a task beside its catalog, relative to the workspace root, and what starts it. */
export function taskPlace(language: Language, catalog: string, name: string) {
  const beside = (file: string) => posix.join(posix.dirname(catalog), file);
  if (language === 'typescript')
    return { file: beside(`${name}.ts`), starts: { run: `./${name}.ts` } };
  const { program, extension } = SCRIPTS[language];
  const file = beside(`${name}${extension}`);
  return { file, starts: { command: [program, file] } };
}

/**
 * The files that a task adds: its module, or its script and what gives that its experiment.
 *
 * @throws {CatalogError} where the name of the script or of that file means something else already
 */
export function taskFiles(
  files: Files,
  language: Language,
  catalog: string,
  { name, file, over, needs }: TaskParts,
): Edit[] {
  if (language === 'typescript')
    return [
      { file, text: taskModule({ name, over, needs, catalog: catalogSpecifier(files, catalog) }) },
    ];
  const { experiment, script } = SCRIPTS[language];
  const experimentFile = posix.join(posix.dirname(file), experiment.name);
  // Also on disks that do not tell upper from lower case.
  if (file.toLowerCase() === experimentFile.toLowerCase())
    refuse(
      'NXE011',
      file,
      '',
      'is what gives scripts their experiment',
      'choose another name for the task',
    );
  if (language === 'python' && STANDARD_LIBRARY.has(name))
    refuse(
      'NXE011',
      file,
      '',
      `would hide the module "${name}" of Python itself from all scripts beside it`,
      'choose another name for the task',
    );
  const there = files.read(experimentFile);
  if (there !== undefined && there.replaceAll('\r\n', '\n') !== experiment.text)
    refuse(
      'NXE039',
      experimentFile,
      '',
      'is there already, and is another file than the one that gives scripts their experiment',
      'rename it, or add the task to the catalog by hand',
    );
  return [
    { file, text: script({ over, needs, experimentFile }) },
    ...(there === undefined ? [{ file: experimentFile, text: experiment.text }] : []),
    ...(language === 'python' ? ignoresBytecode(files) : []),
  ];
}

/** What Python keeps of `experiment.py` beside it belongs to no commit. */
function ignoresBytecode(files: Files): Edit[] {
  const before = files.read('.gitignore') ?? '';
  const text = withIgnored(before, ['__pycache__/']);
  return text === before ? [] : [{ file: '.gitignore', text }];
}
