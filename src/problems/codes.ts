/** A kind of mistake, for whoever looks its code up. */
export interface Kind {
  /** What is wrong, in a few words. */
  readonly title: string;
  /** Why it is wrong, and how one comes to it. */
  readonly cause: string;
  /** What to do. */
  readonly cure: string;
  /** A message of this kind, without its code. */
  readonly example: string;
}

/**
 * The kinds of mistakes, by the code that each message carries at its end. docs/reference/errors has a page
 * for each, which `npm run reference` writes from here.
 *
 * Codes are stable: people search for them, and scripts may look for them. A code never gets another
 * meaning; a new kind gets the next number, and the number of a kind that is gone is not used again.
 */
export const CODES = {
  NXE001: {
    title: 'A file that is no catalog',
    cause:
      'The plugin reads every file that its option `catalogs` in nx.json matches (`**/config.{ts,mts,js,mjs}` and the like), and expects that the default export is what `defineCatalog` gives. This file exports something else, or nothing.',
    cure: 'Write `export default defineCatalog({ dimensions, tasks })`. If the file is no catalog at all, rename it, or set the option `catalogs` of `nx-experiments/plugin` in nx.json to a pattern that leaves it out.',
    example: 'config.ts: has no default export; write export default defineCatalog({ … })',
  },
  NXE002: {
    title: 'The code of a catalog throws',
    cause:
      "A catalog is a program: it is evaluated to know the experiments. Its own code, what it imports, its `where` or the function of a task's `resources` threw an error. The message has the error's text, and the first line of your own code that it came from.",
    cure: 'Go to the line that is named, and fix the code. To see the error by itself, run the file: `npx tsx config.ts`. Where a level lacks a field that `where` reads, give every level that field, or ask for it first.',
    example:
      "config.ts: where: throws for data=a: Cannot read properties of undefined (reading 'name'); fix the code that it runs",
  },
  NXE003: {
    title: 'A syntax error',
    cause:
      'The file is not valid TypeScript or JavaScript, so it can be neither evaluated, nor edited by a generator, nor searched for imports.',
    cure: 'Fix the syntax at the line that is named. An editor, or `npx tsc --noEmit`, shows the place.',
    example: 'config.ts: has a syntax error: Unexpected token (config.ts:4); fix it',
  },
  NXE004: {
    title: 'A module that is not there',
    cause:
      'A catalog or the module of a task imports a file or a package that was not found, or `run` names a module that is not there. Paths in `run` begin at the workspace root, paths in an `import` at the file that has it.',
    cure: 'Correct the path; or install the package (`npm install`). For a path alias, look at `paths` in tsconfig.json.',
    example: 'config.ts: imports ./levels, which is not there (config.ts:1); fix the import',
  },
  NXE005: {
    title: 'A catalog that does not come to an end',
    cause:
      'A catalog has 30 seconds to be evaluated (`NX_EXPERIMENTS_LOAD_TIMEOUT`, in milliseconds). It has an endless loop, waits for a promise that never settles, runs out of memory, or ends the process itself with `process.exit()`.',
    cure: 'Let the catalog name experiments, and leave the work to tasks. Remove `process.exit()`. If it truly takes so long, set `NX_EXPERIMENTS_LOAD_TIMEOUT` to more milliseconds.',
    example:
      'config.ts: ends the process that evaluates it; remove process.exit(), or await what it waits for',
  },
  NXE006: {
    title: 'Catalogs that import each other',
    cause:
      'Two catalogs import each other, so that one is evaluated while the other is not there yet: what it takes from it is undefined.',
    cure: 'Move what both use into a third file that is no catalog, or put the tasks into one catalog.',
    example:
      'data/config.ts: data/config.ts and models/config.ts import each other, so that the one that is evaluated first lacks the other; move what both use into a third file, or the tasks into one catalog',
  },
  NXE007: {
    title: 'Something that cannot be read',
    cause:
      'A file or a folder that the plugin needs, such as the code of a task, the lock or the build folder, could not be read: this user may not, a link leads nowhere, or the disk failed. The message has the reason that the system gave.',
    cure: 'Give this user the right to read it (`chmod u+r`), or restore it from git. Then run it again.',
    example: 'config.ts: its lock config.lock.json cannot be read; let this user read it',
  },
  NXE008: {
    title: 'A value that is another one each time',
    cause:
      'A catalog was evaluated twice, and gave two definitions: something in it depends on the time, a random number, the order of something unordered, or a file that changes. The lock could never be in step with it, and each run would have new hashes.',
    cure: 'Write a value that stays. For replicates, use the number of the replicate as the seed: `replicates(20)`, and `e.levels.<name>` in the task. What is random belongs into the task.',
    example:
      'study/config.ts: dimensions.data.a.seed: is another value each time the catalog is evaluated, so no lock can be in step with it; write a value that stays, not the time, a random number or the like',
  },
  NXE009: {
    title: 'A property that does not exist',
    cause:
      'A catalog, a task, its resources, the arguments of `collect` or the options of the plugin in nx.json have a property that nothing reads. Most often it is a typing error; the message names the closest one.',
    cure: 'Correct the name, or remove the property. The message lists those that there are. A constant of a task belongs into `args`.',
    example:
      'config.ts: taks: is no property of a catalog (did you mean "tasks"?); it may be name, bld, dimensions, exclude, where, tasks',
  },
  NXE010: {
    title: 'A value that does not fit its place',
    cause:
      'The property wants something of another type or size: a text instead of a number, a list that is empty, a count that is negative, `where` without an answer.',
    cure: 'Give what the message asks for. In TypeScript, `npx tsc --noEmit` finds most of these before Nx does.',
    example:
      'config.ts: tasks.fit.retries: is "twice", not a number of retries; give a whole number from 0 to 1000',
  },
  NXE011: {
    title: 'A name that cannot be one',
    cause:
      'Names of levels, dimensions, tasks and catalogs become parts of project names, folders, tags and placeholders. So they have letters, digits, `_` and a few other characters; and some names are reserved, since they mean something else there (`id`, `name`, `__proto__`).',
    cure: "Choose another name. What should be read by people, with spaces or accents, can be a field of the level: `{ us_2020: { title: 'United States, 2020' } }`.",
    example:
      'config.ts: dimensions.data: the level name "penguins 2020" has other characters than letters, digits, "_", "." and "-"; rename it',
  },
  NXE012: {
    title: 'A name that stands there twice',
    cause:
      "A list names the same level or dimension twice, or two files of a `glob` give levels of one name (the name of a level is the file's name without its extension).",
    cure: 'Remove one of them, or rename one file.',
    example: 'config.ts: dimensions.data: names the level "a" twice; remove one',
  },
  NXE013: {
    title: 'A name that nothing has',
    cause:
      'A catalog or a generator names a dimension, a level or a task that its catalog does not have. Case counts. Where a similar name exists, the message suggests it.',
    cure: 'Correct the name, or define what it names. To need a task of another catalog, import that catalog and write `needs: { fits: other.tasks.estimate }`.',
    example:
      'config.ts: tasks.fit.over[0]: there is no dimension "dta" (did you mean "data"?); it may be data',
  },
  NXE014: {
    title: 'A default level that has fields',
    cause:
      'A default level stands for "as before this dimension existed": it is in no id and in no hash. Were it to have fields, a change of them would change results, and old results would still be taken.',
    cure: 'Remove the fields of the default level, and let the task know what the default means. Or remove the default; then each experiment has its level in its id.',
    example:
      'config.ts: dimensions.se.default: the default level "classical" has fields, which no hash would see; remove its fields, or the default',
  },
  NXE015: {
    title: 'A field that is not JSON',
    cause:
      'Fields of levels and arguments of tasks are hashed, and handed to other processes and languages as JSON. A function, a date, `undefined`, `NaN`, a class or something that contains itself has no JSON.',
    cure: 'Use texts, finite numbers, booleans, null, lists and objects. Give a date as a text. Give a function by its name, and let the task find it.',
    example:
      'config.ts: dimensions.data.a.load: is a function, which is not JSON; use texts, finite numbers, booleans, null, arrays and objects',
  },
  NXE016: {
    title: 'A path that leads elsewhere',
    cause:
      'Files that a task reads and writes are named by paths inside the workspace, with `/`. Outputs lie in the folder of their experiment. An absolute path, one that leads out with `..`, one with the characters of a pattern, or a place such as `.git` and `node_modules` is refused: nothing may be written or deleted there.',
    cure: 'Write a path relative to the workspace root (outputs: relative to the folder of the experiment). Data outside of the workspace can be linked into it; see docs/guides/data-outside-git.md.',
    example:
      'config.ts: bld: the path "../results" is absolute, or is or leads out of its folder; give a folder inside the workspace, such as \'bld\'',
  },
  NXE017: {
    title: 'Two outputs in one place',
    cause:
      'Two outputs of a task have one path, or one lies inside the other (also where only case tells them apart), so that one would be deleted or stored with the other.',
    cure: 'Give each output a path of its own.',
    example:
      'config.ts: tasks.fit.outputs: plots and fit are one place, or one is inside the other; give each output a path of its own',
  },
  NXE018: {
    title: 'Something stands in the way of results or the lock',
    cause:
      'A file stands where the build folder is to be, a folder where the lock is to be, the build folder has the catalog itself inside, or a symbolic link leads out of the build folder.',
    cure: "Move or remove what stands there, or give the catalog another folder for results: `bld: 'results'`.",
    example:
      'config.ts: bld: bld is a file where the build folder bld is to be; move the file, or give another folder',
  },
  NXE019: {
    title: 'An output that git tracks',
    cause:
      "Each experiment deletes its outputs before it starts, and Nx does so before it restores them from its cache. A file that git tracks is somebody's work, and not deleted for that.",
    cure: 'Take the file out of git, if it is a result: `git rm --cached <file>`. Otherwise give the output another path, or the catalog another `bld`.',
    example:
      'study/config.ts: tasks.fit.outputs.fit: its file bld/fit/a/fit.json would be written over bld/fit/a/fit.json, which git tracks; give the catalog another `bld`, or take the file out of git: git rm --cached bld/fit/a/fit.json',
  },
  NXE020: {
    title: 'Neither a module nor a command, or both',
    cause:
      'A task has one program: `run`, a module of TypeScript or JavaScript, or `command`, for all other languages.',
    cure: 'Keep one of the two.',
    example: 'config.ts: tasks.fit: has neither run nor command; give one of them',
  },
  NXE021: {
    title: 'A module that cannot be run',
    cause:
      '`run` names a file that is no module of TypeScript or JavaScript, or a module without a function as its default export.',
    cure: "Write `export default function estimate(e) { … }` in the module. A script of another language is run by a command: `command: ['python3', 'src/fit.py', '{outputs.fit}']`.",
    example:
      "config.ts: tasks.fit.run: fit.py is no module of TypeScript or JavaScript; run it by a command, such as ['python3', 'fit.py']",
  },
  NXE022: {
    title: 'Too many experiments',
    cause:
      'The dimensions of a task multiply to more combinations than can be kept in memory or judged by `exclude` and `where` in reasonable time.',
    cure: "Leave out dimensions in the task's `over`, exclude more, or split the study into several catalogs.",
    example:
      'config.ts: dimensions: one task would have more than 100,000 experiments; exclude more, or split the catalog',
  },
  NXE023: {
    title: 'A placeholder that stands for nothing',
    cause:
      'Braces in a command or a path name something that the experiment does not have there. Paths of outputs can have levels, `{id}` and `{task}` only; commands and inputs can have more; and a field has to be there in every level that is used.',
    cure: 'Correct the name (the message lists those that there are), or give every level that field. For a brace itself, write it twice: `{{x}}`.',
    example:
      'config.ts: tasks.fit.command[1]: there is nothing that {dta.path} stands for; it may be {id}, {task}, {data}, {outputs.fit}; write {{dta.path}} for the text {dta.path} itself',
  },
  NXE024: {
    title: 'A value that cannot be put there safely',
    cause:
      'In this place, the value of a placeholder could be taken for code or for several words: inside quotes, inside a text that a shell or another program runs, as a list in the middle of a word, or with a character that no argument can have. A level named `; rm -rf ~` has to stay a name.',
    cure: "Let the placeholder be an element of its own in an array: `command: ['Rscript', 'fit.R', '{data.path}']`. In a text for the shell, put it outside of quotes (it is quoted already). Or let the program read the JSON file that the environment variable `EXPERIMENT` names.",
    example:
      'config.ts: tasks.fit.command: {data} stands in single quotes, where its value would not stay one quoted word; put it outside; values are quoted already',
  },
  NXE025: {
    title: 'A need that finds no experiment',
    cause:
      'A task and what it needs are joined on the dimensions that both vary over. For this experiment there is none on the other side: an `exclude`, `where` or another list of levels took it away.',
    cure: "Exclude the same combination in the task that needs it, or keep it in the one that is needed. If the two should not be joined on that dimension, leave it out of one task's `over`.",
    example:
      'config.ts: tasks.fit.needs.table: the experiment b finds no experiment of the task prepare (data/config.ts) with data=b; exclude it here too, or keep it there',
  },
  NXE026: {
    title: 'Tasks that need each other',
    cause: 'The needs of some tasks form a circle, so that none could start first.',
    cure: 'Remove one of the needs that the message lists, or split a task into one that comes before and one that comes after.',
    example:
      'config.ts: tasks.fit.needs: the task needs itself: fit → figure → fit; remove one of these needs',
  },
  NXE027: {
    title: 'A task of another catalog that cannot be needed',
    cause:
      'A need names a task of another catalog, and that catalog is in error itself, is not exported as a default, is in no file that the plugin looks at, or is not there yet since the two catalogs import each other.',
    cure: 'Fix the other catalog first. Its file has to export it as its default, and the option `catalogs` in nx.json has to match it.',
    example:
      'config.ts: tasks.fit.needs.table: is the task "prepare" of a catalog that no file exports as its default; export that catalog as default',
  },
  NXE028: {
    title: 'A file that could be read before it is written',
    cause:
      "A path in a task's command, inputs or sources lies where another experiment writes, but nothing says that this one comes first: the run could find no file, or an old one.",
    cure: 'Name the task that writes it in `needs`, and read `{needs.<name>.<output>}` instead of the path.',
    example:
      'config.ts: tasks.figure.command: bld/fit/a/fit.json is where fit/a writes, so figure/a might read it too early; name the task fit in needs, and read it from there',
  },
  NXE029: {
    title: 'Two names that become one',
    cause:
      "Names of levels and dimensions are joined into ids and tags. Two combinations get one id, or ids that only case tells apart (one folder on macOS and Windows); two dimensions make one tag; or an id is longer than a folder's name may be.",
    cure: 'Rename one of the levels or dimensions, or shorten their names.',
    example:
      'config.ts: dimensions.a_b: the level c makes the tag a_b_c, as a level of the dimension a of config.ts does; rename one of them',
  },
  NXE030: {
    title: 'Two tasks or catalogs in one place',
    cause:
      "Two tasks would make a project of one name, or write into one folder or into each other's; or two catalogs would share a lock file.",
    cure: "Give one of the catalogs a name (`name: 'growth'`), which stands before the names of its projects; or rename the task or the file.",
    example:
      'trade/config.ts: tasks.fit: fit/a is the same project as tasks.fit of growth/config.ts; give one of the catalogs a name, or rename the task',
  },
  NXE031: {
    title: 'Another default level than at first',
    cause:
      "A default level is left out of ids and hashes, so results that were made under the first default have nothing that tells them from those of another one. The lock remembers the first default for ever; were it another one now, old results would be taken for the new default's.",
    cure: 'Make the remembered level the default again. To have no default, remove it: every experiment then has its level in its id, and is a new one.',
    example:
      'study/config.ts: dimensions.se: the default level is "robust", but study/config.lock.json remembers "classical": results that were made as "classical", whose ids and hashes leave the default level out, would be taken for those of "robust"; make "classical" the default again, or remove the default (every experiment then has its level in its id)',
  },
  NXE032: {
    title: 'The lock is out of date',
    cause:
      'The lock files (`*.lock.json` beside each catalog) are not what the catalogs say now. `nx affected` compares them between commits, so that it would select too little.',
    cure: 'Run `nx sync`, and commit what it writes. Where a catalog was moved, move its lock with it first: `git mv`. If it never comes into step, a value of the catalog is another one each time.',
    example:
      'The lock is out of date: config.lock.json (2 experiments, such as fit/a). Run nx sync and commit what it writes. It also names what is another value each time a catalog is evaluated, such as Date.now(), by which the lock would never be in step. There is no config.lock.json: where its catalog was renamed or moved, move its lock with it first (git mv).',
  },
  NXE033: {
    title: 'A lock that is cut off',
    cause:
      'A lock file is empty, or its end is missing: a disk was full, or a merge or an editor went wrong. It remembers default levels, so it is not made anew without asking.',
    cure: 'Bring it back: `git restore <file>`. Only if git has no whole one, remove it from git, too (`git rm --force <file>`), run `nx sync`, and look at what it writes.',
    example:
      'config.ts: its lock config.lock.json is empty; bring it back (git restore config.lock.json); only if git has no whole one, remove it (git rm --force config.lock.json) and run nx sync',
  },
  NXE034: {
    title: 'A setting by which Nx would miss changes',
    cause:
      "The hash of an experiment has to see its code, its data and what it needs. `targetDefaults` in nx.json or a project.json replaces the inputs that the plugin gives; or `--exclude-task-dependencies` takes needs out of it; or the project of a catalog would take files out of another plugin's project.",
    cure: 'Leave `inputs`, `dependsOn` and the like of experiments out of `targetDefaults` and project.json; run without `--exclude-task-dependencies`; or write the project.json that the message shows.',
    example:
      'study/config.ts: tasks.fit.needs: --exclude-task-dependencies would take what the task needs out of its hash, so that results of other data could be restored; run it without (what has not changed comes from the cache)',
  },
  NXE035: {
    title: "The graph of Nx's daemon is old",
    cause:
      "Nx's daemon watches files to keep its graph fresh, but does not see files that git ignores, nor those behind links. The graph that this run got is not what the catalogs say now.",
    cure: 'Run it again: the daemon starts anew. If it happens again, run `nx reset --only-daemon` first, or use `NX_DAEMON=false`.',
    example:
      "Nx's daemon does not see files that git ignores, or behind links, and its graph is out of date (one experiment fit/a). Run this again: the daemon starts anew. If it stops again, run nx reset --only-daemon first.",
  },
  NXE036: {
    title: 'A version of Nx or Node that does not fit',
    cause:
      'Some things that the plugin uses are no part of what Nx or Node promise for all versions, and this version has them no more, or not yet.',
    cure: 'Use one of the versions that the message names, or install a newer nx-experiments.',
    example:
      'nx/src/utils/is-ci of nx 22.0.0 has no gone; this version of nx-experiments is made for nx >=23.3.0 <25: install one of these, or a newer nx-experiments',
  },
  NXE037: {
    title: 'A profile that cannot be used',
    cause:
      'The file that `NX_EXPERIMENTS_PROFILE` names says how the processes that run experiments start (for example by `srun` on a cluster). It is not there, is no JSON, or has a value that does not fit.',
    cure: 'Correct the file as the message says; the path begins at the workspace root. Unset `NX_EXPERIMENTS_PROFILE` to run on this machine.',
    example: 'profile.json: launch: is "srun"; give a program and its arguments, each a text',
  },
  NXE038: {
    title: 'A table that cannot be collected',
    cause:
      "A task with `run: 'nx-experiments/collect'` needs at least one task, an output whose name ends in .csv, .json, .parquet or .md, and JSON outputs whose values have different names.",
    cure: 'See docs/collect.md. Write null for NaN and Infinity, which JSON does not have; rename one of two equal names; correct `args.values`.',
    example:
      'config.ts: tasks.table.outputs.table: table.txt is no table that collect can write; end it in .csv, .json, .parquet or .md',
  },
  NXE039: {
    title: 'It is there already',
    cause:
      'A generator was asked to add something that exists: a dimension, a level, a task, a catalog or a file. Nothing was written.',
    cure: 'Choose another name, or leave it as it is. To change what is there, edit the file.',
    example:
      'config.ts: dimensions.data.b: is there already; choose another name, or leave it as it is',
  },
  NXE040: {
    title: 'Code that a generator cannot edit',
    cause:
      'A generator edits lists and objects that are written out. This one is computed (by a function, a spread, a package), its levels are files of a `glob`, or it has no place for what should be added.',
    cure: 'Edit it by hand: the message says what to add. Or write the list out where it is used.',
    example:
      'config.ts: dimensions.data: its levels are computed, which a generator cannot edit; add \'c\' to the levels of "data" by hand',
  },
  NXE041: {
    title: 'An option that a generator cannot use',
    cause:
      'A generator was given an option that it can make nothing of: a catalog that is not there or could be one of several, fields that are no JSON, a folder outside of the workspace, the wrong number of a replicate.',
    cure: 'Give the option as the message says. In a shell, JSON stands in single quotes: `--fields=\'{ "path": "src/data/c.csv" }\'`.',
    example: 'config.ts: dimensions.model: has no levels; give --levels=first,second',
  },
  NXE042: {
    title: 'A level that cannot be removed',
    cause:
      'The level is the default, the only one of its dimension, a replicate that is not the last one, or named in `exclude`. Without it, old results would belong to nothing, or the catalog would be in error.',
    cure: 'Do what the message says first; or leave the level, and exclude what should not be run.',
    example: 'config.ts: dimensions.data: "a" is its only level; add another one first',
  },
  NXE043: {
    title: 'An experiment took too long',
    cause:
      'The experiment ran for longer than the `timeout` of its task. It was asked to stop (`e.signal`, or SIGTERM for a command), and killed some seconds later. The others went on.',
    cure: "Look in its output for the place where it hangs. If it needs more time, give the task more: `timeout: '2h'`. What it hashes to stays the same.",
    example: 'timed out after 200ms',
  },
  NXE044: {
    title: 'An output was not written',
    cause:
      'The program ended well, but one of the outputs that its task declares is not there, or is no file or folder. The folder of each output exists before the task starts.',
    cure: 'Write to the path that the experiment is given: `e.outputs.<name>` in a module, `{outputs.<name>}` in a command, or `outputs` in the JSON file that `EXPERIMENT` names. Or remove the output from the task, if it is not one.',
    example: 'the output "fit" was not written: bld/estimate/silent/fit.json',
  },
  NXE045: {
    title: 'The process of an experiment was killed',
    cause:
      "The process ended before the experiment was done: the system killed it, most often since memory ran out, or somebody else did, or the code itself ended it (`process.exit()`), or a cluster's scheduler took its machine.",
    cure: "If memory is short, run fewer at once (`--parallel=2`), or say what the task takes: `resources: { memory: '8GB' }`. Remove `process.exit()` from modules. The same command again runs what is not done.",
    example: 'killed by SIGKILL',
  },
  NXE046: {
    title: 'A file was read that no hash sees',
    cause:
      'A module read a file, loaded another module, or loaded a package that its task names nowhere. If that changed, the old result would still be taken for right. So the experiment fails, and its result is not kept.',
    cure: "Add to the task what the message says: `inputs` for a file, `needs` for a result, a static `import` or `sources` for code. If the file cannot change the result, write `reads: 'any'`.",
    example:
      'data.csv was read, but a change of it would not run this experiment again; add to the task: inputs: { data: "data.csv" } (or reads: \'any\', if it cannot change the result)',
  },
  NXE047: {
    title: 'A file changed while it was read',
    cause:
      'Code, data or needed results were written while the run was under way, so the result could be of either version, or of half of each. The experiment was tried once more, where that could help.',
    cure: 'Run it again, and do not edit its code and data, or run another Nx on the same results, meanwhile.',
    example: 'src/data/a.csv changed while the run was under way; run it again',
  },
  NXE048: {
    title: 'An input is missing',
    cause:
      'What the experiment is to read was not there when it should start: an input, a result that it needs, a file of its code; or git-lfs or git-annex has not fetched the content of the file.',
    cure: 'Put the file there, or correct its path in the field of the level or in `inputs`. Run `git lfs pull` (or `git annex get`) for data that was not fetched. For a needed result that somebody deleted, run it again.',
    example: 'the input "table" is missing: src/data/a.csv',
  },
  NXE049: {
    title: 'No process could be started',
    cause:
      'Experiments run in processes of their own, and the system or the launcher of the profile gave none: too many processes, no memory, a full disk, a queue that refuses.',
    cure: 'End other programs, run fewer at once (`--parallel`), free some space, or look at what the launcher says. Then run it again.',
    example: 'no runner could be launched by false: it exited with code 1 before it was done',
  },
  NXE050: {
    title: 'A module returned what is no output',
    cause:
      'What the function of a module returns is written to its outputs: an object with a value per output, as JSON for paths that end in .json, otherwise as texts. Something else was returned.',
    cure: "Return `{ <output>: value }` with the task's own names of outputs, texts for files that are no JSON, and values that JSON has. Or write the files yourself, and return nothing.",
    example:
      'TypeError: the module returned a value for "fti", which is no output of the task; its outputs are fit',
  },
  NXE051: {
    title: 'A file or a disk that cannot be used',
    cause:
      'While an experiment was prepared, run or stored, the system refused a file: no right to it, a disk that is full or read-only, too many open files, a network disk that shows old content.',
    cure: "The message has the file and the system's reason. Free some space (the cache of Nx: `nx reset`), correct the rights, and run it again: what is done stays done.",
    example:
      'bld/fit/a: cannot be used: a part of its path is a file (mkdir: ENOTDIR); fix that and run it again',
  },
  NXE052: {
    title: 'Results that cannot be accepted',
    cause:
      '`NX_EXPERIMENTS_ACCEPT` takes results as they lie for those of the code as it is now, without running anything. That is done only for files which are byte for byte what an earlier run in this workspace finished.',
    cure: 'Run it without `NX_EXPERIMENTS_ACCEPT`.',
    example:
      'not accepted: no run that finished it is remembered in this workspace (nx reset forgets them), so there is nothing to take; run it without NX_EXPERIMENTS_ACCEPT',
  },
  NXE053: {
    title: 'It cannot be run here',
    cause:
      'Experiments do not run on Windows itself yet; the executor belongs to the targets that the plugin makes, and to no others; and catalogs are evaluated in the workspace root, which has to be a folder that can be entered.',
    cure: 'On Windows, use WSL (docs/windows.md). Make experiments with a catalog, not with a project.json. Call `nx` in the workspace.',
    example:
      'experiments cannot be run on Windows itself yet, only in WSL: see docs/windows.md of nx-experiments',
  },
  NXE054: {
    title: 'A program was not found',
    cause:
      'The command of a task names a program that this machine does not have, or has not in the `PATH`; or a script that it runs calls such a program.',
    cure: 'Install the program, or give its path. Try the command by hand in the workspace root; under CI, install it in an earlier step.',
    example: 'exited with code 127: no-such-program or something that it runs was not found',
  },
} as const satisfies { readonly [code: `NXE${string}`]: Kind };

/** The code of a kind of mistake. */
export type Code = keyof typeof CODES;
