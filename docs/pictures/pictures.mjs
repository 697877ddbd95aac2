// Makes the pictures that the README shows: `npm run pictures`.
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { createJiti } from 'jiti';
import { chromium } from 'playwright-core';
import { pageOf } from '../../dist/executors/overview/page/page.js';

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
  writeFileSync(join(here, name), Buffer.from(webp.split(',')[1], 'base64'));
  const { size } = statSync(join(here, name));
  if (size > LARGEST) throw new Error(`${name} has ${size} bytes: at most ${LARGEST}.`);
  console.log(`${name}: ${Math.round(size / 1000)} kB`);
}
