import { defineCatalog, dimension } from 'nx-experiments';
import { BLD, SRC } from '../config';
import preparation, { data } from '../data_preparation/config';

export const model = dimension(['linear_probability', 'logistic_model', 'decision_tree']);

/** Standard errors: the default level is what there was before. */
export const se = dimension(['classical', 'robust'], { default: 'classical' });

export default defineCatalog({
  bld: BLD,
  dimensions: { data, model, se },
  exclude: [{ model: 'decision_tree', se: 'robust' }],
  tasks: {
    estimate: {
      description: 'Fits one model to one specification of the data',
      needs: { prepared: preparation.tasks.prepare },
      outputs: { fit: 'fit.json' },
      // No arguments: experiment.py reads the experiment from the file that EXPERIMENT names. What the
      // script imports is code, too: an edit of models/ols.py runs this task again, and no other.
      command: ['python3', `${SRC}/estimation/task_estimate_models.py`],
      env: { PYTHONDONTWRITEBYTECODE: '1' },
    },
    compare: {
      description: 'Puts the models of one specification side by side',
      over: ['data'],
      needs: { fits: 'estimate' },
      outputs: { comparison: 'comparison.csv' },
      // The fits of all models become one argument each.
      command: [
        'python3',
        `${SRC}/estimation/task_compare_models.py`,
        '{outputs.comparison}',
        '{needs.fits.fit}',
      ],
    },
  },
});
