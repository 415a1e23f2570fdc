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

describe('a TAXII server that goes on by the added time', () => {
  const at = (day: number) => `2024-01-0${day}T00:00:00.000000Z`;
  const added = (first: number, last = first) => ({ 'x-taxii-date-added-first': at(first), 'x-taxii-date-added-last': at(last) });
  const ONE_TIME = 'whole pages of one added time with more behind them: objects of that time may be missing, raise `size`';
  /** Days on which objects were added, two a page, after `added_after`; `says` what the server says of more. */
  const server =
    (days: readonly number[], says: (more: boolean) => object, inclusive = false): FakeVendor =>
    ({ after }) => {
      const rest = days
        .map((day, id) => ({ id, day }))
        .filter(({ day }) => after === undefined || at(day) > String(after) || (inclusive && at(day) === after));
      const page = rest.slice(0, 2);
      const [first, last] = [page[0], page.at(-1)];
      return {
        records: page,
        envelope: says(rest.length > 2),
        ...(first === undefined || last === undefined ? {} : { headers: added(first.day, last.day) }),
      };
    };
  const silent = (): object => ({});
  const honest = (more: boolean): object => ({ more });
  const ids = (paging: string, vendor: FakeVendor) => {
    const { records, because, notes } = drive(paging, vendor);
    return { ids: [...new Set(records.map(({ id }) => id))], because, notes };
  };

  test('is read to its end without `more` where the definition says so, and else by the standard', () => {
    expect(ids('{ kind: taxii }', server([1, 2, 3], silent))).toEqual({ ids: [0, 1], because: 'no more objects', notes: [] });
    expect(ids('{ kind: taxii, without_more: go_on }', server([1, 2, 3], silent))).toEqual({
      ids: [0, 1, 2],
      because: 'an empty page',
      notes: [],
    });
    expect(ids('{ kind: taxii, without_more: go_on }', server([1, 2, 3], honest))).toEqual({
      ids: [0, 1, 2],
      because: 'no more objects',
      notes: [],
    });
  });

  test('ends where it gives the objects of the last time once more', () => {
    const { ids: came, because } = ids(
      '{ kind: taxii, without_more: go_on, repeated_page: stop }',
      server([1, 2, 3], silent, true),
    );
    expect([came, because]).toEqual([[0, 1, 2], 'no object added later']);
  });

  test('`next` without `more` is followed', () => {
    const vendor: FakeVendor = ({ token }) => ({
      records: rows(0, 1),
      envelope: token === undefined ? { next: 't1' } : { more: false, next: 't2' },
    });
    expect(drive('{ kind: taxii, repeated_page: stop }', vendor).pages.map(({ token }) => token)).toEqual([undefined, 't1']);
  });

  test('notes a whole page of one time with more behind it, or fails', () => {
    // Of four that were added at once the last two are never given.
    expect(ids('{ kind: taxii }', server([1, 1, 1, 1, 2], honest))).toEqual({
      ids: [0, 1, 4],
      because: 'no more objects',
      notes: [ONE_TIME],
    });
    expect(ids('{ kind: taxii, without_more: go_on }', server([1, 1, 1, 1, 2], silent))).toMatchObject({
      ids: [0, 1, 4],
      notes: [ONE_TIME],
    });
    for (const says of [honest, silent])
      expect(
        failure(() => ids('{ kind: taxii, without_more: go_on, same_added_time: fail }', server([1, 1, 1, 1, 2], says))).code,
      ).toBe('paginate.same-added-time');
  });

  test('says nothing of a last page of one time, of one object, or where `next` goes on', () => {
    for (const says of [honest, silent])
      expect(ids('{ kind: taxii, without_more: go_on }', server([1, 2, 3, 3], says)).notes).toEqual([]);
    const single: FakeVendor = ({ after }) => ({
      records: rows(after === undefined ? 0 : 1, after === undefined ? 1 : 2),
      envelope: { more: after === undefined },
      headers: added(after === undefined ? 1 : 2),
    });
    expect(ids('{ kind: taxii }', single).notes).toEqual([]);
    const byToken: FakeVendor = ({ token }) => ({
      records: rows(token === undefined ? 0 : 2, token === undefined ? 2 : 4),
      envelope: token === undefined ? { more: true, next: 't1' } : {},
      headers: added(1),
    });
    expect(ids('{ kind: taxii }', byToken)).toEqual({ ids: [0, 1, 2, 3], because: 'no more objects', notes: [] });
  });

  test('fails where `more` is no condition', () => {
    expect(failure(() => drive('{ kind: taxii }', () => ({ records: rows(0, 1), envelope: { more: 'true' } }))).code).toBe(
      'paginate.more',
    );
  });
});
