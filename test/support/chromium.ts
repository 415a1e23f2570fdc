/**
 * A real browser for tests of what people read in one: Chromium where it is installed (`apt install chromium`), driven by playwright.
 * It reaches this machine at most, and what it asked for and complained of is kept.
 */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
const ELSEWHERE = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

const onPath = (process.env['PATH'] ?? '').split(delimiter).flatMap((folder) => NAMES.map((name) => join(folder, name)));
const executable = [...onPath, ...ELSEWHERE].find((path) => existsSync(path));

/** Whether there is a browser: without one a test is skipped, and its name says so. */
export const hasChromium = executable !== undefined;

/** A test's name, with the reason where it is skipped. */
export const inChromium = (name: string): string => (hasChromium ? name : `${name} (skipped: there is no chromium here)`);

/** The root of a container may not have the sandbox; nothing but loopback has an address. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
];

/** A browser without a window, with a folder of its own that goes when it is closed. */
export const openChromium = (): Promise<Browser> => {
  if (executable === undefined) throw new Error('There is no chromium here: ask hasChromium first.');
  return chromium.launch({ executablePath: executable, args: FLAGS });
};

export interface Look {
  readonly width?: number;
  readonly height?: number;
  readonly scheme?: 'light' | 'dark';
}

/** A page, with what went wrong on it and what it asked for besides itself. */
export interface Visited extends AsyncDisposable {
  readonly page: Page;
  /** What the console was told as an error or a warning, exceptions that nothing caught, what a policy held back. */
  readonly errors: readonly string[];
  /** The address of each request but the page's own. */
  readonly requests: readonly string[];
}

/** Opens an address (`file:` or loopback) in a profile of its own. */
export const visit = async (browser: Browser, url: string, look: Look = {}): Promise<Visited> => {
  const { width = 1280, height = 900, scheme = 'light' } = look;
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: scheme });
  const page = await context.newPage();
  const errors: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) errors.push(message.text());
  });
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('request', (request) => {
    if (!(request.isNavigationRequest() && request.url() === url)) requests.push(request.url());
  });
  await page.goto(url, { waitUntil: 'load' });
  return { page, errors, requests, [Symbol.asyncDispose]: () => context.close() };
};

/** How far the page itself can be scrolled sideways, in CSS pixels: 0 where it fits. */
export const sidewaysScroll = (page: Page): Promise<number> =>
  page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');
