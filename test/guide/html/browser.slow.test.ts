/** The pages as people open them: in a browser, from a file, wide and on a phone, dark and light, and on paper. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { htmlGuide } from '../../../engine/guide/html/html-guide.ts';
import type { Guide } from '../../../engine/guide/model/guide.ts';
import { barriers } from '../../support/barriers.ts';
import { hasChromium, inChromium, openChromium, sidewaysScroll, visit, type Look } from '../../support/chromium.ts';
import { madeUp, withAfterEach } from './made-up.ts';
import { shippedGuide } from './shipped-guide.ts';

const LOOKS: readonly Required<Look>[] = [1280, 390].flatMap((width) =>
  (['light', 'dark'] as const).map((scheme) => ({ width, height: 900, scheme })),
);
/** With an attribute, or what else stands in a row of a table. */
const PACKS = [
  { pack: 'izoologic-sync-cases', sought: 'Mobile App Signature' },
  { pack: 'izoologic-operation', sought: 'Move To Case Type' },
  { pack: 'seclytics', sought: 'Predicted Netblock' },
  { pack: 'taxii', sought: 'Kill Chain Phase' },
];

const folder = mkdtempSync(join(tmpdir(), 'guide-'));
const addressOf = (guide: Guide, name: string): string => {
  const file = join(folder, `${name}.html`);
  writeFileSync(file, htmlGuide(guide));
  return pathToFileURL(file).href;
};

let browser: Browser;
beforeAll(async () => {
  if (hasChromium) browser = await openChromium();
});
afterAll(async () => {
  if (hasChromium) await browser.close();
});

/** Each feed has one drawing that is seen, and all its calls are in it. */
const expectDrawings = async (page: Page, { feeds }: Guide, width: number): Promise<void> => {
  const shown = page.locator('.drawing > svg').filter({ visible: true });
  expect(await shown.count()).toBe(Object.keys(feeds).length);
  for (const [index, { graph }] of Object.values(feeds).entries()) {
    const names = await shown.nth(index).locator('.node.call > .title').allTextContents();
    const calls = graph.nodes.filter(({ kind }) => kind === 'call');
    expect(names.toSorted()).toEqual(calls.map(({ title }) => title).toSorted());
    expect(await shown.nth(index).locator('a[href^="#request-"] > .node.call').count()).toBe(calls.length);
    const size = await shown.nth(index).boundingBox();
    expect(size?.width).toBeLessThanOrEqual(width);
    expect(size?.height).toBeGreaterThan(50);
  }
};

describe.skipIf(!hasChromium).each(PACKS)(inChromium('the guide of $pack'), ({ pack, sought }) => {
  let guide: Guide;
  let address: string;
  beforeAll(async () => {
    guide = await shippedGuide(pack);
    address = addressOf(guide, pack);
  });

  test('fits the screen, asks for nothing, keeps nobody out and draws every call', async () => {
    await using visited = await visit(browser, address);
    const { page, errors, requests } = visited;
    for (const { width, height, scheme } of LOOKS) {
      await page.setViewportSize({ width, height });
      await page.emulateMedia({ colorScheme: scheme });
      const found = { width, scheme, errors, requests, sideways: await sidewaysScroll(page) };
      expect(found).toEqual({ width, scheme, errors: [], requests: [], sideways: 0 });
      // It takes its time: once for each width and each scheme.
      if (width > 400 === (scheme === 'light'))
        expect({ width, barriers: await barriers(page) }).toEqual({ width, barriers: [] });
      await expectDrawings(page, guide, width);
    }
  });

  test('finds a row as one types, and hides the others', async () => {
    await using visited = await visit(browser, address);
    const { page } = visited;
    const rows = page.locator('main tbody tr[data-unit]');
    const shown = rows.filter({ visible: true });
    const all = await shown.count();
    await page.keyboard.press('/');
    await page.keyboard.type(sought.toUpperCase());
    const found = await shown.allTextContents();
    expect(found.length).toBeGreaterThan(0);
    expect(found.length).toBeLessThan(all);
    expect(found.filter((text) => !text.includes(sought))).toEqual([]);
    expect(await page.locator('.said').textContent()).toMatch(/^\d+ places? found$/);
    await page.keyboard.type(' and more that is nowhere');
    expect(await shown.count()).toBe(0);
    expect(await page.locator('.said').textContent()).toBe('Nothing found');
    await page.keyboard.press('Escape');
    expect(await shown.count()).toBe(all);
  });

  test('has a place behind every link of its contents', async () => {
    await using visited = await visit(browser, address, { width: 390, height: 800 });
    const { page } = visited;
    const contents = page.locator('.contents');
    const links = await page.evaluate<readonly string[]>("[...document.querySelectorAll('.contents a')].map(({ hash }) => hash)");
    expect(links.length).toBeGreaterThan(4);
    for (const link of [links.at(-1), links[2]]) {
      await page.getByRole('button', { name: 'Contents' }).click();
      await contents.locator(`a[href="${link}"]`).click();
      expect(await contents.isVisible()).toBe(false);
      expect(new URL(page.url()).hash).toBe(link);
      expect(await page.locator(link ?? '').isVisible()).toBe(true);
      expect(await page.evaluate<number>(`document.querySelector('${link}').getBoundingClientRect().top`)).toBeLessThan(800);
    }
  });
});

describe.skipIf(!hasChromium)(inChromium('a guide'), () => {
  test('keeps the colours that one chose', async () => {
    const address = addressOf(madeUp, 'colours');
    await using visited = await visit(browser, address, { scheme: 'light' });
    const { page } = visited;
    const paper = (): Promise<string> => page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
    const light = await paper();
    await page.getByRole('button', { name: 'Switch to dark colours' }).click();
    expect(await paper()).not.toBe(light);
    await page.reload();
    expect(await paper()).not.toBe(light);
    await page.getByRole('button', { name: 'Switch to light colours' }).click();
    expect(await paper()).toBe(light);
  });

  test('copies a block of code', async () => {
    await using visited = await visit(browser, addressOf(madeUp, 'copies'));
    const { page } = visited;
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.locator('.copy').first().click();
    await page.getByText('Copied').first().waitFor();
    expect(await page.evaluate<string>('navigator.clipboard.readText()')).toBe(madeUp.requests[0]?.curl);
  });

  test('leads to what the search had hidden', async () => {
    await using visited = await visit(browser, addressOf(madeUp, 'hidden'));
    const { page } = visited;
    await page.getByRole('searchbox').fill('captain');
    expect(await page.locator('#change-log').isVisible()).toBe(false);
    await page.locator('.contents a[href="#change-log"]').click();
    await page.locator('#change-log').waitFor();
    expect(await page.getByRole('searchbox').inputValue()).toBe('');
  });

  test('is whole on paper, in dark colours too, and on paper only what one reads', async () => {
    await using visited = await visit(browser, addressOf(madeUp, 'paper'), { scheme: 'dark' });
    const { page } = visited;
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    expect(await page.evaluate<string>('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)');
    expect(await page.locator('.bar, .copy, .anchor').filter({ visible: true }).count()).toBe(0);
    expect(await page.locator('details pre').filter({ visible: true }).count()).toBe(await page.locator('details pre').count());
    expect((await page.pdf({ format: 'A4' })).subarray(0, 5).toString()).toBe('%PDF-');
  });

  test('runs nothing that a definition or a sample says', async () => {
    const hostile = `"'><img src=x onerror=document.title=7></script></style><script>document.title=7</script><svg onload=document.title=7>`;
    await using visited = await visit(browser, addressOf(withAfterEach(madeUp, hostile) as Guide, 'hostile'), { width: 390 });
    const { page, errors, requests } = visited;
    expect({ errors, requests, sideways: await sidewaysScroll(page) }).toEqual({ errors: [], requests: [], sideways: 0 });
    expect(await page.title()).toContain('<script>');
    expect(await page.locator('img').count()).toBe(0);
  });

  test('says all without a script', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 390, height: 800 } });
    const page = await context.newPage();
    await page.goto(addressOf(madeUp, 'still'));
    expect(await page.getByText('Captain').first().isVisible()).toBe(true);
    expect(await page.locator('.search, .theme, .copy').filter({ visible: true }).count()).toBe(0);
    await context.close();
  });
});
