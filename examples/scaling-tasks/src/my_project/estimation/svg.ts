/** Attributes of an SVG element. */
type Attributes = { readonly [name: string]: string | number };

/** Colours of all figures. */
export const COLOURS = { ink: '#1f2933', quiet: '#7b8794', rule: '#d9dee3', accent: '#0b6e99' };

/** An SVG element; coordinates are rounded to a hundredth, so that files are small and stable. */
export function element(name: string, attributes: Attributes, content = ''): string {
  const text = Object.entries(attributes)
    .map(
      ([key, value]) => ` ${key}="${typeof value === 'number' ? round(value) : escapeXml(value)}"`,
    )
    .join('');
  return content === '' ? `<${name}${text}/>` : `<${name}${text}>${content}</${name}>`;
}

/** A line of text at a point. */
export function text(x: number, y: number, content: string, attributes: Attributes = {}): string {
  return element('text', { x, y, ...attributes }, escapeXml(content));
}

/** A straight line. */
export function line(
  [x1, y1]: readonly [number, number],
  [x2, y2]: readonly [number, number],
  attributes: Attributes,
): string {
  return element('line', { x1, y1, x2, y2, ...attributes });
}

/** A whole figure with its title and a line that says how to read it. */
export function figure(
  width: number,
  height: number,
  title: string,
  caption: string,
  content: readonly string[],
): string {
  const parts = [
    element('title', {}, escapeXml(title)),
    element('rect', { width, height, fill: '#ffffff' }),
    text(24, 34, title, { 'font-size': 17, 'font-weight': 600 }),
    text(24, 56, caption, { fill: COLOURS.quiet }),
    ...content,
  ];
  const attributes = {
    xmlns: 'http://www.w3.org/2000/svg',
    viewBox: `0 0 ${width} ${height}`,
    width,
    height,
    'font-family': 'system-ui, "Segoe UI", "DejaVu Sans", sans-serif',
    'font-size': 13,
    fill: COLOURS.ink,
  };
  return `${element('svg', attributes, `\n${parts.join('\n')}\n`)}\n`;
}

function round(value: number): string {
  return String(Math.round(value * 100) / 100);
}

function escapeXml(value: string): string {
  return value
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
