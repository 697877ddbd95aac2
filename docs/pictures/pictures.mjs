// Makes the pictures that the README shows: `npm run pictures`.
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { createJiti } from 'jiti';
import { chromium } from 'playwright-core';
import { pageOf } from '../../dist/executors/overview/page/page.js';
import { shown } from '../../dist/executors/overview/terminal/shown.js';

/** A README is loaded at once. In bytes. */
const LARGEST = 150_000;

const here = dirname(fileURLToPath(import.meta.url));
const root = mkdtempSync(join(tmpdir(), 'pictures-'));
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
try {
  const jiti = createJiti(import.meta.url);
  const { makeStudy } = await jiti.import('../../executors/overview/page/study.fixture.ts');
  const study = makeStudy({ data: 6, models: 5, errors: 3, seeds: 4 }, write);
  write(study.page, pageOf(study, root));
  await picture(study.page, 'page.webp');
  const small = makeStudy({ data: 5, models: 4, errors: 1, seeds: 1 }, write);
  keep('terminal.svg', svgOf(shown(small, { columns: 84, hasColour: true }, true)));
} finally {
  await browser.close();
  rmSync(root, { recursive: true, force: true });
}

function write(path, text) {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

async function picture(path, name) {
  const page = await browser.newPage({
    viewport: { width: 1240, height: 900 },
    deviceScaleFactor: 1.5,
  });
  await page.goto(pathToFileURL(join(root, path)).href);
  await page.locator('.plot svg').last().waitFor();
  const png = await page.screenshot({ type: 'png' });
  // Chromium writes WebP, too, but only from a canvas.
  const blank = await browser.newPage();
  const webp = await blank.evaluate(
    async (source) => {
      const image = new Image();
      image.src = source;
      await image.decode();
      const canvas = document.createElement('canvas');
      canvas.width = image.width;
      canvas.height = image.height;
      canvas.getContext('2d').drawImage(image, 0, 0);
      return canvas.toDataURL('image/webp', 0.86);
    },
    `data:image/png;base64,${png.toString('base64')}`,
  );
  keep(name, Buffer.from(webp.split(',')[1], 'base64'));
}

function keep(name, content) {
  writeFileSync(join(here, name), content);
  const { size } = statSync(join(here, name));
  if (size > LARGEST) throw new Error(`${name} has ${size} bytes: at most ${LARGEST}.`);
  console.log(`${name}: ${Math.ceil(size / 1000)} kB`);
}

/** What a terminal shows, as SVG; knows the colours that the overview uses. */
function svgOf(text) {
  const inks = {
    31: '#ff7b72',
    32: '#7ee2a0',
    33: '#f2cc60',
    35: '#e3a6e7',
    36: '#79c0ff',
    90: '#9aa4ae',
  };
  const lines = ['$ npx nx overview estimation', '', ...text.trimEnd().split('\n')];
  const stripped = lines.map((line) => stripVTControlCharacters(line));
  const escaped = (part) => part.replace(/[&<>]/g, (each) => `&#${each.charCodeAt(0)};`);
  const rows = lines.map((line, row) => {
    let column = 0;
    const spans = `0m${line}`.split('\u001b[').map((styled) => {
      const at = styled.indexOf('m');
      const [code, part] = [styled.slice(0, at), styled.slice(at + 1)];
      const look = code === '1' ? ' font-weight="700"' : inks[code] ? ` fill="${inks[code]}"` : '';
      // Each part has its place: fonts of signs are of other widths.
      const words = [...part.matchAll(/\S+(?: \S+)*/g)].map(
        (word) =>
          `<tspan x="${20 + (column + word.index) * 7.8}"${look}>${escaped(word[0])}</tspan>`,
      );
      column += [...part].length;
      return words.join('');
    });
    return `<text y="${34 + row * 19}">${spans.join('')}</text>`;
  });
  const height = 34 + lines.length * 19;
  const width = 40 + Math.ceil(7.8 * Math.max(...stripped.map((line) => line.length)));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" role="img" aria-label="nx overview in a terminal"><rect width="${width}" height="${height}" rx="8" fill="#15191d"/><g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="13" fill="#e3e7eb">${rows.join('')}</g></svg>\n`;
}
