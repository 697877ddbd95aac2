// What is measured. Each function returns `{ title, text, head, rows }`, a table of the report; times are seconds.
import { join } from 'node:path';
import { buildTool, loop } from './peers.mjs';
import { peakMemory, pythonPath, run, runInTerminal, versionOf } from './processes.mjs';
import { listSchedule, slowDataset } from './schedule.mjs';
import { commit, config, leastOf, write, writtenSince } from './workspaces.mjs';

export const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

export const seconds = (value) => `${value.toFixed(value < 1 ? 2 : 1)} s`;

const ratio = (value, to) => (value / to).toFixed(2);

const name = (n) => n.toLocaleString('en-US');

/**
 * @param settings `home`, the folder of all that is made; `made`, its workspaces; `parallel`, how many run at
 * once; `runs`, how often things are measured; `sizes`, of what; `say`, which tells what is being done
 */
export function createMeasures({ home, made, parallel, runs, sizes, say }) {
  const many = ['nx', 'run-many', '-t', 'estimate', `--parallel=${parallel}`];
  const all = (folder, env) => run(folder, 'npx', many, env);
  const cold = (folder, env) => {
    made.forget(folder);
    return all(folder, env);
  };
  /** Runs something, and says so if it does more or less than it should. */
  function doing(folder, expected, act) {
    const start = Date.now();
    const time = act();
    const count = writtenSince(folder, start);
    if (count !== expected) throw new Error(`${count} experiments ran in place of ${expected}`);
    return time;
  }

  /** Medians; the programs take turns, so that what else the machine does hits all of them. */
  function inTurn(programs) {
    const times = Object.fromEntries(Object.keys(programs).map((key) => [key, []]));
    for (let i = 0; i < runs; i++)
      for (const [key, program] of Object.entries(programs)) times[key].push(program());
    return Object.fromEntries(Object.entries(times).map(([key, list]) => [key, median(list)]));
  }

  /** The study that is edited: one that ran, of which all is committed. */
  let edited;
  const size = sizes.edited;
  function editedStudy() {
    if (edited === undefined) {
      say(`a study of ${name(size)} with data`);
      edited = made.withData('edited', size);
      cold(edited);
    }
    return edited;
  }

  return {
    /** Tiny modules, by size; `points` are for the plot. */
    modules() {
      const points = { ours: [], same: [], least: [], commands: [], loop: [] };
      const rows = sizes.modules.map((n) => {
        say(`${name(n)} tiny modules`);
        const ours = made.modules(`modules-${n}`, n);
        const least = made.least(`least-${n}`, n, true);
        // More of these take very long.
        const plain = n <= 1000 ? made.runCommands(`plain-${n}`, n) : undefined;
        const first = inTurn({
          ours: () => cold(ours),
          least: () => cold(least),
          ...(plain && { commands: () => cold(plain) }),
          loop: () => loop(home, n),
        });
        const then = inTurn({
          ours: () => all(ours),
          least: () => all(least),
          ...(plain && { commands: () => all(plain) }),
        });
        points.ours.push([n, first.ours]);
        points.same.push([n, then.ours]);
        points.least.push([n, first.least]);
        if (plain) points.commands.push([n, first.commands]);
        points.loop.push([n, first.loop]);
        const cell = (key) =>
          first[key] === undefined ? '' : `${seconds(first[key])}, ${seconds(then[key])}`;
        return [name(n), cell('ours'), cell('least'), cell('commands'), seconds(first.loop)];
      });
      return {
        title: 'Tiny modules',
        text: 'Each writes one small file. Two times: cold, and with nothing changed. “The least” is a plugin whose batch writes the same files and does nothing else: what Nx itself takes. The loop is one process, without any cache.',
        head: [
          'experiments',
          'nx-experiments',
          'the least',
          '`nx:run-commands` that run `true`',
          'a plain loop',
        ],
        rows,
        points,
      };
    },

    /** The same commands by tools that are made for them. */
    commands() {
      const tools = ['ninja', 'make'].filter((tool) => versionOf(tool));
      const points = { ours: [], ninja: [], make: [] };
      if (pythonPath() === undefined) return undefined;
      const rows = sizes.commands.map((n) => {
        say(`${name(n)} commands`);
        const ours = made.commands(`commands-${n}`, n);
        const results = tools.map((tool) => buildTool(home, tool, n, parallel));
        const first = cold(ours);
        const same = all(ours);
        points.ours.push([n, first]);
        for (const [i, tool] of tools.entries()) points[tool].push([n, results[i].cold]);
        const beyond = tools.length === 0 ? '' : ratio(first - same, results[0].cold);
        const peers = results.map((result) => `${seconds(result.cold)}, ${seconds(result.same)}`);
        return [name(n), `${seconds(first)}, ${seconds(same)}`, ...peers, beyond];
      });
      return {
        title: 'Commands',
        text: `Each is \`python3 task.py <output>\` (Python itself, without a version manager’s stand-in), ${parallel} at once. Two times: cold, and with nothing changed. The last column: what the commands take beyond a run with nothing changed, as a multiple of ${tools[0] ?? 'nothing'}.`,
        head: ['commands', 'nx-experiments', ...tools, 'ratio'],
        rows,
        points,
      };
    },

    /** An edit, and the run after it. */
    edits() {
      const folder = editedStudy();
      say('edits');
      const least = made.least('graph', size, true);
      all(least);
      const { same, leastSame, graph, leastGraph } = inTurn({
        same: () => doing(folder, 0, () => all(folder)),
        leastSame: () => all(least),
        graph: () => run(folder, 'npx', ['nx', 'show', 'projects']),
        leastGraph: () => run(least, 'npx', ['nx', 'show', 'projects']),
      });
      write(folder, { 'src/data/d0.csv': 'changed\n' });
      const byFile = ['nx', 'affected', '-t', 'estimate', '--base=HEAD'];
      const affected = doing(folder, 10, () => run(folder, 'npx', byFile));
      write(folder, { 'src/data/d1.csv': 'changed\n' });
      const data = doing(folder, 10, () => all(folder));
      commit(folder);
      write(folder, config(size / 10 + 1, "inputs: { table: 'src/data/{data}.csv' },"));
      write(least, leastOf(size + 10));
      const sync = run(folder, 'npx', ['nx', 'sync']);
      const leastSync = run(least, 'npx', ['nx', 'sync']);
      run(folder, 'git', ['checkout', '--', '.']);
      // Files of the lock that came with the level: with them, it would be in step with it.
      run(folder, 'git', ['clean', '--force', '-d', '--quiet', 'src']);
      all(folder);
      write(folder, config(size / 10 + 1, "inputs: { table: 'src/data/{data}.csv' },"));
      // In a terminal Nx writes the lock on the way; a pipe is not one.
      const inOneCall = (where) =>
        canUseTerminal()
          ? runInTerminal(where, ['npx', ...many].join(' '), {
              NX_TUI: 'false',
              // What ours sets of itself: see `terminal`.
              NX_TASKS_RUNNER_DYNAMIC_OUTPUT: 'false',
            })
          : run(where, 'npx', ['nx', 'sync']) + all(where);
      write(least, leastOf(size + 20));
      const level = doing(folder, 10, () => inOneCall(folder));
      const leastLevel = doing(least, 20, () => inOneCall(least));
      commit(folder);
      return {
        title: `An edit, and the run after it (${name(size)} experiments)`,
        text: 'Each is one call, without Nx’s daemon. The last column says of what the ratio is. “The least” is a plugin that lists as many, whose batch writes their files, and whose sync generator copies one file: what Nx itself takes.',
        head: ['', 'time', 'ratio', 'to'],
        rows: [
          ['nothing changed', seconds(same), '', ''],
          ['one data file changed: ten run', seconds(data), ratio(data, same), 'nothing changed'],
          [
            'the same by `nx affected`',
            seconds(affected),
            ratio(affected, same),
            'nothing changed',
          ],
          ['a level added: ten more run', seconds(level), ratio(level, same), 'nothing changed'],
          [
            'the least: twenty more run',
            seconds(leastLevel),
            ratio(leastLevel, leastSame),
            'the least, nothing changed',
          ],
          ['`nx sync` after it', seconds(sync), ratio(sync, graph), '`nx show projects`'],
          [
            'the least: `nx sync`',
            seconds(leastSync),
            ratio(leastSync, leastGraph),
            'the least, `nx show projects`',
          ],
          [
            'the graph alone: `nx show projects`',
            seconds(graph),
            ratio(graph, leastGraph),
            'the same for a plugin that only lists them',
          ],
        ],
      };
    },

    terminal() {
      if (!canUseTerminal()) return undefined;
      const folder = editedStudy();
      say('in a terminal');
      const words = ['npx', ...many].join(' ');
      all(folder);
      const times = inTurn({
        pipe: () => all(folder),
        tui: () => runInTerminal(folder, words, { NX_TUI: 'true' }),
        plain: () => runInTerminal(folder, words, { NX_TUI: 'false' }),
        list: () =>
          runInTerminal(folder, `${words} --outputStyle=dynamic-legacy`, {
            NX_TUI: 'false',
          }),
      });
      const row = (title, key) => [title, seconds(times[key]), ratio(times[key], times.pipe)];
      return {
        title: `In a terminal (${name(size)} experiments, nothing changed)`,
        text: 'In tmux, 120 columns wide. The terminal UI is as `init` sets it: it goes when the run ends.',
        head: ['', 'time', 'ratio to the pipe'],
        rows: [
          row('into a pipe', 'pipe'),
          row('Nx’s terminal UI', 'tui'),
          row('without it: plain lines', 'plain'),
          row(
            'Nx’s live list (`--outputStyle=dynamic-legacy`), which is not used unless named',
            'list',
          ),
        ],
      };
    },

    singles() {
      const n = sizes.singles;
      say('batch: false');
      const ours = made.singles('singles', n);
      const least = made.least('least-singles', n, false);
      const first = inTurn({ ours: () => cold(ours), least: () => cold(least) });
      return {
        title: '`batch: false`',
        text: 'Each experiment in a process that Nx starts, beside tasks of an executor that only writes the file.',
        head: ['experiments', 'nx-experiments', 'the least', 'ratio'],
        rows: [
          [name(n), seconds(first.ours), seconds(first.least), ratio(first.ours, first.least)],
        ],
      };
    },

    schedule() {
      const { unit } = sizes;
      const places = 3;
      say('a slow dataset');
      const folder = made.slowDataset('schedule', unit);
      const call = ['nx', 'run-many', '-t', 'estimate', `--parallel=${places}`];
      const once = () => run(folder, 'npx', call);
      const first = once();
      const same = median([once(), once()]);
      const best = listSchedule(slowDataset(unit), places);
      return {
        title: 'One slow dataset',
        text: `Four datasets, of which one takes ${20 * unit} s to prepare and the others ${unit} s; three estimates of ${2 * unit} s for each; three at once. Beside it the best that a list schedule can do. The ratio is without what a run takes with nothing changed.`,
        head: ['', 'cold', 'nothing changed', 'best schedule', 'ratio'],
        rows: [
          [
            'nx-experiments',
            seconds(first),
            seconds(same),
            seconds(best),
            ratio(first - same, best),
          ],
        ],
      };
    },

    async memory() {
      const rows = [];
      const megabytes = (value) => (value === undefined ? '' : `${Math.round(value)} MB`);
      for (const n of sizes.memory) {
        say(`memory of ${name(n)}`);
        const ours = join(home, `modules-${n}`);
        const plain = n <= 1000 ? join(home, `plain-${n}`) : made.runCommands(`plain-${n}`, n);
        const measure = async (folder, isCold) => {
          if (isCold) made.forget(folder);
          return peakMemory(folder, many.slice(1));
        };
        for (const [when, isCold] of [
          ['cold', true],
          ['nothing changed', false],
        ]) {
          const mine = await measure(ours, isCold);
          const theirs = await measure(plain, isCold);
          if (mine.nx === undefined) return undefined;
          rows.push([
            `${name(n)}, ${when}`,
            megabytes(mine.nx),
            megabytes(theirs.nx),
            ratio(mine.nx, theirs.nx),
            megabytes(mine.plugins),
            megabytes(mine.service),
            megabytes(mine.runner),
          ]);
        }
      }
      return {
        title: 'Memory',
        text: 'What each process takes at most. Plain tasks are as many `nx:run-commands`.',
        head: [
          'experiments',
          'Nx',
          'Nx, plain tasks',
          'ratio',
          'the plugin',
          'the service',
          'a runner',
        ],
        rows,
      };
    },
  };
}

const canUseTerminal = () => versionOf('tmux', ['-V']) !== undefined;
