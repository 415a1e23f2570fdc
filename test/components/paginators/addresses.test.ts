import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseLinks } from '../../../engine/http/answer/parse-links.ts';
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

describe('a Link header against the standard', () => {
  const second = `${BASE}?page=2`;
  const linked = (link: string | readonly string[]) =>
    drive('{ kind: link_header }', (_, url) => ({
      records: rows(pageOf(url), pageOf(url) + 1),
      ...(pageOf(url) === 1 ? { headers: { link } } : {}),
    }));

  test.each([
    ['single quotes', `<${second}>; rel='next', <${BASE}?page=9>; rel='last'`],
    ['no < >', `${second}; rel="next"`],
    ['no < > and no quotes', '/items?page=2;rel=next'],
    ['upper case', '<?page=2>; REL="NEXT"'],
    ['two relations', '<?page=2>; rel="next last"'],
    ['a comma in the address', ['</first,one>; rel=first', '<?page=2&ids=1,2>; rel="next"']],
    ['a comma in an address without < >', '/items?page=2&ids=1,2; rel=next, /items?page=9; rel=last'],
    ['an anchor that is the page itself', `<?page=2>; rel=next; anchor="${BASE}"`],
    ['an anchor within the page', '<?page=2>; rel=next; anchor="#list"'],
    ['a second broken link', 'nonsense, <?page=2>; rel=next'],
  ])('is read: %s', (_, link) => {
    const { addresses, because } = linked(link);
    expect(addresses.map((address) => new URL(address).searchParams.get('page'))).toEqual([null, '2']);
    expect(because).toBe('no link with rel="next"');
  });

  test.each([
    ['an address alone', second],
    ['no relation', '<?page=2>'],
    ['an open quote', '<?page=2>; rel="next'],
    ['an open bracket', '<?page=2; rel="next"'],
    ['no semicolon', '<?page=2> rel="next"'],
    ['a colon for the sign', '<?page=2>; rel: next'],
    ["typographer's quotes", '<?page=2>; rel=\u00e2next\u00e2'],
    ['escaped quotes', '<?page=2>; rel=\\"next\\"'],
    ['one of several lines', ['<?page=1>; rel="first"', '{"next": 2}']],
    ['JSON', '{"next":"?page=2"}'],
    ['another resource', '<?page=2>; rel=next; anchor="/other"'],
  ])('fails where it cannot be read, and does not end: %s', (_, link) => {
    expect(failure(() => linked(link))).toMatchObject({
      code: 'paginate.link',
      place: { file: '/packs/sample.yaml' },
      hint: expect.any(String),
    });
  });

  test.each([
    ['no header', []],
    ['a blank one', ' '],
    ['other relations', '<?page=2>; rel=prev, <https://a.test/s.css>; rel="https://a.test/rel/x"'],
  ])('ends with %s', (_, link) => {
    expect(linked(link)).toMatchObject({ addresses: [BASE], because: 'no link with rel="next"' });
  });

  test('that leads to its own page is an address that came before', () => {
    expect(failure(() => linked('<>; rel=next')).code).toBe('paginate.repeated-token');
  });
});

describe('a next address', () => {
  const once = (next: unknown) =>
    drive('{ kind: next_url, url: !expr $.next }', () => ({ records: rows(0, 1), envelope: { next } }));

  test.each([
    ['missing', undefined],
    ['null', null],
    ['empty', ''],
    ['blank', '  '],
    ['false', false],
  ])('that is %s is the end', (_, next) => {
    expect(once(next)).toMatchObject({ addresses: [BASE], because: 'no next address' });
  });

  test.each([
    ['a number', 2, 'The next address is a number.'],
    ['zero', 0, 'The next address is a number.'],
    ['true', true, 'The next address is no text.'],
    ['an object', { href: '?page=2' }, 'The next address is an object.'],
    ['an empty object', {}, 'The next address is an object.'],
    ['a list', ['?page=2', '?page=3'], 'The next address is a list.'],
  ])('that is %s is a failure', (_, next, message) => {
    expect(failure(() => once(next))).toMatchObject({ code: 'paginate.token', message, hint: expect.any(String) });
  });
});

describe('with `repeated_page: stop` paging ends at an address that came before', () => {
  const stop = '{ kind: next_url, url: !expr next, repeated_page: stop }';

  test('where the last page leads to itself', () => {
    const vendor = three((page) => ({ envelope: { next: `?page=${page}` } }));
    const self: FakeVendor = (page, url) =>
      pageOf(url) < 3 ? vendor(page, url) : { records: rows(3, 5), envelope: { next: '?page=3#x' } };
    expect(drive(stop, self)).toMatchObject({ addresses: { length: 3 }, because: 'a next address that had come before' });
  });

  test.each([1, 2, 3, 4])('where it leads back to page %i of five', (back) => {
    const circle: FakeVendor = ({ number }, url) => ({
      records: rows(number * 10, number * 11),
      envelope: { next: pageOf(url) === 5 ? `?page=${back}` : `?page=${pageOf(url) + 1}` },
    });
    const { addresses, because } = drive(stop, circle);
    // The first page was asked for without a number.
    expect(addresses).toHaveLength(back === 1 ? 6 : 5);
    expect(because).toMatch(/that had come before$/);
  });

  test('for a link as well, and not where fewer than the total have come and that fails', () => {
    const self: FakeVendor = (_, url) => ({
      records: rows(pageOf(url), pageOf(url) + 1),
      headers: { link: '<?page=2>; rel=next' },
      envelope: { total: 9 },
    });
    const link = (more: string) => drive(`{ kind: link_header, repeated_page: stop${more} }`, self);
    expect(link('')).toMatchObject({ addresses: { length: 2 }, because: 'a next address that had come before' });
    expect(link(', total: !expr total').because).toBe('a next address that had come before, after 2 of 9 records');
    expect(failure(() => link(', total: !expr total, short_of_total: fail')).code).toBe('paginate.short-of-total');
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
    [
      '<a>; rel=next; anchor="#other", <b>; rel=next',
      [
        ['a', 'next'],
        ['b', 'next'],
      ],
    ],
    ["<a>; rel='next'", [['a', 'next']]],
    [
      "<a>; rel='next last', <b>; rel='first'",
      [
        ['a', 'next', 'last'],
        ['b', 'first'],
      ],
    ],
    [
      '/a?x=1,2; rel="next", /b; rel=last',
      [
        ['/a?x=1,2', 'next'],
        ['/b', 'last'],
      ],
    ],
    ['https://a.test/l;v=1?x=2;rel="next"', [['https://a.test/l;v=1?x=2', 'next']]],
    ['<a>', []],
    ['<a>; flag; rel=next', [['a', 'next']]],
    ['<>; rel=next', [['', 'next']]],
    ['broken, <b>; rel=next', [['b', 'next']]],
    ['broken\\, <b>; rel=next', [['b', 'next']]],
    ['<a; rel=next, <b>; rel=next', [['b', 'next']]],
    ['<a>; rel="next', []],
    ['', []],
    [',,,', []],
  ] as const)('%s', (header, links) => {
    expect(parseLinks(header).links.map(({ target, rels }) => [target, ...rels])).toEqual(links);
  });

  test('whatever is sent, it is read without failing, and every target stands in it', () => {
    const pieces = fc.array(
      fc.oneof(fc.constantFrom('<', '>', '"', '\\', ',', ';', '=', ' ', 'rel', 'next', '\t'), fc.string()),
      { maxLength: 200 },
    );
    fc.assert(
      fc.property(pieces, (parts) => {
        const header = parts.join('');
        for (const { target } of parseLinks(header).links) expect(header).toContain(target);
      }),
    );
  });

  test.each(['<', '<a>;', '"', '\\"', ',<', '<a>; rel="', ' ', ';', '<a>; a="\\\\'])(
    'a megabyte of %j is read no further than it makes sense',
    (piece) => {
      expect(parseLinks(piece.repeat(Math.ceil(1_000_000 / piece.length))).links.length).toBeLessThan(20_000);
    },
  );
});
