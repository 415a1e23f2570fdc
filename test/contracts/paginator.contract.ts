import { describe, expect, test } from 'vitest';
import type { Paginator } from '../../engine/components/paginators/paginator.ts';
import { drive, failure, rows } from '../components/paginators/drive.ts';
import type { FakeAnswer, FakeVendor } from '../components/paginators/drive.ts';
import { componentContract } from './component-contract.ts';
import { load, packWith } from './pack-with.ts';

type Around = Omit<FakeAnswer, 'records'>;

export interface PagingCase {
  /** Options besides `kind`. */
  readonly options: string;
  /** What stands around the records of the answer number `call` (from 1 on) where it leads on to the next page. */
  readonly onward: (call: number) => Around;
  /** An answer that is the last one by what it says itself, and the word for that in the ledger. */
  readonly last?: { readonly around: Around; readonly because: string };
  /** Leads on to the page that the client already has. */
  readonly stuck?: { readonly around: Around; readonly record?: { readonly id: string } };
  /** A page without records gives nothing to go on from, whatever the options say. */
  readonly endsWhereEmpty?: true;
}

/** What every paginator owes, whatever its kind: options, stop rules, guards. */
export function paginatorContract(name: string, paginator: Paginator, given: PagingCase): void {
  const { properties } = paginator.options.schema as { properties: Record<string, unknown> };
  const has = (option: string): boolean => option in properties;
  const paginate = (more: string): string =>
    `{ ${[`kind: ${name}`, given.options, more].filter((one) => one !== '').join(', ')} }`;
  /** Answers as `answer` says by their number, from 1 on; the last page is as long as `answer` makes it. */
  const numbered = (answer: (call: number) => FakeAnswer): FakeVendor => {
    let calls = 0;
    return () => answer(++calls);
  };
  /** Pages of two records each, all different, for ever. */
  const endless = (change: (call: number) => Partial<FakeAnswer> = () => ({})): FakeVendor =>
    numbered((call) => ({ records: rows(call * 10, call * 10 + 2), ...given.onward(call), ...change(call) }));
  const ending = (more: string, vendor: FakeVendor): { because: string; pages: number } => {
    const { because, pages } = drive(paginate(more), vendor);
    return { because, pages: pages.length };
  };
  const failing = (more: string, vendor: FakeVendor) => failure(() => drive(paginate(more), vendor));

  describe(name, () => {
    componentContract(name, paginator, (example) => ({ endpoint: example }));

    test('takes its options as a definition writes them', () => {
      const use = packWith({ endpoint: paginator.example }).endpoints.get('items')?.paginate;
      expect(use?.kind).toBe(name);
    });

    test('refuses an option that it does not have', () => {
      const { diagnostics } = load({ endpoint: paginator.example.replace(/ \}$/, ', no_such_option: 1 }') });
      expect(diagnostics.map(({ code }) => code)).toContain('definition.unknown-key');
    });

    test('ends where `stop_when` holds, and fails where it is no condition', () => {
      expect(ending('stop_when: !expr $page.number = 3', endless())).toEqual({ because: '`stop_when` is true', pages: 3 });
      const header = endless((call) => ({
        headers: { ...given.onward(call).headers, ...(call === 4 ? { 'x-last': 'yes' } : {}) },
      }));
      expect(ending(`stop_when: !expr "$header('X-Last') = 'yes'"`, header)).toEqual({
        because: '`stop_when` is true',
        pages: 4,
      });
      expect(failing('stop_when: !expr $page.number', endless())).toMatchObject({ code: 'paginate.not-boolean' });
    });

    test('ends behind a record for which `stop_at` holds, without missing those of the total behind it', () => {
      // A list that begins with the newest: what is older is not wanted.
      const newest = () =>
        endless((call) => ({ records: rows(call * 10, call * 10 + 2).map((row, at) => ({ ...row, age: 2 * call + at })) }));
      const total = has('total') ? ', total: !expr "99", short_of_total: fail' : '';
      const { because, records } = drive(paginate(`stop_at: !expr age >= 7${total}`), newest());
      expect({ because, ages: records.map(({ age }) => age) }).toEqual({
        because: '`stop_at` is true',
        ages: [2, 3, 4, 5, 6, 7],
      });
      expect(failing('stop_at: !expr age', newest())).toMatchObject({ code: 'paginate.not-boolean' });
    });

    test('fails after as many pages as are allowed, and not before', () => {
      let calls = 0;
      const counted: FakeVendor = (page, url) => (calls++, vendor(page, url));
      const vendor = endless();
      expect(failing('max_pages: 4', counted)).toMatchObject({
        code: 'paginate.too-many-pages',
        message: expect.stringContaining('4 pages'),
      });
      expect(calls).toBe(4);
      expect(ending('max_pages: 4, stop_when: !expr $page.number = 4', endless()).pages).toBe(4);
    });

    test('fails on a page that came before, also several pages ago, with its place and a way out', () => {
      const { code, message, hint, place } = failing(
        '',
        endless((call) => ({ records: rows((call % 3) * 10, (call % 3) * 10 + 2) })),
      );
      expect(code).toBe('paginate.repeated-page');
      expect(message).toMatch(/^Page 4 is like an earlier one.*\.$/);
      expect(hint).toMatch(/^[A-Z].*\.$/);
      expect(place).toMatchObject({ file: '/packs/sample.yaml' });
    });

    test('ends on such a page where the definition says so', () => {
      const again = endless((call) => ({ records: [{ id: Math.min(call, 4) }, { id: `${Math.min(call, 4)}b` }] }));
      expect(ending('repeated_page: stop', again)).toEqual({ because: 'a page that had come before', pages: 5 });
    });

    test('takes a page for another one where its last record, or the number of its records, is another', () => {
      const last = endless((call) => ({ records: [{ id: 1 }, { id: call + 1 }] }));
      expect(ending('stop_when: !expr $page.number = 5', last).pages).toBe(5);
      // Where the last record says how to go on, the same one twice is a key twice.
      if (given.stuck?.record !== undefined) return;
      const more = endless((call) => ({ records: [{ id: 1 }, ...rows(100, 100 + call), { id: 2 }] }));
      expect(ending('stop_when: !expr $page.number = 5', more).pages).toBe(5);
    });

    const { stuck, last } = given;
    if (stuck !== undefined)
      test('fails on a token, key or address that it had before', () => {
        const calls: number[] = [];
        const again = numbered((call) => {
          calls.push(call);
          return {
            records: [...rows(call * 10, call * 10 + 2), ...(stuck.record === undefined ? [] : [stuck.record])],
            ...stuck.around,
          };
        });
        expect(failing('', again)).toMatchObject({ code: 'paginate.repeated-token', hint: expect.any(String) });
        expect(calls.length).toBeLessThanOrEqual(2);
        expect(ending('repeated_page: stop', again).because).toMatch(/^a .* that had come before$/);
      });

    if (last !== undefined)
      test('ends where the answer says that it is the last one', () => {
        const vendor = endless((call) => (call === 3 ? { envelope: undefined, headers: {}, ...last.around } : {}));
        expect(ending('', vendor)).toEqual({ because: last.because, pages: 3 });
      });

    if (has('short_page'))
      test('ends with a short page only where the definition trusts it', () => {
        const short = () => endless((call) => (call === 3 ? { records: rows(30, 31) } : {}));
        expect(ending('size: 2, short_page: stop', short())).toEqual({ because: 'a short page (1 of 2 records)', pages: 3 });
        expect(ending('size: 2, stop_when: !expr $page.number = 5', short()).pages).toBe(5);
      });

    test('has a rule for a page without records', () => {
      const empty = () => endless((call) => (call === 3 ? { records: [] } : {}));
      if (has('empty_page')) expect(ending('empty_page: stop', empty())).toEqual({ because: 'an empty page', pages: 3 });
      const goesOn = has('empty_page') ? 'empty_page: go_on, ' : '';
      expect(ending(`${goesOn}stop_when: !expr $page.number = 5`, empty()).pages).toBe(given.endsWhereEmpty === true ? 3 : 5);
    });

    if (has('total'))
      test('ends when the total has come, and says or fails where less came than that', () => {
        expect(ending('total: !expr "6"', endless())).toEqual({ because: 'all of 6 records', pages: 3 });
        const early = 'total: !expr "9", repeated_page: stop';
        const again = () => endless((call) => (call === 4 ? { records: rows(30, 32) } : {}));
        expect(ending(early, again())).toEqual({ because: 'a page that had come before, after 8 of 9 records', pages: 4 });
        expect(failing(`${early}, short_of_total: fail`, again())).toMatchObject({ code: 'paginate.short-of-total' });
      });

    if (has('total'))
      test('notes a total that changes, or fails where the definition says so', () => {
        const totals = (all: readonly (number | undefined)[]) =>
          endless((call) => {
            const around = given.onward(call);
            const total = all[call - 1];
            return { envelope: { ...(around.envelope as object | undefined), ...(total === undefined ? {} : { all: total }) } };
          });
        const paging = (all: readonly (number | undefined)[], more = '') =>
          drive(paginate(`total: !expr all${more}`), totals(all));
        const word = (how: string) => `the total ${how} while its pages were read: records may be missing`;
        expect(paging([7, 5, 5])).toMatchObject({ because: 'all of 5 records', notes: [word('fell')], pages: { length: 3 } });
        expect(paging([5, 7, 7, 7])).toMatchObject({ because: 'all of 7 records', notes: [word('grew')], pages: { length: 4 } });
        expect(paging([6, 6, 6], ', short_of_total: fail')).toMatchObject({ because: 'all of 6 records', notes: [] });
        // One that stands on the first page only.
        expect(paging([6, undefined, undefined], ', short_of_total: fail')).toMatchObject({
          because: 'all of 6 records',
          notes: [],
        });
        for (const all of [
          [7, 5, 5],
          [5, 7, 7, 7],
        ])
          expect(failure(() => paging(all, ', short_of_total: fail'))).toMatchObject({ code: 'paginate.total-changed' });
      });

    if (has('total'))
      test('holds the total against records that are different ones', () => {
        // Of the second page one record has come before.
        const shifted = () =>
          numbered((call) => ({ ...given.onward(call), records: rows(call * 10, call * 10 + 2), different: call === 2 ? 1 : 2 }));
        expect(ending('total: !expr "6"', shifted())).toEqual({ because: 'all of 6 records', pages: 4 });
        const early = 'total: !expr "9", stop_when: !expr $page.number = 3';
        expect(ending(early, shifted()).because).toBe('`stop_when` is true, after 5 of 9 records (1 came more than once)');
        expect(failing(`${early}, short_of_total: fail`, shifted()).code).toBe('paginate.short-of-total');
      });
  });
}
