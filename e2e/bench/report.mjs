// The text of docs/performance.md.
import { availableParallelism, cpus, loadavg, platform, release, totalmem } from 'node:os';
import { versionOf } from './processes.mjs';

/** @param load how many processes the machine had to do before the measuring began */
export function machine(nx, load) {
  const versions = [
    `Node ${process.version}`,
    `Nx ${nx}`,
    ...['python3', 'ninja', 'make'].map((tool) => {
      const version = versionOf(tool);
      return version && (/^\d/.test(version) ? `${tool} ${version}` : version);
    }),
  ].filter(Boolean);
  const busy =
    load > 0.5
      ? ` Other programs kept the machine busy (a load of ${load.toFixed(1)} before it began): the ratios count, not the times.`
      : '';
  return `${availableParallelism()} × ${cpus()[0].model}, ${Math.round(totalmem() / 2 ** 30)} GB, ${platform()} ${release()}; ${versions.join(', ')}.${busy}`;
}

export const loadNow = () => loadavg()[0];

export function report({ tables, where, how }) {
  const sections = tables.map(
    ({ title, text, head, rows }) => `## ${title}\n\n${text}\n\n${table(head, rows)}\n`,
  );
  return `# Performance

\`npm run bench\` wrote this page: whole processes, one beside the other, without Nx's daemon. ${how}

${where}

![Seconds against the number of experiments](performance.svg)

${sections.join('\n')}`;
}

function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
