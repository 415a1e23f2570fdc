import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseLinks } from '../../../engine/http/parse-links.ts';
import { BASE, drive, failure, rows } from './drive.ts';
import type { FakeVendor } from './drive.ts';

const pageOf = (url: URL): number => Number(url.searchParams.get('page') ?? '1');
const three =
  (next: (page: number) => Partial<ReturnType<FakeVendor>>): FakeVendor =>
  (_, url) => ({ records: rows(pageOf(url), pageOf(url) + 1), ...(pageOf(url) < 3 ? next(pageOf(url) + 1) : {}) });

describe('next_url', () => {
  test.each([
    ['absolute', (page: number) => `${BASE}?page=${page}`],
    ['relative', (page: number) => `?page=${page}`],
    ['with a path', (page: number) => `/items?page=${page}#top`],
  ])('goes to the address of the body: %s', (_, address) => {
    const { addresses, because } = drive(
      '{ kind: next_url, url: !expr next }',
      three((page) => ({ envelope: { next: address(page) } })),
    );
    expect(addresses).toEqual([BASE, `${BASE}?page=2`, `${BASE}?page=3`]);
    expect(because).toBe('no next address');
  });

  test('starts at the address that is kept', () => {
    const vendor = three((page) => ({ envelope: { next: `?page=${page}` } }));
    expect(
      drive('{ kind: next_url, url: !expr next, start: !expr $state }', vendor, { state: `${BASE}?page=2` }).addresses,
    ).toEqual([`${BASE}?page=2`, `${BASE}?page=3`]);
    expect(drive('{ kind: next_url, url: !expr next, start: !expr $state }', vendor).addresses).toHaveLength(3);
  });

  test.each(['file:///etc/passwd', 'javascript:1', 'http://', 'https://user:secret@api.example.test/'])('refuses %s', (next) => {
    const { code, message } = failure(() =>
      drive('{ kind: next_url, url: !expr next }', () => ({ records: rows(0, 1), envelope: { next } })),
    );
    expect(code).toBe('paginate.address');
    expect(message).not.toContain('secret');
  });

  test('ends with the total, or with an empty page where the definition trusts it', () => {
    const vendor = three((page) => ({ envelope: { next: `?page=${page}` } }));
    expect(drive('{ kind: next_url, url: !expr next, total: !expr 2 }', vendor)).toMatchObject({
      addresses: { length: 2 },
      because: 'all of 2 records',
    });
    const empty: FakeVendor = (page, url) => ({ ...vendor(page, url), records: [] });
    expect(drive('{ kind: next_url, url: !expr next, empty_page: stop }', empty).because).toBe('an empty page');
    expect(drive('{ kind: next_url, url: !expr next }', empty).addresses).toHaveLength(3);
  });

  test('fails on a circle of addresses', () => {
    const circle: FakeVendor = ({ number }, url) => ({
      records: rows(number, number + 1),
      envelope: { next: pageOf(url) === 3 ? '?page=2' : `?page=${pageOf(url) + 1}` },
    });
    expect(failure(() => drive('{ kind: next_url, url: !expr next }', circle)).code).toBe('paginate.repeated-token');
  });
});

describe('link_header', () => {
  test('goes to the link whose relation is next', () => {
    const vendor = three((page) => ({
      headers: { link: `<${BASE}?page=1>; rel="first prev", <?page=${page}>; title="a, b"; rel="next"` },
    }));
    expect(drive('{ kind: link_header }', vendor)).toMatchObject({
      addresses: [BASE, `${BASE}?page=2`, `${BASE}?page=3`],
      because: 'no link with rel="next"',
    });
  });

  test('reads every line of the header', () => {
    const vendor = three((page) => ({ headers: { link: ['<?page=1>; rel=first', `<?page=${page}>; rel=next`] } }));
    expect(drive('{ kind: link_header }', vendor).addresses).toHaveLength(3);
  });

  test('takes another relation where the definition names one', () => {
    const vendor = three((page) => ({ headers: { link: `<?page=${page}>; rel=older` } }));
    expect(drive('{ kind: link_header, rel: Older }', vendor).addresses).toHaveLength(3);
  });

  test('ends with a short page where the definition trusts it', () => {
    const vendor = three((page) => ({ headers: { link: `<?page=${page}>; rel=next` } }));
    expect(drive('{ kind: link_header, size: 2, short_page: stop }', vendor).because).toBe('a short page (1 of 2 records)');
  });
});

describe('the Link header (RFC 8288)', () => {
  test.each([
    ['<a>; rel=next', [['a', 'next']]],
    ['<a>;rel="next"', [['a', 'next']]],
    ['<a> ; REL = "Next"', [['a', 'next']]],
    ['<a>; rel="prev next"', [['a', 'prev', 'next']]],
    ['<a>; rel=first; rel=next', [['a', 'first']]],
    [
      '<a,b;c>; rel=next, <d>; rel=last',
      [
        ['a,b;c', 'next'],
        ['d', 'last'],
      ],
    ],
    ['<a>; title="x, <y>; rel=next"; rel=up', [['a', 'up']]],
    ['<a>; title="\\"quoted\\", still"; rel=next', [['a', 'next']]],
    ["<a>; title*=UTF-8''%e2; rel=next", [['a', 'next']]],
    ['<a>; rel=next; anchor="#other", <b>; rel=next', [['b', 'next']]],
    ['<a>', [['a']]],
    ['<a>; flag; rel=next', [['a', 'next']]],
    ['<>; rel=next', [['', 'next']]],
    ['broken, <b>; rel=next', [['b', 'next']]],
    ['broken\\, <b>; rel=next', [['b', 'next']]],
    ['<a; rel=next, <b>; rel=next', [['b', 'next']]],
    ['<a>; rel="next', [['a']]],
    ['', []],
    [',,,', []],
  ] as const)('%s', (header, links) => {
    expect(parseLinks(header).map(({ target, rels }) => [target, ...rels])).toEqual(links);
  });

  test('whatever is sent, it is read without failing, and every target stands in it', () => {
    const pieces = fc.array(
      fc.oneof(fc.constantFrom('<', '>', '"', '\\', ',', ';', '=', ' ', 'rel', 'next', '\t'), fc.string()),
      { maxLength: 200 },
    );
    fc.assert(
      fc.property(pieces, (parts) => {
        const header = parts.join('');
        for (const { target } of parseLinks(header)) expect(header).toContain(target);
      }),
    );
  });

  test.each(['<', '<a>;', '"', '\\"', ',<', '<a>; rel="', ' ', ';', '<a>; a="\\\\'])(
    'a megabyte of %j is read no further than it makes sense',
    (piece) => {
      expect(parseLinks(piece.repeat(Math.ceil(1_000_000 / piece.length))).length).toBeLessThan(20_000);
    },
  );
});
