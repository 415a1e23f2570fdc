import { describe, expect, test } from 'vitest';
import { drive, failure, rows } from './drive.ts';
import type { FakeVendor } from './drive.ts';

/** A server of `count` records that gives at most `cap` of those asked for. */
const byOffset =
  (count: number, cap = Infinity): FakeVendor =>
  ({ offset, size }) => ({
    records: rows(offset, Math.min(count, offset + Math.min(size ?? 2, cap))),
    envelope: { total: count, pages: Math.ceil(count / (size ?? 2)) },
  });
const byNumber =
  (count: number, first = 1): FakeVendor =>
  ({ number, size = 2 }) => ({
    records: rows((number - first) * size, Math.min(count, (number - first + 1) * size)),
    envelope: { total: count, pages: Math.ceil(count / size) },
  });

describe('page_number', () => {
  test('ends with an empty page', () => {
    const { pages, records, because } = drive('{ kind: page_number, size: 2 }', byNumber(4));
    expect(pages.map(({ number }) => number)).toEqual([1, 2, 3]);
    expect(records).toEqual(rows(0, 4));
    expect(because).toBe('an empty page');
  });

  test('ends with a short page where the definition trusts it', () => {
    expect(drive('{ kind: page_number, size: 2, short_page: stop }', byNumber(3))).toMatchObject({
      pages: { length: 2 },
      because: 'a short page (1 of 2 records)',
    });
  });

  test('ends when the total has come, without another request', () => {
    expect(drive('{ kind: page_number, size: 2, total: !expr total }', byNumber(4))).toMatchObject({
      pages: { length: 2 },
      because: 'all of 4 records',
    });
  });

  test('ends with the last page of which the answer speaks, wherever the numbers start', () => {
    expect(drive('{ kind: page_number, start: 0, size: 2, total_pages: !expr pages }', byNumber(5, 0))).toMatchObject({
      pages: [{ number: 0 }, { number: 1 }, { number: 2 }],
      because: 'the last of 3 pages',
      records: { length: 5 },
    });
  });

  test('takes its size from an option, and a total as text', () => {
    const vendor: FakeVendor = (page, url) => ({ ...byNumber(6)(page, url), envelope: { total: '6' } });
    expect(drive('{ kind: page_number, size: !expr $user.page_size, total: !expr total }', vendor)).toMatchObject({
      pages: [{ size: 3 }, { size: 3 }],
      because: 'all of 6 records',
    });
  });

  test('goes on through empty pages where it is told to, up to the end that the answer names', () => {
    const gap: FakeVendor = (page, url) => (page.number === 2 ? { records: [], envelope: { pages: 3 } } : byNumber(6)(page, url));
    expect(drive('{ kind: page_number, size: 2, empty_page: go_on, total_pages: !expr pages }', gap)).toMatchObject({
      pages: { length: 3 },
      because: 'the last of 3 pages',
    });
  });

  test('says in the ledger that fewer came than were announced, or fails', () => {
    const short: FakeVendor = (page, url) => ({ ...byNumber(3)(page, url), envelope: { total: 5 } });
    expect(drive('{ kind: page_number, size: 2, total: !expr total }', short).because).toBe(
      'an empty page, after 3 of 5 records',
    );
    expect(failure(() => drive('{ kind: page_number, size: 2, total: !expr total, short_of_total: fail }', short))).toMatchObject(
      {
        code: 'paginate.short-of-total',
        message: 'Paging ended with an empty page, after 3 of 5 records.',
      },
    );
  });

  test('goes by the other rules where an answer names no total', () => {
    for (const total of ['null', '""', 'no_such']) {
      expect(drive(`{ kind: page_number, size: 2, total: !expr '${total}' }`, byNumber(4))).toMatchObject({
        because: 'an empty page',
        records: { length: 4 },
      });
    }
  });

  test.each(['"many"', '-1', '1.5', '[1, 2]', 'true'])('fails on a total that is no count: %s', (total) => {
    expect(failure(() => drive(`{ kind: page_number, total: !expr '${total}' }`, byNumber(3))).code).toBe('paginate.total');
  });

  test('fails on a size of nothing', () => {
    expect(
      failure(() => drive('{ kind: page_number, size: !expr $user.page_size }', byNumber(3), { user: { page_size: 0 } })).code,
    ).toBe('paginate.size');
  });
});

describe('offset', () => {
  test('goes on after the records that came, so that a server which gives fewer loses none', () => {
    const { pages, records, because } = drive('{ kind: offset, size: 100 }', byOffset(5, 2));
    expect(pages.map(({ offset }) => offset)).toEqual([0, 2, 4, 5]);
    expect(records).toEqual(rows(0, 5));
    expect(because).toBe('an empty page');
  });

  test('goes on by its size where the server leaves out some that it counts', () => {
    const hidden: FakeVendor = (page, url) => ({ records: byOffset(9)(page, url).records.slice(1) });
    expect(drive('{ kind: offset, size: 3, advance: size }', hidden).pages.map(({ offset }) => offset)).toEqual([0, 3, 6, 9]);
    expect(failure(() => drive('{ kind: offset, advance: size }', hidden)).code).toBe('paginate.size');
  });

  test('starts where it is told to, and its total counts what came since', () => {
    expect(drive('{ kind: offset, start: 1, size: 2, total: !expr total - 1 }', byOffset(5))).toMatchObject({
      pages: [{ offset: 1 }, { offset: 3 }],
      because: 'all of 4 records',
    });
  });

  test('ends with a short page where the definition trusts it', () => {
    expect(drive('{ kind: offset, size: 2, short_page: stop }', byOffset(3))).toMatchObject({
      pages: { length: 2 },
      because: 'a short page (1 of 2 records)',
    });
  });

  test('ends with an empty page even where it is to go on: the offset would stay as it is', () => {
    expect(drive('{ kind: offset, size: 2, empty_page: go_on }', byOffset(3))).toMatchObject({
      because: 'an empty page',
      records: { length: 3 },
    });
  });
});

describe('keyset', () => {
  const after: FakeVendor = (page) => {
    const from = typeof page.after === 'number' ? page.after + 1 : 0;
    return { records: rows(from, Math.min(5, from + 2)), envelope: { total: 5 } };
  };

  test("sends the last record's value, and ends with an empty page", () => {
    const { pages, records, because } = drive('{ kind: keyset, after: !expr id }', after);
    expect(pages.map((page) => page.after)).toEqual([undefined, 1, 3, 4]);
    expect(records).toEqual(rows(0, 5));
    expect(because).toBe('an empty page');
  });

  test('starts after what is kept', () => {
    expect(drive('{ kind: keyset, after: !expr id, start: !expr $state }', after, { state: 2 })).toMatchObject({
      pages: [{ after: 2 }, { after: 4 }],
      records: [{ id: 3 }, { id: 4 }],
    });
  });

  test('ends with the total, or with a short page', () => {
    expect(drive('{ kind: keyset, after: !expr id, total: !expr total }', after)).toMatchObject({
      pages: { length: 3 },
      because: 'all of 5 records',
    });
    expect(drive('{ kind: keyset, after: !expr id, size: 2, short_page: stop }', after)).toMatchObject({
      pages: { length: 3 },
      because: 'a short page (1 of 2 records)',
    });
  });

  test('fails where the last record has no such value, rather than leave out the rest', () => {
    expect(failure(() => drive('{ kind: keyset, after: !expr no_such }', after)).code).toBe('paginate.no-key');
  });
});
