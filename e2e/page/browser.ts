import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import type { StudyData } from '../../executors/overview/data.js';
import { pageOf } from '../../executors/overview/page/page.js';

const PLACES = [
  process.env.CHROMIUM ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** The browser on this machine; where it is missing, tests fail in CI, and are skipped aloud elsewhere. */
export function findBrowser(): string | undefined {
  const found = PLACES.find((place) => place !== '' && existsSync(place));
  if (found !== undefined) return found;
  if (process.env.CI === 'true') throw new Error('No browser: apt-get install chromium');
  console.warn('Skipped: the page in a browser. Install chromium, or set CHROMIUM to a browser.');
  return undefined;
}

/** What is opened in one browser, and all that goes wrong there. */
export interface Opened {
  readonly browser: Browser;
  /** Errors, warnings, and requests to anything but the study's own files. */
  readonly problems: string[];
  readonly open: (
    study: StudyData,
    hash?: string,
    options?: Parameters<Browser['newPage']>[0],
  ) => Promise<Page>;
  readonly write: (path: string, text: string) => void;
  readonly close: () => Promise<void>;
}

export async function openBrowser(executablePath: string): Promise<Opened> {
  const root = mkdtempSync(join(tmpdir(), 'page-'));
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  const problems: string[] = [];
  const writing: Promise<void>[] = [];
  const write = (path: string, text: string): void => {
    const file = join(root, path);
    writing.push(mkdir(dirname(file), { recursive: true }).then(() => writeFile(file, text)));
  };
  const addresses = new Map<StudyData, string>();
  return {
    browser,
    problems,
    write,
    open: async (study, hash = '', options = {}) => {
      await Promise.all(writing);
      if (!addresses.has(study)) {
        const path = study.page.replace('.html', `-${addresses.size}.html`);
        write(path, pageOf(study, root));
        await Promise.all(writing);
        addresses.set(study, pathToFileURL(join(root, path)).href);
      }
      const page = await browser.newPage({ viewport: { width: 1300, height: 900 }, ...options });
      const own = pathToFileURL(root).href;
      page.on('console', (message) => problems.push(`${message.type()}: ${message.text()}`));
      page.on('pageerror', (error) => problems.push(error.stack ?? error.message));
      page.on('request', (request) => {
        if (!request.url().startsWith(own) && !request.url().startsWith('data:'))
          problems.push(`request: ${request.url()}`);
      });
      await page.goto(`${addresses.get(study)}${hash}`);
      return page;
    },
    close: async () => {
      await browser.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}
