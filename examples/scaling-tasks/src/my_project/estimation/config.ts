import { defineCatalog, dimension } from 'nx-experiments';
import { BLD } from '../config';
import preparation, { data } from '../data_preparation/config';

export const model = dimension(['linear_probability', 'logistic_model', 'decision_tree']);

export default defineCatalog({
  bld: BLD,
  dimensions: { data, model },
  tasks: {
    estimate: {
      description: 'Fits one model to one specification of the data',
      needs: { prepared: preparation.tasks.prepare },
      outputs: { fit: 'fit.json' },
      run: './task_estimate_models.ts',
    },
    figure: {
      description: 'Draws one fit',
      needs: { fit: 'estimate' },
      outputs: { figure: 'figure.svg' },
      run: './task_draw_figures.ts',
    },
    compare: {
      description: 'Puts the models of one specification side by side',
      over: ['data'],
      needs: { fits: 'estimate' },
      outputs: { comparison: 'comparison.md' },
      run: './task_compare_models.ts',
    },
    table: {
      description: 'One table of everything',
      over: [],
      needs: { fits: 'estimate' },
      outputs: { markdown: 'table.md', csv: 'table.csv' },
      run: './task_tabulate_fits.ts',
    },
  },
});
