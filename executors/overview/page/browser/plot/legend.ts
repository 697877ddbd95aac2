import * as Plot from '@observablehq/plot';
import { h } from '../elements.js';
import type { Series } from './draw.js';

/** Which colour and symbol is which. */
export function legend(name: string, series: Series): HTMLElement {
  const sample = (each: string): Element =>
    Plot.plot({
      width: 14,
      height: 14,
      margin: 0,
      axis: null,
      x: { domain: [0, 1] },
      y: { domain: [0, 1] },
      style: { background: 'none' },
      marks: [
        Plot.dot([each], {
          x: 0.5,
          y: 0.5,
          r: 4.5,
          symbol: series.symbol(each) as Plot.SymbolType,
          fill: series.colour(each),
        }),
      ],
    });
  return h(
    'p',
    { class: 'legend' },
    h('em', {}, name),
    series.names.map((each) => {
      const drawn = sample(each);
      drawn.setAttribute('aria-hidden', 'true');
      return h('span', {}, drawn, each);
    }),
  );
}
