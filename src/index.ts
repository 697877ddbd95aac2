export {
  type Catalog,
  type CatalogDefinition,
  type Count,
  type Dimension,
  type DimensionOptions,
  type Dimensions,
  defineCatalog,
  dimension,
  type Fields,
  type Glob,
  glob,
  type LevelOf,
  type Levels,
  type ResourcesFor,
  replicates,
  type TaskDefinition,
  type TaskReference,
  type Tasks,
  type Timeout,
} from './catalog/define.js';
export type {
  AnyExperiment,
  Experiment,
  KnownExperiment,
  Level,
  Needed,
  NeededExperiment,
  Signal,
} from './catalog/experiment.js';
export type { Json } from './catalog/json.js';
export type { Resources } from './catalog/resources.js';
