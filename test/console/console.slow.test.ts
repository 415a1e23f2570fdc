/** The console as it is used: each page in a real browser, over real runs of a vendor on loopback. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasChromium, inChromium, openChromium, type Look } from '../support/chromium.ts';
import { API_KEY, HOSTILE, PASSWORD, USER_PASSWORD } from './harbour-watch.ts';
import { Visitor } from './visitor.ts';
import { openWorld, type World } from './world.ts';

const root = join(import.meta.dirname, '../..');
const LOOKS: readonly Required<Look>[] = [
  ...[1280, 390].flatMap((width) => (['light', 'dark'] as const).map((scheme) => ({ width, height: 850, scheme }))),
  { width: 1000, height: 850, scheme: 'light' },
];
const OWN_KEY = 'own-key-4711-of-an-instance';
const DOMAIN = 'login-0.harbour0.example';

/** `FEEDWRIGHT_PICTURE=schemas/console.png`: where the picture of the README is written anew. */
const PICTURE = process.env['FEEDWRIGHT_PICTURE'];

let world: World;
let browser: Browser;
let at: Visitor;

/** Runs a feed from its page, and waits for its end. */
const run = async (name: string): Promise<void> => {
  await at.go(`#/feeds/${name}`);
  await at.button('Run and look').click();
  await at.page.waitForURL(/#\/jobs\//);
  await at.section('Windows').waitFor();
};

/** Somebody else, with a browser of their own. */
const signIn = async (name: string): Promise<Visitor> => {
  const other = await Visitor.arrive(browser, world.serve.origin, { width: 1280, height: 850 });
  await other.page.getByLabel('Name').fill(name);
  await other.page.getByLabel('Password').fill(USER_PASSWORD);
  await other.button('Sign in as a user').click();
  await other.reads('Phishing domains');
  // Before that the server was asked who is there.
  other.forgive(/401/);
  return other;
};

describe.skipIf(!hasChromium)(inChromium('the console'), () => {
  beforeAll(async () => {
    const files = mkdtempSync(join(tmpdir(), 'console-'));
    execFileSync(process.execPath, ['scripts/console.mjs', files], { cwd: root });
    [world, browser] = await Promise.all([openWorld(files), openChromium()]);
    at = await Visitor.arrive(browser, world.serve.origin, { width: 1280, height: 850 });
  });
  afterAll(async () => {
    await at.close();
    await browser.close();
    await world[Symbol.asyncDispose]();
  });

  test('lets nobody in without the token, and says what to do', async () => {
    await at.page.getByLabel('Token').fill('not-the-token');
    await at.button('Sign in with the token').click();
    await at.page.getByText('What to do:').waitFor();
    await at.expectNoBarrier('sign-in');
    await at.page.getByLabel('Token').fill(new URL(world.serve.login ?? '').searchParams.get('token') ?? '');
    await at.button('Sign in with the token').click();
    await at.reads('Phishing domains');
    // A refused attempt is told to the console of the browser too.
    at.forgive(/401/);
  });

  test('runs a feed, shows it under way and afterwards, and its ledger adds up', async () => {
    await run('phishing');
    await at.reads('It adds up: 42 = 42.');
    await at.reads('below the minimum score');
    expect(await at.section('Requests').innerText()).toMatch(/page=1[^]*page=2[^]*definitions\/harbour-watch\.yaml:\d+:\d+/);
    expect(await at.section('Requests').innerText()).toContain('"$API_KEY"');
    await at.button('Show what came').click();
    await at.section('Requests').getByText('"first_seen"').first().waitFor();
    await at.expectWell('run');
  });

  test('replays a window on the present definition, side by side', async () => {
    await at.button(/^Replay/).click();
    await at.reads('On the present definition the same comes of it.');
    expect(await at.section('Replay of window 1').innerText()).toMatch(/mapped\s+35\s+35/);
  });

  test('says of a run that failed what went wrong, where, and what to do', async () => {
    await run('brands');
    expect(await at.section('What went wrong').innerText()).toMatch(/403[^]*What to do:[^]*harbour-watch\.yaml:\d+:\d+/);
  });

  test('lists the feeds with their runs and turns, and pauses one', async () => {
    await run('accounts');
    await run('cases');
    await at.go('#/feeds');
    const row = at.page.getByRole('row').filter({ hasText: 'Brand abuse' });
    await row.getByRole('button', { name: 'Pause: brands' }).click();
    await row.getByText('paused').first().waitFor();
    expect(await row.innerText()).toMatch(/by terminal/);
    await row.getByRole('button', { name: 'Resume: brands' }).click();
    await row.getByText('scheduled').waitFor();
    await at.page.getByLabel('Search').fill('leaked');
    await expect.poll(() => at.page.locator('tbody tr').count()).toBe(1);
    // Times have their zones: the server's, and the reader's.
    expect(await at.text()).toMatch(/\d\d:\d\d:\d\d UTC\s+\(\d\d:\d\d (?:GMT|N)/);
  });

  test('holds a run, shows what it would change, applies it, and takes it back', async () => {
    world.harbour.round = 1;
    await at.go('#/feeds/phishing-strict');
    await at.button('Hold').click();
    await at.page.locator('[aria-pressed=true]').waitFor();
    await run('phishing-strict');
    await at.section('Held, to be looked at').getByText('appears').first().waitFor();
    await at.expectNoBarrier('review');
    await at.button('Apply').click();
    await at.page.getByRole('dialog').getByRole('button', { name: 'apply', exact: true }).click();
    await at.page.getByText('Done: apply.').waitFor();
    await at.button('Undo').click();
    await at.page.getByRole('dialog').getByRole('button', { name: 'undo', exact: true }).click();
    await at.page.getByText('Done: undo.').waitFor();
    await at.go('#/feeds/phishing-strict');
    await at.button('Hold').click();
    await at.expectWell('hold');
    world.harbour.round = 0;
  });

  test('finds objects, shows hostile ones as they are, and what is sensitive only when asked for', async () => {
    await at.go('#/objects');
    await at.page.getByLabel('Value contains').fill('harbour0');
    await at.page.keyboard.press('Enter');
    await at.page.getByLabel('Attribute').fill('Brand=Example Bank');
    await at.page.keyboard.press('Enter');
    await at.page.getByRole('link', { name: DOMAIN }).click();
    await at.reads('resolves to');
    await expect.poll(() => at.page.locator('.graph a').count()).toBe(2);
    expect(await at.section('History').innerText()).toMatch(/Seen first\.[^]*Phishing domains \(phishing\) its run/);
    await at.go('#/objects?type=account');
    for (const shown of [HOSTILE.script, 'invoiceU+202Egnp.exe']) await at.reads(shown.slice(0, 60));
    await at.page.locator('a.strong', { hasText: '<script>' }).click();
    await at.reads('sensitive');
    expect(await at.page.title()).not.toBe('taken');
    await at.button(/^all 2,\d+ characters$/).click();
    await at.expectWell('hostile');
    expect(await at.text()).not.toContain(PASSWORD);
    await at.button('Show sensitive values').click();
    await at.reads(PASSWORD);
    await at.go('#/audit');
    expect(await at.text()).toMatch(/reveal\s+account:<script>/);
  });

  test('hands out attachments as downloads', async () => {
    await at.go('#/objects?type=attachment');
    await at.page.locator('a.strong', { hasText: 'evidence.svg' }).click();
    const download = at.page.waitForEvent('download');
    await at.page.getByRole('link', { name: 'Download' }).click();
    expect((await download).suggestedFilename()).toBe('evidence.svg');
  });

  test('shows what was set aside and what was refused, and puts it through again', async () => {
    await at.go('#/quarantine');
    await at.reads('A-4');
    expect(await at.section('Records set aside').innerText()).toMatch(/harbour-watch\.yaml:\d+:\d+/);
    await at.section('Refused by far-side').getByText('failed to parse field').waitFor();
    await at.button('Put through again: A-4').click();
    await at.page.waitForURL(/#\/jobs\//);
    await at.section('Windows').waitFor();
  });

  test('shows a definition with its findings in place, and checks a change that is not saved', async () => {
    await at.go('#/definitions/lighthouse');
    await at.reads('There is no endpoint `lamp`.');
    await at.button('Try a change').click();
    const source = at.page.getByLabel('The source, changed');
    await source.fill((await source.inputValue()).replace('source: lamp\n', 'source: lamps\n'));
    await at.section('Findings').getByText('1 finding').waitFor();
    await at.go('#/definitions/harbour-watch/guide');
    const guide = at.page.frameLocator('iframe');
    await guide.getByText('Lower ones are dropped.').first().waitFor();
    await guide.getByLabel('Search in this guide').fill('takedown');
    await guide.getByText('Asks Harbour Watch to have a domain taken down.').first().waitFor();
    await at.expectWell('guide');
    await at.go('#/definitions/harbour-watch/cases');
    await at.button('Run the cases').click();
    await at.reads('This pack has no case.');
  });

  test('tries a feed by its form: bounds are held, the connection is tested, nothing is written', async () => {
    await at.go('#/definitions/harbour-watch/try');
    const refused = async (label: string): Promise<void> => {
      await at.button('Test the connection').click();
      const field = at.page.getByLabel(label);
      // What is wrong has the focus, and the browser says why.
      await expect.poll(() => field.evaluate('document.activeElement.id')).toBe(await field.getAttribute('id'));
      expect(await field.evaluate((element) => (element as unknown as { validationMessage: string }).validationMessage)).not.toBe(
        '',
      );
    };
    await at.page.getByLabel('Minimum score').fill('101');
    await at.page.getByLabel('Host').fill('https://harbour.example');
    await at.page.getByLabel('API key').fill('k');
    await refused('Minimum score');
    await at.page.getByLabel('Minimum score').fill('80');
    await at.page.getByLabel('API key').fill('');
    await at.page.getByLabel('Options that are left empty').selectOption('phishing-strict');
    await at.button('Test the connection').click();
    await at.page.locator('.tested').getByText('works').waitFor();
    await at.button('Dry run of 20 records').click();
    await at.section('Objects that came of it').locator('li').first().waitFor();
    await at.expectWell('dry run');
  });

  test('saves what was filled in as an instance, once its lines in the file have been seen', async () => {
    await at.go('#/definitions/harbour-watch/try');
    await at.page.getByLabel('Minimum score').fill('70');
    await at.page.getByLabel('API key').fill(OWN_KEY);
    await at.page.getByLabel('Name of the instance').fill('phishing-new');
    await at.button('Save it in the configuration').click();
    const dialog = at.page.getByRole('dialog');
    await dialog.getByText('phishing-new:').waitFor();
    expect(await dialog.innerText()).toMatch(/minimum_score: 70[^]*api_key goes to secrets/);
    await at.expectNoBarrier('save');
    await dialog.getByRole('button', { name: 'Write it' }).click();
    await at.page.getByText('phishing-new is saved.').waitFor();
    await at.go('#/feeds');
    await at.page.getByText('phishing-new', { exact: true }).waitFor();
    await at.go('#/feeds/phishing-new');
    await expect.poll(() => at.section('What is set').innerText()).toContain('phishing-new');
    expect(statSync(join(world.cwd, 'secrets/phishing-new.api_key')).mode & 0o777).toBe(0o600);
  });

  test('sends an action only once its exact request has been seen and confirmed', async () => {
    await at.go(`#/object?type=indicator&subtype=FQDN&value=${DOMAIN}`);
    await at.page.getByRole('link', { name: 'Actions' }).last().click();
    await at.page.getByRole('link', { name: 'Request takedown' }).click();
    await at.page.getByLabel('Reason').selectOption('malware');
    await at.button('Show the exact request').click();
    await at.section('The exact request').getByText(DOMAIN).first().waitFor();
    expect(world.harbour.orders).toEqual([]);
    await at.button('Send it').click();
    await at.page.getByRole('dialog').getByRole('button', { name: 'Send it' }).click();
    await at.section('What came of it').getByText('T-1').waitFor();
    expect(world.harbour.orders.map((order) => JSON.parse(order))).toEqual([{ domain: DOMAIN, reason: 'malware', urgency: 3 }]);
    await at.section('What was sent').getByText('succeeded').waitFor();
  });

  test('lets a second person agree to what takes two, and a viewer look on', async () => {
    await at.go(`#/actions?type=indicator&object=indicator:${DOMAIN}&action=harbour-watch/release-domain`);
    await at.button('Show the exact request').click();
    await at.button('Ask a second person').click();
    await at.page.getByRole('dialog').getByRole('button', { name: 'Ask for it' }).click();
    await at.reads('It waits for a second person');
    await at.reads('Somebody else has to decide.');
    const [ben, vera] = [await signIn('ben'), await signIn('vera')];
    await vera.go('#/feeds');
    expect(await vera.button('Run now: phishing').isDisabled()).toBe(true);
    for (const one of [at, vera]) {
      await one.go('#/actions');
      await one.reads('Somebody else has to decide.');
      expect(await one.button('Agree and send').count()).toBe(0);
    }
    await ben.go('#/actions');
    await ben.expectNoBarrier('approval');
    await ben.button('Agree and send').click();
    await ben.section('What came of it').getByText('T-2').waitFor();
    expect(world.harbour.orders.length).toBe(2);
    await at.section('What was sent').getByText('terminal, and ben').waitFor();
    await at.go('#/audit');
    expect(await at.text()).toMatch(/ben[^]*approve[^]*asked_by: terminal[^]*terminal[^]*ask\s/);
    for (const one of [ben, vera]) {
      await one.expectWell('second person');
      await one.close();
    }
  });

  test('shows how far each destination is, and pushes one', async () => {
    await at.go('#/destinations');
    await at.reads('blocklist');
    await at.button('Push now: blocklist').click();
    await at.page.waitForURL(/#\/jobs\//);
    await at.section('What was sent').waitFor();
  });

  test('is used without a mouse', async () => {
    const { page } = at;
    await at.go('#/feeds');
    await page.reload();
    await at.settled();
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the content');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.id')).toBe('main');
    await page.keyboard.press('?');
    await at.expectNoBarrier('keys');
    await page.keyboard.press('Escape');
    await page.keyboard.press('g');
    await page.keyboard.press('o');
    await page.waitForURL(/#\/objects/);
    await expect.poll(() => page.evaluate('document.activeElement.textContent')).toBe('Objects');
    await at.settled();
    await page.keyboard.press('/');
    expect(await page.evaluate('document.activeElement.name')).toBe('text');
    await page.keyboard.press('Tab');
    await page.keyboard.press('j');
    expect(await page.evaluate('document.activeElement.tagName')).toBe('SELECT');
  });

  test.each(LOOKS)('fits and keeps nobody out, $width wide and $scheme', async ({ width, height, scheme }) => {
    await at.page.setViewportSize({ width, height });
    await at.page.emulateMedia({ colorScheme: scheme });
    const object = (type: string, value: string): string => `#/object?type=${type}&${new URLSearchParams({ value })}`;
    const views = [
      'feeds',
      'feeds/phishing',
      'runs',
      'objects',
      'quarantine',
      'definitions',
      'definitions/harbour-watch',
      'actions',
      'destinations',
    ];
    const more = [
      'definitions/lighthouse',
      'definitions/harbour-watch/guide',
      'definitions/harbour-watch/try',
      'actions?action=harbour-watch/request-takedown',
      'audit',
    ];
    const last = await at.lastRun('phishing');
    for (const view of [...views, ...more]
      .map((one) => `#/${one}`)
      .concat(`#/runs/${last}`, object('account', HOSTILE.script), object('campaign', 'Campaign 1'))) {
      await at.go(view);
      await at.expectWell(view);
      // It takes its time: once for each width and each scheme.
      if (width !== 1000 && width > 400 === (scheme === 'light')) await at.expectNoBarrier(view);
    }
  });

  test.skipIf(PICTURE === undefined)('is taken a picture of', async () => {
    await at.page.setViewportSize({ width: 1440, height: 860 });
    await at.page.emulateMedia({ colorScheme: 'light' });
    for (const name of Array.from(
      { length: 14 },
      (_, index) => ['phishing', 'phishing-strict', 'cases', 'accounts'][index % 4] ?? '',
    )) {
      world.harbour.round += 1;
      await run(name);
    }
    await at.go('#/feeds');
    await at.page.screenshot({ path: join(root, PICTURE ?? '') });
  });

  test('shows no secret but where somebody asked for it', () => {
    expect(at.seen.length).toBeGreaterThan(100);
    for (const secret of [API_KEY, PASSWORD, OWN_KEY]) expect(at.seen.filter((body) => body.includes(secret))).toEqual([]);
    expect(world.mistakes).toEqual([]);
  });
});
