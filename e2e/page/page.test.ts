import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { StudyData } from '../../executors/overview/data.js';
import { makeStudy } from '../../executors/overview/page/study.fixture.js';
import { findBrowser, type Opened, openBrowser } from './browser.js';
import { HOSTILE, hostileStudy } from './hostile.js';

const executable = findBrowser();
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

describe.skipIf(executable === undefined)('the page in a browser', () => {
  let opened: Opened;
  let study: StudyData;
  let page: Page;

  beforeAll(async () => {
    opened = await openBrowser(executable!);
    study = makeStudy({ data: 5, models: 3, errors: 2, seeds: 2 }, opened.write);
  });
  afterAll(() => opened?.close());
  afterEach(async () => {
    await page.close();
    expect(opened.problems.splice(0)).toEqual([]);
  });

  const rows = () => page.locator('.results tbody tr:not(.space)');
  const firstRow = () => rows().first().locator('th').innerText();
  const status = () => page.getByRole('status').innerText();
  const hash = () => page.evaluate(() => decodeURIComponent(location.hash));
  const heads = () => page.locator('.results thead th').allInnerTexts();

  test('it shows what a run would do, and the task with results', async () => {
    page = await opened.open(study);
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('estimation');
    const states = page.getByRole('list', { name: 'Experiments by state' });
    expect((await states.innerText()).replace(/\s+/g, ' ')).toContain('✖ 2 failed');
    expect(await page.locator('.tabs [aria-current]').innerText()).toBe('estimate 60');
    expect(await status()).toBe('60 experiments');
    expect(await page.locator('.grid td.cell').count()).toBe(30);
  });

  test('a study without experiments is an empty page', async () => {
    page = await opened.open(makeStudy({ data: 0, models: 0, errors: 0, seeds: 0 }, () => {}));
    expect(await status()).toBe('0 experiments');
  });

  test('a state, a level, a search and a comparison filter grid, plot and table', async () => {
    page = await opened.open(study);
    const menu = page.locator('.menus summary', { hasText: 'model' });
    await menu.click();
    await page.getByRole('checkbox', { name: 'lasso' }).check();
    await page.keyboard.press('Escape');
    expect(await page.getByRole('checkbox', { name: 'lasso' }).isVisible()).toBe(false);
    expect(await status()).toBe('20 of 60 experiments');
    expect(await hash()).toBe('#where.model==lasso');
    expect(await page.locator('.grid td.cell').count()).toBe(10);
    await page.getByLabel('Filter accuracy').fill('> 0.7');
    expect(await status()).not.toBe('20 of 60 experiments');
    const shown = await rows().evaluateAll((all) => all.map((row) => row.textContent));
    expect(shown.length).toBeGreaterThan(0);
    await page.getByLabel('Filter accuracy').fill('> 2');
    expect(await status()).toBe('0 of 60 experiments');
    expect(await page.locator('.note').last().innerText()).toContain('No experiment');
    await page.getByRole('link', { name: 'Remove all' }).click();
    await page.getByRole('searchbox').fill('gentoo robust');
    expect(await status()).toBe('6 of 60 experiments');
    await page.getByRole('searchbox').fill('');
    await page.locator('.states a', { hasText: 'failed' }).click();
    expect(await status()).toBe('2 of 70 experiments');
  });

  test('values of before a change are said to be so, and can be left out', async () => {
    const changed = study.experiments.find(
      ({ task, state }) => task === 'estimate' && state === 'current',
    )!;
    const experiments = study.experiments.map((each) =>
      each === changed ? { ...each, state: 'changed' as const, reasons: ['x.ts changed'] } : each,
    );
    page = await opened.open({ ...study, experiments });
    const note = page.locator('.filters .note');
    const before = Number((await note.innerText()).match(/^Values of (\d+) experiment/)![1]);
    expect(before).toBeGreaterThan(0);
    await note.getByRole('link', { name: 'Only current ones' }).click();
    expect(await note.innerText()).toBe('');
    expect(await hash()).toContain('state==current');
    expect(await rows().filter({ hasText: changed.id }).count()).toBe(0);
  });

  test('a click on a head sorts, a second one the other way, a third not at all', async () => {
    page = await opened.open(study);
    const head = page.locator('.results thead th', { hasText: 'accuracy' });
    const before = await firstRow();
    await head.getByRole('button').click();
    expect(await head.getAttribute('aria-sort')).toBe('ascending');
    const lowest = await firstRow();
    await head.getByRole('button').click();
    expect(await head.getAttribute('aria-sort')).toBe('descending');
    expect(await firstRow()).not.toBe(lowest);
    await head.getByRole('button').click();
    expect(await head.getAttribute('aria-sort')).toBe('none');
    expect(await firstRow()).toBe(before);
    // By levels in the catalog's order, then by seeds as numbers.
    await page.goto(`${page.url().split('#')[0]}#sort=-model&sort=seed`);
    await expect.poll(firstRow).toBe('adelie-lasso-1');
  });

  test('columns are hidden and shown; constant ones are hidden from the start', async () => {
    page = await opened.open(study);
    expect(await heads()).not.toContain('task');
    await page.locator('.results summary', { hasText: 'Columns' }).click();
    const menu = page.locator('.results .menu');
    await menu.getByRole('checkbox', { name: 'accuracy' }).uncheck();
    await menu.getByRole('checkbox', { name: 'task' }).check();
    expect(await heads()).toContain('task');
    expect(await heads()).not.toContain('accuracy');
    expect(await hash()).toBe('#show=task&hide=accuracy');
  });

  test('a value is plotted over a dimension, as a distribution, and against another', async () => {
    page = await opened.open(study);
    const plot = page.getByRole('region', { name: 'Plot' });
    const image = plot.getByRole('img');
    await expect.poll(() => image.getAttribute('aria-label')).toContain('Mean of accuracy');
    await plot.getByLabel('Show').selectOption('distribution');
    await expect.poll(() => image.getAttribute('aria-label')).toContain('Distribution of accuracy');
    await plot.getByLabel('Show').selectOption('scatter');
    await plot.getByLabel('Horizontal').selectOption('coefficients.slope');
    await expect
      .poll(() => image.getAttribute('aria-label'))
      .toContain('accuracy against coefficients.slope');
    expect(await hash()).toBe('#plot.kind=scatter&plot.x=coefficients.slope');
    const box = (await image.boundingBox())!;
    expect(box.width).toBeGreaterThan(400);
    await plot.getByLabel('Colour').selectOption('none');
    await plot.getByLabel('Facets').selectOption('none');
    await expect.poll(() => image.getAttribute('aria-label')).not.toContain('by ');
  });

  test('the numbers below facets do not touch each other', async () => {
    const sizes = { data: 5, models: 3, errors: 2, seeds: 2 };
    const wide = makeStudy(sizes, (path, text) => {
      const value = path.includes('ols') ? 0.0005 : 0.0295;
      opened.write(path, path.endsWith('.json') ? JSON.stringify({ value }) : text);
    });
    page = await opened.open(wide);
    makeStudy(sizes, opened.write);
    await page.setViewportSize({ width: 800, height: 800 });
    const numbers = await page.locator('.plot .figure svg text').evaluateAll((all) =>
      all
        .filter((each) => /^[\d.]+$/.test(each.textContent))
        .map((each) => each.getBoundingClientRect())
        .map(({ left, right }) => ({ left, right }))
        .sort((a, b) => a.left - b.left),
    );
    expect(numbers.length).toBeGreaterThan(5);
    for (const [i, { left }] of numbers.slice(1).entries())
      expect(left - numbers[i]!.right).toBeGreaterThan(4);
  });

  test('an experiment opens with its image, text, table, log, needs and definition', async () => {
    page = await opened.open(study);
    await page.getByRole('link', { name: 'adelie-ols-1', exact: true }).click();
    const dialog = page.getByRole('dialog');
    expect(await dialog.getByRole('heading', { level: 2 }).innerText()).toContain('adelie-ols-1');
    const image = dialog.getByRole('img');
    await expect
      .poll(() => image.evaluate((each: HTMLImageElement) => each.naturalWidth))
      .toBeGreaterThan(0);
    const text = await dialog.innerText();
    for (const part of ['"accuracy": 0.', 'fitted ols', 'src/estimation/estimate.ts', 'took'])
      expect(text).toContain(part);
    expect(text).toContain('bld/estimate/adelie-ols-1/fit.json');
    const fit = await dialog
      .getByRole('link', { name: /fit\.json/ })
      .evaluate((link) => (link as HTMLAnchorElement).href);
    expect(fit).toMatch(/^file:.*\/bld\/estimate\/adelie-ols-1\/fit\.json$/);
    await dialog.getByRole('link', { name: /prepare\/adelie/ }).click();
    expect(await dialog.getByRole('table').innerText()).toContain('14');
    await page.goBack();
    await page.goBack();
    await expect.poll(() => dialog.isVisible()).toBe(false);
  });

  test('a link shows what it was copied from', async () => {
    const address =
      '#task=estimate&where.model==ols|=lasso&sort=-accuracy&hide=n&plot.kind=scatter&experiment=estimate/adelie-ols-1';
    page = await opened.open(study, address);
    expect(await page.getByRole('dialog').isVisible()).toBe(true);
    await page.keyboard.press('Escape');
    expect(await status()).toBe('40 of 60 experiments');
    expect(await heads()).not.toContain('n');
    expect(await hash()).toBe(address.replace('&experiment=estimate/adelie-ols-1', ''));
  });

  test('the keyboard alone reaches and does all of it', async () => {
    page = await opened.open(study);
    const tabTo = async (selector: string) => {
      for (let step = 0; step < 80; step++) {
        await page.keyboard.press('Tab');
        if (await page.evaluate((wanted) => document.activeElement?.matches(wanted), selector))
          return;
      }
      throw new Error(`${selector} was not reached`);
    };
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute('title'));
    await tabTo('.grid td.cell a');
    const first = await focused();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowDown');
    expect(await focused()).not.toBe(first);
    await tabTo('.results thead button');
    await page.keyboard.press('Enter');
    expect(await hash()).toBe('#sort=experiment');
    await tabTo('.results tbody a');
    const name = await page.evaluate(() => document.activeElement?.textContent);
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    await expect.poll(() => dialog.getByRole('heading', { level: 2 }).innerText()).toContain(name);
    await page.keyboard.press('Escape');
    await expect.poll(() => dialog.isVisible()).toBe(false);
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe(name);
  });

  test('it follows the dark mode of the system', async () => {
    const background = () =>
      page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    page = await opened.open(study, '', { colorScheme: 'dark' });
    expect(await background()).toBe('rgb(21, 25, 29)');
    await page.emulateMedia({ colorScheme: 'light' });
    expect(await background()).toBe('rgb(255, 255, 255)');
  });

  test('on paper stand all rows, and no controls', async () => {
    page = await opened.open(study, '', { viewport: { width: 1300, height: 400 } });
    expect(await rows().count()).toBeLessThan(60);
    await page.emulateMedia({ media: 'print' });
    await expect.poll(() => rows().count()).toBe(60);
    expect(await page.getByLabel('Filter accuracy').isVisible()).toBe(false);
    expect(await page.getByRole('searchbox').isVisible()).toBe(false);
    const paper = await page.pdf();
    expect(paper.subarray(0, 5).toString()).toBe('%PDF-');
  });

  test('names, values, reasons and logs are text, whatever they contain', async () => {
    const hostile = hostileStudy(opened.write);
    page = await opened.open(hostile, '#plot.colour=note');
    await expect.poll(() => page.locator('.plot svg').count()).toBeGreaterThan(0);
    expect(await page.locator('.results').innerText()).toContain(HOSTILE[0]);
    for (const project of hostile.experiments.map(({ project }) => project)) {
      await page.evaluate((experiment) => {
        location.hash = `#${new URLSearchParams({ experiment, search: '<b>', 'where.note': '<i>' })}`;
      }, project);
      await expect.poll(() => page.getByRole('dialog').isVisible()).toBe(true);
      for (const text of HOSTILE)
        expect(await page.getByRole('dialog').innerText()).toContain(text);
    }
    expect(await page.evaluate(() => 'hacked' in window)).toBe(false);
    expect(await page.evaluate(() => document.scripts.length)).toBe(3);
    expect(await page.getByText('bold', { exact: true }).count()).toBe(0);
  });

  test('ten thousand experiments are opened, scrolled, and plotted by counts', async () => {
    const large = makeStudy({ data: 20, models: 25, errors: 4, seeds: 5 }, () => {});
    page = await opened.open(
      large,
      '#task=estimate&plot.kind=scatter&plot.x=attempts&plot.y=seconds',
    );
    expect(await status()).toBe('10,000 experiments');
    expect(await page.evaluate(() => document.querySelectorAll('*').length)).toBeLessThan(8000);
    await page.locator('.results .scroll').evaluate((each) => each.scrollTo(0, each.scrollHeight));
    await expect.poll(() => rows().last().getAttribute('aria-rowindex')).toBe(String(10_000 + 2));
    await expect.poll(() => page.locator('.plot figcaption').innerText()).toContain('counted');
    expect(await page.locator('.plot svg *').count()).toBeLessThan(5000);
  });

  test.each(['light', 'dark'] as const)('axe finds nothing serious in %s', async (colorScheme) => {
    page = await opened.open(study, '', { colorScheme });
    await expect.poll(() => page.locator('.plot svg').count()).toBeGreaterThan(0);
    await page.evaluate(axe);
    // In the dark, colours alone are others.
    const rules = colorScheme === 'dark' ? ['color-contrast'] : undefined;
    const check = () =>
      page.evaluate(async (only) => {
        const options = only === undefined ? {} : { runOnly: only };
        const found = await (window as unknown as Axe).axe.run(document, options);
        return found.violations
          .filter(({ impact }) => impact === 'serious' || impact === 'critical')
          .map(({ id, nodes }) => [id, ...nodes.slice(0, 3).map(({ html }) => html)]);
      }, rules);
    expect(await check()).toEqual([]);
    await page.getByRole('link', { name: 'adelie-ols-1', exact: true }).click();
    await page.getByRole('dialog').evaluate(async (dialog) => {
      await Promise.all(dialog.getAnimations().map((animation) => animation.finished));
    });
    expect(await check()).toEqual([]);
  });
});

interface Axe {
  readonly axe: { readonly run: (inside: Document, options: object) => Promise<Results> };
}

interface Results {
  readonly violations: readonly {
    readonly id: string;
    readonly impact: string;
    readonly nodes: readonly { readonly html: string }[];
  }[];
}
