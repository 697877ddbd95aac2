import { readFileSync } from 'node:fs';

/** Numbers by the name of a regressor. */
export type ByName = { readonly [regressor: string]: number };

/** What is in the result of every estimation. */
interface Common {
  readonly data: string;
  readonly subset: string;
  readonly model: string;
  /** The name of the dependent variable, which is 0 or 1. */
  readonly dependent: string;
  readonly n: number;
  /** Of the regressors, with n − 1. */
  readonly standard_deviations: ByName;
  readonly accuracy: number;
  readonly cross_validated_accuracy: number;
}

/** The result of a regression. */
export interface RegressionFit extends Common {
  /** With the intercept. */
  readonly coefficients: ByName;
  readonly standard_errors: ByName;
  /** Changes in the probability; in a linear probability model, these are its coefficients. */
  readonly marginal_effects: ByName;
  readonly marginal_effect_standard_errors: ByName;
}

/** The result of a tree. */
export interface TreeFit extends Common {
  readonly importance: ByName;
  readonly tree: NamedNode;
}

/** A node of a tree, with the name of the regressor that splits it; `below` the threshold and above. */
export interface NamedNode {
  readonly n: number;
  readonly share: number;
  readonly split?: {
    readonly regressor: string;
    readonly threshold: number;
    readonly below: NamedNode;
    readonly above: NamedNode;
  };
}

export type Fit = RegressionFit | TreeFit;

/** Reads the result of an estimation. */
export function readFit(path: string): Fit {
  return JSON.parse(readFileSync(path, 'utf8')) as Fit;
}
