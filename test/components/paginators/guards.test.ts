import { describe, expect, test } from 'vitest';
import { BASE, drive, failure, rows } from './drive.ts';
import type { FakeVendor } from './drive.ts';

interface Endless {
  /** Options besides `kind`. */
  readonly options: string;
  /** Gives other records on every page, for ever. */
  readonly endless: FakeVendor;
  /** Sends the client to the page that it already has. */
  readonly stuck?: FakeVendor;
}

let calls = 0;
const fresh = () => rows(calls * 2, ++calls * 2);
const other = (): string => `${BASE}?cursor=${calls}`;

const kinds: Readonly<Record<string, Endless>> = {
  cursor: {
    options: 'token: !expr next',
    endless: () => ({ records: fresh(), envelope: { next: `t${calls}` } }),
    stuck: () => ({ records: fresh(), envelope: { next: 'same' } }),
  },
  keyset: {
    options: 'after: !expr id',
    endless: () => ({ records: fresh() }),
    stuck: () => ({ records: [...fresh(), { id: 'same' }] }),
  },
  link_header: {
    options: 'rel: next',
    endless: () => ({ records: fresh(), headers: { link: `<${other()}>; rel=next` } }),
    stuck: () => ({ records: fresh(), headers: { link: `<${BASE}>; rel=next` } }),
  },
  next_url: {
    options: 'url: !expr next',
    endless: () => ({ records: fresh(), envelope: { next: other() } }),
    stuck: () => ({ records: fresh(), envelope: { next: '/items' } }),
  },
  offset: { options: 'size: 2', endless: () => ({ records: fresh() }) },
  page_number: { options: 'size: 2', endless: () => ({ records: fresh() }) },
  taxii: {
    options: 'size: 2',
    endless: () => ({ records: fresh(), envelope: { more: true, next: `t${calls}` } }),
    stuck: () => ({ records: fresh(), envelope: { more: true, next: 'same' } }),
  },
};

describe.each(Object.entries(kinds))('%s', (kind, { options, endless }) => {
  const paginate = (more = ''): string => `{ kind: ${kind}, ${options}${more} }`;

  test('fails after so many pages as are allowed, and not before', () => {
    calls = 0;
    expect(failure(() => drive(paginate(', max_pages: 4'), endless))).toMatchObject({
      code: 'paginate.too-many-pages',
      message: expect.stringContaining('4 pages'),
    });
    expect(calls).toBe(4);
  });

  test('ends quietly where the last page allowed is the last one', () => {
    calls = 0;
    expect(drive(paginate(', max_pages: 4, stop_when: !expr $page.number = 4'), endless)).toMatchObject({
      because: '`stop_when` is true',
      pages: { length: 4 },
    });
  });

  test('fails on a page that came before, also several pages ago', () => {
    calls = 0;
    const again: FakeVendor = (page, url) => ({ ...endless(page, url), records: rows((calls % 2) * 10, (calls % 2) * 10 + 2) });
    const { code, message, hint, place } = failure(() => drive(paginate(), again));
    expect(code).toBe('paginate.repeated-page');
    expect(message).toMatch(/^[A-Z].*\.$/);
    expect(hint).toMatch(/^[A-Z].*\.$/);
    expect(place).toMatchObject({ file: '/packs/sample.yaml' });
  });

  test('ends on such a page where the definition says so', () => {
    calls = 0;
    const again: FakeVendor = (page, url) => ({
      ...endless(page, url),
      records: [{ id: Math.min(calls, 3) }, { id: `${Math.min(calls, 3)}b` }],
    });
    const pages = drive(paginate(', repeated_page: stop'), again);
    expect(pages).toMatchObject({ because: 'a page that had come before', pages: { length: 4 } });
  });

  test('takes pages that only differ in their middle for the same, in their last record for others', () => {
    calls = 0;
    const middle: FakeVendor = (page, url) => ({ ...endless(page, url), records: [{ id: 1 }, { id: calls }] });
    expect(drive(paginate(', stop_when: !expr $page.number = 5'), middle).pages).toHaveLength(5);
  });

  test('ends where `stop_when` holds, and fails where it is no condition', () => {
    calls = 0;
    expect(
      drive(paginate(", stop_when: !expr $header('X-Last') = 'yes'"), (page, url) => {
        const answer = endless(page, url);
        return { ...answer, headers: { ...answer.headers, 'x-last': calls === 3 ? 'yes' : 'no' } };
      }),
    ).toMatchObject({ because: '`stop_when` is true', pages: { length: 3 } });
    expect(failure(() => drive(paginate(', stop_when: !expr $page.number'), endless)).code).toBe('paginate.not-boolean');
  });
});

describe.each(
  Object.entries(kinds).flatMap(([kind, { options, stuck }]) => (stuck === undefined ? [] : [[kind, options, stuck] as const])),
)('%s', (kind, options, stuck) => {
  test('fails on a token, key or address that it had before', () => {
    calls = 0;
    expect(failure(() => drive(`{ kind: ${kind}, ${options} }`, stuck))).toMatchObject({
      code: 'paginate.repeated-token',
      hint: expect.any(String),
    });
    expect(calls).toBeLessThanOrEqual(2);
  });
});
