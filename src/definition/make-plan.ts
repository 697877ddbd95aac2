import type { StudyExperiment } from '../study/joined.js';
import { viewOf } from '../study/view.js';
import type { NamedFiles } from './named-files.js';
import { partsOf } from './parts.js';
import type { Plan } from './plan.js';

/** Everything that running an experiment takes. */
export function makePlan(experiment: StudyExperiment, named: NamedFiles): Plan {
  const { task, catalog, folder, levels } = experiment;
  const replicates = catalog.dimensions
    .filter(({ replicate }) => replicate)
    .map(({ name }) => name);
  const varied = replicates.filter((name) => levels.some(({ dimension }) => dimension === name));
  return {
    catalog: catalog.file,
    bld: catalog.bld,
    folder,
    experiment: viewOf(experiment),
    ...(task.run !== undefined && { run: task.run }),
    ...(task.command !== undefined && { command: task.command }),
    env: task.env,
    ...(task.timeout !== undefined && { timeout: task.timeout }),
    retries: task.retries,
    ...(experiment.resources !== undefined && { resources: experiment.resources }),
    ...(task.reads !== undefined && { reads: task.reads }),
    ...(varied.length > 0 && { replicates: varied }),
    parts: partsOf(experiment, named),
  };
}
