import { defineCatalog, dimension } from 'nx-experiments';
import { BLD, SRC } from '../config';

/** Four specifications of one dataset, `data_0` to `data_3` in tags: all penguins, and each species. */
export const data = dimension({
  '0': { title: 'All penguins', subset: 'all' },
  '1': { title: 'Adelie', subset: 'Adelie' },
  '2': { title: 'Chinstrap', subset: 'Chinstrap' },
  '3': { title: 'Gentoo', subset: 'Gentoo' },
});

export default defineCatalog({
  bld: BLD,
  dimensions: { data },
  tasks: {
    prepare: {
      description: 'Selects the complete observations of one specification',
      inputs: { data: `${SRC}/data/data.csv` },
      outputs: { table: 'data.csv' },
      // The script gets what it needs as arguments.
      command: [
        'python3',
        `${SRC}/data_preparation/task_prepare_data.py`,
        '--data={inputs.data}',
        '--subset={data.subset}',
        '--out={outputs.table}',
      ],
    },
  },
});
