import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DecodeContext } from '../../../engine/components/decoders/decoder.ts';
import { streamXml, type XmlOptions } from '../../../engine/components/decoders/xml/stream.ts';
import type { JsonRecord } from '../../../engine/language/basics/json.ts';
import { bodyOf, decodeContext } from './decode-context.ts';

const PADDING = '\n'.repeat(520);

/** `size`: in chunks, as a body that is too large to be read at once; its first 512 bytes are looked at together. */
const read = async (
  content: string | Uint8Array,
  path: readonly string[] | undefined,
  options: XmlOptions = {},
  { size, ...changes }: Partial<DecodeContext> & { size?: number } = {},
): Promise<{ records: JsonRecord[]; envelope: unknown }> => {
  const limits = size === undefined ? {} : { small: 0, least: 1 };
  const body = size === undefined ? bodyOf(content) : bodyOf(PADDING + content.toString(), size);
  const decoded = await streamXml(body, options, decodeContext({ path, ...changes }), limits);
  const records: JsonRecord[] = [];
  for await (const batch of decoded.batches) records.push(...batch.records);
  return { records, envelope: decoded.envelope() };
};

const feed = `<?xml version="1.0"?><!-- a > b --><!DOCTYPE rss>
<rss version="2.0"><channel><title>T &amp; U</title>
  <item id='1' note="a > b"><title>One</title><link/><tag>x</tag><tag>y</tag></item>
  <item><title><![CDATA[<b>]]> &#x20AC;</title><sub k="v">text</sub></item>
  <item>plain</item>
</channel></rss>`;

describe('records', () => {
  test('are the elements at the path; what is around them is the envelope', async () => {
    const { records, envelope } = await read(feed, ['rss', 'channel', 'item'], { lists: ['tag', 'sub'] }, { as: 'value' });
    expect(records).toEqual([
      { _id: '1', _note: 'a > b', title: 'One', link: '', tag: ['x', 'y'] },
      { title: '<b> \u20ac', sub: [{ _k: 'v', _text: 'text' }] },
      { value: 'plain' },
    ]);
    expect(envelope).toEqual({ rss: { _version: '2.0', channel: { title: 'T & U', item: [] } } });
  });

  test('hold as text what is named so, with or without attributes', async () => {
    const text = '<f><e><title type="html">A &amp; B</title><id>1</id></e><e><title>C</title><id x="y"/></e></f>';
    const { records } = await read(text, ['f', 'e'], { texts: ['title', 'id'] });
    expect(records).toEqual([
      { title: 'A & B', id: '1' },
      { title: 'C', id: '' },
    ]);
  });

  test('are the same wherever the chunks are cut', async () => {
    const whole = await read(feed, ['rss', 'channel', 'item'], {}, { as: 'value' });
    const text = feed.replace(/^<\?.*?\?>/, '');
    for (const size of [1, 2, 3, 5, 11])
      expect(await read(text, ['rss', 'channel', 'item'], {}, { size, as: 'value' })).toEqual(whole);
  });

  test('are not elements of the same names elsewhere', async () => {
    const { records } = await read('<a><x><b><c n="no"/></b></x><b><c n="1"/><d><c n="no"/></d></b><b><c n="2"/></b></a>', [
      'a',
      'b',
      'c',
    ]);
    expect(records).toEqual([{ _n: '1' }, { _n: '2' }]);
  });

  test('are the document where the path is $, and none without a path', async () => {
    expect((await read('<a><b>1</b></a>', [])).records).toEqual([{ a: { b: '1' } }]);
    expect(await read('<a><b>1</b></a>', undefined)).toEqual({ records: [], envelope: { a: { b: '1' } } });
  });

  test('may be none where what is around them is there', async () => {
    expect((await read('<a><b/></a>', ['a', 'b', 'c'])).records).toEqual([]);
    await expect(read('<a/>', ['a', 'b', 'c'])).rejects.toMatchObject({
      code: 'decode.path',
      message: expect.stringContaining('a.b'),
    });
    await expect(read('<x/>', ['a'])).rejects.toMatchObject({ code: 'decode.path' });
    expect((await read('<x/>', ['a'], {}, { orEmpty: true })).records).toEqual([]);
  });

  test('take names without prefixes, and other marks for attributes', async () => {
    const text = '<n:a xmlns:n="urn:x"><n:b n:k="1">t</n:b></n:a>';
    expect((await read(text, ['n:a', 'n:b'])).records).toEqual([{ '_n:k': '1', _text: 't' }]);
    expect((await read(text, ['a', 'b'], { prefixes: 'drop', attributes: '', text: 'value' })).records).toEqual([
      { k: '1', value: 't' },
    ]);
  });

  test('never touch a prototype', async () => {
    const { records } = await read('<a><b __proto__="x" constructor="y"><__proto__><p>1</p></__proto__></b></a>', ['a', 'b'], {
      attributes: '',
    });
    expect(records).toEqual([{ constructor: 'y' }]);
    expect(Object.getPrototypeOf(records[0])).toBe(Object.prototype);
  });
});

describe('encodings', () => {
  test('are those of the declaration or of a byte order mark', async () => {
    const latin = Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?><a><b><c>\u00e4</c></b></a>', 'latin1');
    expect((await read(latin, ['a', 'b'])).records).toEqual([{ c: '\u00e4' }]);
    const wide = Buffer.from('\ufeff<?xml version="1.0" encoding="UTF-16"?><a><b><c>\u20ac</c></b></a>', 'utf16le');
    expect((await read(wide, ['a', 'b'])).records).toEqual([{ c: '\u20ac' }]);
  });
});

describe('damaged or hostile XML', () => {
  test('is refused with its line', async () => {
    const wrong = [
      '<a>\n<b></a>',
      '<a>\n</b></a>',
      '<a\nb=c/>',
      '<a>\n< b/></a>',
      '<a>\n&nosuch;</a>',
      '<a>\n& b</a>',
      '<a b="1"\n b="2"/>',
      '<a/>\n<b/>',
      'text\n<a/>',
      '<a>\n<!ELEMENT x></a>',
      '<a>\n&#0;</a>',
      '<a>\n&#xD800;</a>',
    ];
    for (const text of wrong)
      await expect(read(text, ['a'], {}, { as: 'x' }), text).rejects.toMatchObject({
        code: 'decode.malformed-xml',
        message: expect.stringMatching(/line [12]:/),
      });
    for (const text of ['<a>', '<a><b/>', '<a><b', '<a><!-- '])
      await expect(read(text, ['a']), text).rejects.toMatchObject({ code: expect.stringMatching(/truncated|malformed/) });
    for (const text of ['', '\n ']) await expect(read(text, ['a'])).rejects.toMatchObject({ code: 'decode.empty' });
  });

  test('cannot define entities', async () => {
    const bomb = '<!DOCTYPE a [<!ENTITY x "xxxxxxxxxx"><!ENTITY y "&x;&x;&x;&x;">]><a>&y;</a>';
    await expect(read(bomb, ['a'])).rejects.toMatchObject({ code: 'decode.xml-doctype' });
    await expect(read(bomb, ['a'], {}, { size: 1 })).rejects.toMatchObject({ code: 'decode.xml-doctype' });
  });

  test('has bounds for depth and for what is held', async () => {
    await expect(read('<a>'.repeat(600) + '</a>'.repeat(600), ['x'])).rejects.toMatchObject({ code: 'decode.too-deep' });
    await expect(read(`<a b="${'x'.repeat(5_000_000)}"/>`, ['x'], {}, { size: 500_000 })).rejects.toMatchObject({
      code: 'decode.too-large',
    });
  });

  test('in no byte makes anything but records or one clear error', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(feed.length - 1),
        fc.constantFrom('', '<', '>', '&', '"', '/', '!', ']', '[', '?', ' '),
        async (at, inserted) => {
          const damaged = feed.slice(0, at) + inserted + feed.slice(at + 1);
          const given = await read(damaged, ['rss', 'channel', 'item'], {}, { as: 'value' }).catch((error: unknown) => error);
          expect(given instanceof Error ? given : { code: 'decode.' }).toMatchObject({
            code: expect.stringMatching(/^decode\./),
          });
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('any document', () => {
  const text = fc.string().map((one) => one.trim());
  const record = fc.dictionary(
    fc.stringMatching(/^[a-z][a-z0-9.-]{0,5}$/),
    fc.oneof(text, fc.array(text, { minLength: 2, maxLength: 3 })),
    { minKeys: 1, maxKeys: 4, noNullPrototype: true },
  );
  // Characters that XML cannot hold at all are none of its business.
  const escaped = (one: string): string => one.replaceAll(/[&<>"']|[^ -~]/gu, (character) => `&#${character.codePointAt(0)};`);

  test('gives the records that it was made of', async () => {
    const clean = record.filter((one) => !JSON.stringify(one).includes('\\u0000'));
    await fc.assert(
      fc.asyncProperty(fc.array(clean, { maxLength: 5 }), fc.constantFrom(1, 2, 7, 100), async (records, size) => {
        const element = (one: JsonRecord): string =>
          Object.entries(one)
            .map(([name, value]) =>
              (Array.isArray(value) ? value : [value])
                .map((single) => `<${name}>${escaped(String(single))}</${name}>`)
                .join('\n'),
            )
            .join('');
        const document = `<list>${records.map((one) => `<one>${element(one)}</one>`).join('')}</list>`;
        const expected = records.map((one) =>
          Object.fromEntries(
            Object.entries(one).map(([name, value]) => [
              name,
              Array.isArray(value) ? value.map((each) => each.trim()) : value.trim(),
            ]),
          ),
        );
        expect((await read(document, ['list', 'one'], {}, { size })).records).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });
});

test('what is malformed is named by the line on which it stands', async () => {
  const places: readonly (readonly [string, number])[] = [
    ['<a>\n<b>one\ntwo &no; </b></a>', 3],
    ['<a>\n<b\n k="1"\n l="x\ny &no;"/></a>', 5],
    ['<a>\n<b\n\n oops/></a>', 4],
    ['<a>\n</a>\n\ntext', 4],
    ['<a>\n\r\n<b>\n</c></a>', 4],
    ['<a>\n<b>\ntext\n\n', 5],
  ];
  for (const [text, line] of places)
    await expect(read(text, ['a', 'b']), text).rejects.toMatchObject({ message: expect.stringMatching(`line ${line}\\b`) });
});
