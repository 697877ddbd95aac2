export {
  type Catalog,
  type Dimension,
  defineCatalog,
  dimension,
  glob,
  type TaskDefinition,
} from './catalog.js';
export type { Experiment, Level, NeededExperiment } from './experiment.js';
export type { Json } from './json.js';
