import { describe, expect, test } from 'vitest';
import { drive, failure, rows } from './drive.ts';
import type { FakeVendor } from './drive.ts';

/** Three pages of two, told apart by their token. */
const three = (next: (index: number) => Partial<ReturnType<FakeVendor>>): FakeVendor => {
  return ({ token }) => {
    const index = token === undefined ? 0 : Number(token.replace('t', ''));
    return { records: rows(index * 2, index * 2 + 2), ...next(index) };
  };
};
const inBody = three((index) => ({ envelope: { meta: index < 2 ? { next: `t${index + 1}` } : {} } }));

describe('cursor', () => {
  test('sends the token of the body until there is none', () => {
    const { pages, records, because } = drive('{ kind: cursor, token: !expr meta.next }', inBody);
    expect(pages.map(({ token, number, offset }) => [token, number, offset])).toEqual([
      [undefined, 1, 0],
      ['t1', 2, 2],
      ['t2', 3, 4],
    ]);
    expect(records).toEqual(rows(0, 6));
    expect(because).toBe('no further token');
  });

  test('reads the token of a header', () => {
    const inHeader = three((index) => ({ headers: index < 2 ? { 'x-next-cursor': `t${index + 1}` } : {} }));
    expect(drive("{ kind: cursor, token: !expr $header('X-Next-Cursor') }", inHeader)).toMatchObject({
      records: { length: 6 },
      because: 'no further token',
    });
  });

  test.each([
    ['a blank', ' '],
    ['false', false],
    ['null', null],
  ])('takes %s token for none', (_, next) => {
    expect(drive('{ kind: cursor, token: !expr next }', () => ({ records: rows(0, 1), envelope: { next } })).pages).toHaveLength(
      1,
    );
  });

  test('sends a number as text, and 0 is a token', () => {
    expect(
      drive(
        '{ kind: cursor, token: !expr next }',
        three((index) => ({ envelope: index === 0 ? { next: 1 } : {} })),
      ).pages[1]?.token,
    ).toBe('1');
    expect(
      drive('{ kind: cursor, token: !expr next, max_pages: 2 }', (page) => ({
        records: rows(page.number, page.number + 1),
        envelope: page.number === 1 ? { next: 0 } : {},
      })).pages[1]?.token,
    ).toBe('0');
  });

  test('goes on after an empty page, as its token says', () => {
    const gap: FakeVendor = (page, url) => ({ ...inBody(page, url), ...(page.token === 't1' ? { records: [] } : {}) });
    expect(drive('{ kind: cursor, token: !expr meta.next }', gap)).toMatchObject({
      pages: { length: 3 },
      records: { length: 4 },
    });
    expect(drive('{ kind: cursor, token: !expr meta.next, empty_page: stop }', gap)).toMatchObject({
      pages: { length: 2 },
      because: 'an empty page',
    });
  });

  test('ends with the total, or with a short page', () => {
    expect(drive('{ kind: cursor, token: !expr meta.next, total: !expr 4 }', inBody)).toMatchObject({
      pages: { length: 2 },
      because: 'all of 4 records',
    });
    expect(drive('{ kind: cursor, token: !expr meta.next, size: 3, short_page: stop }', inBody)).toMatchObject({
      pages: [{ size: 3 }],
      because: 'a short page (2 of 3 records)',
    });
  });

  test('starts at the token that is kept, and does not come back to it', () => {
    expect(
      drive('{ kind: cursor, token: !expr meta.next, start: !expr $state }', inBody, { state: 't1' }).pages.map(
        ({ token }) => token,
      ),
    ).toEqual(['t1', 't2']);
    const back: FakeVendor = ({ number }) => ({
      records: rows(number, number + 1),
      envelope: { next: number === 1 ? 't9' : 't1' },
    });
    expect(failure(() => drive('{ kind: cursor, token: !expr next, start: !expr $state }', back, { state: 't1' })).code).toBe(
      'paginate.repeated-token',
    );
  });

  test.each([
    ['a list', ['a']],
    ['an object', { a: 1 }],
    ['true', true],
    ['a text of megabytes', 'x'.repeat(20_000)],
  ])('fails on %s instead of a token', (_, next) => {
    const { code, message } = failure(() =>
      drive('{ kind: cursor, token: !expr next }', () => ({ records: rows(0, 1), envelope: { next } })),
    );
    expect(code).toBe('paginate.token');
    expect(message.length).toBeLessThan(200);
  });
});

describe('taxii', () => {
  test('sends `next` back while there is more', () => {
    const vendor = three((index) => ({ envelope: index < 2 ? { more: true, next: `t${index + 1}` } : { more: false } }));
    expect(drive('{ kind: taxii, size: 2 }', vendor)).toMatchObject({
      pages: [{ token: undefined, size: 2 }, { token: 't1' }, { token: 't2' }],
      because: 'no more objects',
    });
  });

  test('goes on after the date of the last object where the server gives no `next`', () => {
    const vendor: FakeVendor = ({ number }) => ({
      records: rows(number, number + 1),
      envelope: number < 3 ? { more: true } : {},
      headers: { 'x-taxii-date-added-last': `2024-01-0${number}T00:00:00Z` },
    });
    expect(drive('{ kind: taxii }', vendor).pages.map(({ after, token }) => [after, token])).toEqual([
      [undefined, undefined],
      ['2024-01-01T00:00:00Z', undefined],
      ['2024-01-02T00:00:00Z', undefined],
    ]);
  });

  test('takes an empty envelope for the end', () => {
    expect(drive('{ kind: taxii }', () => ({ records: [], envelope: {} }))).toMatchObject({
      because: 'no more objects',
      pages: { length: 1 },
    });
  });

  test('leaves `next` alone where there is no more', () => {
    expect(drive('{ kind: taxii }', () => ({ records: rows(0, 1), envelope: { more: false, next: 't1' } })).pages).toHaveLength(
      1,
    );
  });

  test('fails where there is more and no way to it', () => {
    expect(failure(() => drive('{ kind: taxii }', () => ({ records: rows(0, 1), envelope: { more: true } }))).code).toBe(
      'paginate.no-token',
    );
  });

  test('fails where the date does not move on', () => {
    const vendor: FakeVendor = ({ number }) => ({
      records: rows(number, number + 1),
      envelope: { more: true },
      headers: { 'x-taxii-date-added-last': '2024-01-01T00:00:00Z' },
    });
    expect(failure(() => drive('{ kind: taxii }', vendor)).code).toBe('paginate.repeated-token');
  });

  test('ends with a short page where the definition trusts it', () => {
    expect(
      drive('{ kind: taxii, size: 5, short_page: stop }', () => ({ records: rows(0, 1), envelope: { more: true, next: 't1' } }))
        .because,
    ).toBe('a short page (1 of 5 records)');
  });
});
