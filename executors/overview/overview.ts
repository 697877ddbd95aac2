import { join } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import { stateFolder } from '../../src/files/state-folder.js';
import { writeWhole } from '../../src/files/write-whole.js';
import { catalogsIn, type ShownCatalog } from '../../src/graph/overview-targets.js';
import { fromEnv } from '../../src/guard/run-settings.js';
import { openTaskCache } from '../../src/nx/task-cache.js';
import { openDurations } from '../run/state/durations.js';
import type { StudyData } from './data.js';
import { jsonOf } from './json.js';
import { type Member, membersBelow, membersOf } from './members.js';
import { printData, printText } from './output.js';
import { pageOf } from './page/page.js';
import { openRecords } from './records.js';
import { narrowed, selected } from './selection.js';
import { statesOf } from './states.js';
import { studyData } from './study-data.js';
import { shown } from './terminal/shown.js';

/** Options of the target, and words of a call. */
export interface OverviewOptions {
  readonly json?: boolean;
  readonly task?: string | readonly string[];
  readonly where?: string | readonly string[];
}

type Context = Pick<
  ExecutorContext,
  'root' | 'projectName' | 'projectGraph' | 'nxJsonConfiguration' | 'projectsConfigurations'
>;

/** Shows the study of the project's catalogs, and all that they need. Executes nothing. */
export default async function runOverview(
  options: OverviewOptions,
  context: Context,
): Promise<{ success: boolean }> {
  const study = await readStudy(context);
  try {
    const selection = { tasks: listOf(options.task), where: listOf(options.where) };
    const view = narrowed(study, selected(study, selection));
    // Nx prints lines of its own around those of a task: in the file there is nothing else.
    writeWhole(join(context.root, study.page.replace(/html$/, 'json')), textOf(jsonOf(view)));
    const isWritten = writePage(context.root, study);
    if (options.json) await printData(jsonOf(view));
    else await printText(shown(view, terminal(context.root), isWritten));
    return { success: true };
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    return { success: false };
  }
}

/** All that is known of the study of a project's catalogs. */
export function readStudy(context: Context): Promise<StudyData> {
  const { projectName = '', projectGraph } = context;
  return readExperiments(membersBelow(projectName, projectGraph, membersOf(projectGraph)), context);
}

/** All that is known of some experiments; what they need has to be among them. */
export async function readExperiments(
  members: readonly Member[],
  context: Context,
): Promise<StudyData> {
  const { root, projectName = '', projectGraph: graph, nxJsonConfiguration = {} } = context;
  const selection = [...grouped(members)].map(([target, some]) => ({
    target,
    projects: some.map(({ project }) => project),
  }));
  const cache = await openTaskCache(root, graph, nxJsonConfiguration, selection);
  const state = stateFolder(root);
  const records = openRecords(
    root,
    state,
    graph,
    cache,
    new Set(members.map(({ plan }) => plan.bld)),
  );
  const byId = new Map(members.map((member) => [member.id, member]));
  const verdicts = await statesOf(byId, cache, records);
  records.save();
  return studyData({
    project: projectName,
    catalogs: shownCatalogs(graph),
    members,
    verdicts,
    durations: openDurations(state),
    lastOf: records.lastOf,
    parallel: fromEnv(process.env).parallel,
    now: Date.now(),
  });
}

/** @returns whether it could be written */
function writePage(root: string, study: StudyData): boolean {
  return writeWhole(join(root, study.page), pageOf(study, root));
}

function targetOf({ id }: Member): string {
  return id.slice(id.lastIndexOf(':') + 1);
}

function grouped(members: readonly Member[]): Map<string, Member[]> {
  const groups = new Map<string, Member[]>();
  for (const member of members) {
    const target = targetOf(member);
    const group = groups.get(target);
    if (group === undefined) groups.set(target, [member]);
    else group.push(member);
  }
  return groups;
}

/** What the targets of overviews tell of all catalogs. */
function shownCatalogs(graph: ExecutorContext['projectGraph']): ShownCatalog[] {
  return Object.values(graph.nodes).flatMap(({ data }) =>
    Object.values(data.targets ?? {}).flatMap(catalogsIn),
  );
}

function textOf(lines: readonly string[]): string {
  return `${lines.join('\n')}\n`;
}

function listOf(value: string | readonly string[] | undefined): readonly string[] {
  return value === undefined ? [] : [value].flat();
}

/** How much fits, and whether colours do. Nx gives its tasks a terminal where it has one itself. */
function terminal(root: string) {
  const { isTTY, columns } = process.stdout;
  return {
    columns: columns ?? (Number(process.env.COLUMNS) || 80),
    hasColour: isTTY === true && !process.env.NO_COLOR,
    root,
  };
}
