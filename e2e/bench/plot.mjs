// A plot of time against size, both by powers of ten, as text of an SVG file.

const WIDTH = 720;
const HEIGHT = 400;
const LEFT = 60;
const RIGHT = 200;
const TOP = 16;
const BOTTOM = 44;
const COLOURS = ['#1f5fa8', '#6fa3d8', '#b3541e', '#3f8f4f', '#8a5bb0', '#777777', '#c9a227'];

/** @param series each with a name and points `[size, seconds]` */
export function plot(series) {
  const all = series.flatMap(({ points }) => points);
  const [x0, x1] = powers(all.map(([size]) => size));
  const [y0, y1] = powers(all.map(([, seconds]) => seconds));
  const x = (size) => LEFT + ((Math.log10(size) - x0) / (x1 - x0)) * (WIDTH - LEFT - RIGHT);
  const y = (seconds) =>
    HEIGHT - BOTTOM - ((Math.log10(seconds) - y0) / (y1 - y0)) * (HEIGHT - TOP - BOTTOM);
  const range = (from, to) => Array.from({ length: to - from + 1 }, (_, i) => 10 ** (from + i));
  const grid = [
    ...range(x0, x1).map(
      (size) =>
        `<line x1="${at(x(size))}" x2="${at(x(size))}" y1="${TOP}" y2="${HEIGHT - BOTTOM}" class="grid"/>` +
        `<text x="${at(x(size))}" y="${HEIGHT - BOTTOM + 18}" text-anchor="middle">${size.toLocaleString('en-US')}</text>`,
    ),
    ...range(y0, y1).map(
      (seconds) =>
        `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${at(y(seconds))}" y2="${at(y(seconds))}" class="grid"/>` +
        `<text x="${LEFT - 8}" y="${at(y(seconds) + 4)}" text-anchor="end">${seconds} s</text>`,
    ),
  ];
  const ends = labelPlaces(series.map(({ points }) => y(points.at(-1)[1])));
  const lines = series.map(({ name, points }, i) => {
    const colour = COLOURS[i % COLOURS.length];
    const path = points.map(([size, seconds]) => `${at(x(size))},${at(y(seconds))}`);
    const [lastX] = path.at(-1).split(',');
    return [
      `<polyline points="${path.join(' ')}" fill="none" stroke="${colour}" stroke-width="2"/>`,
      ...path.map((place) => {
        const [cx, cy] = place.split(',');
        return `<circle cx="${cx}" cy="${cy}" r="3" fill="${colour}"/>`;
      }),
      `<text x="${at(Math.max(Number(lastX) + 10, WIDTH - RIGHT + 10))}" y="${at(ends[i] + 4)}" style="fill: ${colour}">${name}</text>`,
    ].join('\n');
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12">
<title>Seconds against the number of experiments</title>
<style>.grid { stroke: #dddddd } text { fill: #555555 }</style>
<rect width="${WIDTH}" height="${HEIGHT}" fill="white"/>
${grid.join('\n')}
${lines.join('\n')}
<text x="${(LEFT + WIDTH - RIGHT) / 2}" y="${HEIGHT - 8}" text-anchor="middle">experiments</text>
</svg>
`;
}

const at = (value) => Number(value.toFixed(1));

function powers(values) {
  const from = Math.floor(Math.log10(Math.min(...values)));
  return [from, Math.max(from + 1, Math.ceil(Math.log10(Math.max(...values)) - 1e-9))];
}

/** Names of lines that end near each other stand below each other. */
function labelPlaces(places) {
  const order = places.map((_, i) => i).toSorted((a, b) => places[a] - places[b]);
  const result = [];
  let last = Number.NEGATIVE_INFINITY;
  for (const i of order) {
    last = Math.max(places[i], last + 15);
    result[i] = last;
  }
  return result;
}
