import type { Experiment } from 'nx-experiments';
import { coefficientPlot } from './coefficient_plot';
import type catalog from './config';
import { readFit } from './fit';
import { treePlot } from './tree_plot';

/** Draws one fit: the effects of a regression with their intervals, or the tree. */
export default function draw(e: Experiment<typeof catalog, 'figure'>) {
  const fit = readFit(e.needs.fit.outputs.fit);
  const name = fit.model.replaceAll('_', ' ');
  const title = `${name[0]?.toUpperCase()}${name.slice(1)}, ${fit.data} (${fit.subset}, n = ${fit.n})`;
  return { figure: 'tree' in fit ? treePlot(fit, title) : coefficientPlot(fit, title) };
}
