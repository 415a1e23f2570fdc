/** Somebody in front of the console: what they see, what keeps them out, what their browser was told and asked for. */
import type { Browser, Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { barriers } from '../support/barriers.ts';
import { sidewaysScroll, visit, type Look } from '../support/chromium.ts';

export class Visitor {
  readonly page: Page;
  readonly #errors: readonly string[];
  #forgiven: readonly RegExp[] = [];
  readonly #refused: string[] = [];
  readonly #requests: readonly string[];
  readonly #origin: string;
  /** Bodies of all answers but those that somebody has asked to see what is hidden in. */
  readonly seen: string[] = [];
  readonly close: () => Promise<void>;

  private constructor(visited: Awaited<ReturnType<typeof visit>>, origin: string) {
    this.page = visited.page;
    this.#errors = visited.errors;
    this.#requests = visited.requests;
    this.#origin = origin;
    this.close = async () => visited[Symbol.asyncDispose]();
    this.page.on('response', async (answer) => {
      const path = new URL(answer.url()).pathname;
      if (answer.status() >= 400) this.#refused.push(`${answer.status()} ${path}`);
      if (/\/reveal$|\/pages\/\d+$|\/events$/.test(path)) return;
      this.seen.push(await answer.text().catch(() => ''));
    });
  }

  static async arrive(browser: Browser, origin: string, look: Look): Promise<Visitor> {
    return new Visitor(await visit(browser, origin, look), origin);
  }

  /** Goes to a view, and waits until it has its answers. */
  async go(view: string): Promise<void> {
    await this.page.goto(`${this.#origin}/${view}`);
    await this.settled();
  }

  async settled(): Promise<void> {
    await this.page.locator('main h1').first().waitFor();
    await expect.poll(() => this.page.locator('[aria-busy=true]').count(), { timeout: 30_000 }).toBe(0);
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name }).first();
  }

  section(title: string): Locator {
    return this.page.getByRole('region', { name: title, exact: true });
  }

  text(): Promise<string> {
    return this.page.locator('main').innerText();
  }

  /** Waits until the page says so. */
  async reads(text: string | RegExp): Promise<void> {
    await this.page.locator('main').getByText(text).first().waitFor();
  }

  /** What belongs to what was done. */
  forgive(...messages: readonly RegExp[]): void {
    this.#forgiven = messages;
  }

  lastRun(instance: string): Promise<string> {
    return this.page.evaluate<string>(
      `fetch('/api/runs').then((answer) => answer.json()).then(({ runs }) => runs.find((one) => one.instance === '${instance}').run)`,
    );
  }

  /** Nothing went wrong, nothing came from elsewhere, and the page has no room to be moved sideways. */
  async expectWell(view: string): Promise<void> {
    const foreign = this.#requests.filter((address) => !address.startsWith(this.#origin) && !address.startsWith('blob:'));
    const sideways = await sidewaysScroll(this.page);
    const errors = [...this.#errors, ...this.#refused].filter((error) => !this.#forgiven.some((one) => one.test(error)));
    expect({ view, errors, foreign, sideways }).toEqual({ view, errors: [], foreign: [], sideways: 0 });
  }

  /** Nothing that is serious keeps anybody from using it. */
  async expectNoBarrier(view: string): Promise<void> {
    expect({ view, barriers: await barriers(this.page) }).toEqual({ view, barriers: [] });
  }
}
