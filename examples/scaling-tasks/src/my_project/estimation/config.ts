import { defineCatalog, dimension } from 'nx-experiments';
import { BLD } from '../config';
import preparation, { data } from '../data_preparation/config';

export const model = dimension(['linear_probability', 'logistic_model', 'decision_tree']);

/** Standard errors. It came later: the default level left all results valid that were there before. */
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
      run: './task_estimate_models.ts',
    },
    figure: {
      description: 'Draws both regressions of one specification in one panel, and its tree',
      over: ['data'],
      needs: { fits: 'estimate' },
      outputs: { effects: 'effects.svg', tree: 'tree.svg' },
      run: './task_draw_figures.ts',
    },
    table: {
      description: 'One table of everything, to be read',
      over: [],
      needs: { fits: 'estimate' },
      outputs: { markdown: 'table.md' },
      run: './task_tabulate_fits.ts',
    },
    numbers: {
      description: 'Every number of every fit, a row per fit',
      over: [],
      needs: { fits: 'estimate' },
      args: { values: ['n', 'accuracy', 'coefficients', 'effects', 'importance'] },
      outputs: { csv: 'numbers.csv' },
      run: 'nx-experiments/collect',
    },
  },
});
