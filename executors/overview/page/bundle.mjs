// Bundles the page's script with the packages that it uses, and says whose they are.
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { rolldown } from 'rolldown';

/** Minified, in bytes. */
const LARGEST = 350_000;

/** The page draws no maps: Plot's geography stays out. */
const withoutMaps = {
  name: 'without maps',
  load: {
    filter: { id: /[\\/]d3-geo[\\/]dist[\\/]d3-geo\.mjs$/ },
    handler: (id) =>
      [...readFileSync(id, 'utf8').matchAll(/\b(geo\w+)\b/g)]
        .map(([name]) => name)
        .filter((name, at, all) => all.indexOf(name) === at)
        .map((name) => `export const ${name} = () => undefined;`)
        .join('\n'),
  },
};

/** @param {string} folder where the page's assets go */
export async function bundlePage(folder) {
  const modules = new Set();
  const bundle = await rolldown({
    input: new URL('browser/main.ts', import.meta.url).pathname,
    platform: 'browser',
    plugins: [withoutMaps],
    transform: { target: 'es2023', define: { 'process.env.NODE_ENV': '"production"' } },
  });
  const { output } = await bundle.generate({ format: 'iife', minify: true });
  const [{ code, modules: bundled }] = output;
  for (const path of Object.keys(bundled)) {
    const found = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path);
    if (found) modules.add(found[0]);
  }
  // It stands inside a `<script>`.
  const script = code.trim().replaceAll('</script', '<\\/script').replaceAll('<!--', '<\\!--');
  if (Buffer.byteLength(script) > LARGEST)
    throw new Error(
      `The page's script has ${Buffer.byteLength(script)} bytes: at most ${LARGEST}.`,
    );
  writeFileSync(`${folder}/browser.js`, script);
  writeFileSync(`${folder}/licenses.txt`, licenses([...modules].sort()));
  cpSync(new URL('browser/browser.css', import.meta.url), `${folder}/browser.css`);
}

/** Every package's copyright, and each licence's text once. */
function licenses(folders) {
  const texts = new Map();
  for (const folder of folders) {
    const { name, version } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
    const file = readdirSync(folder).find((each) => /^licen[sc]e/i.test(each));
    if (file === undefined || !existsSync(`${folder}/${file}`))
      throw new Error(`${name} has no licence to hand on.`);
    const lines = readFileSync(`${folder}/${file}`, 'utf8').trim().split('\n');
    const copyright = lines
      .filter((line) => /^\s*copyright/i.test(line))
      .map((line) => line.trim());
    const text = lines
      .filter((line) => !/^\s*copyright/i.test(line))
      .join('\n')
      .replace(/\s+/g, ' ')
      .trim();
    const owners = texts.get(text) ?? [];
    texts.set(text, [...owners, `${name} ${version}: ${copyright.join('; ')}`]);
  }
  return [...texts]
    .map(([text, owners]) => `${owners.join('\n')}\n\n${text}\n`)
    .join('\n')
    .replaceAll('--', '—');
}
