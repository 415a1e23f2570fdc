import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { build, expr, literal, map, tmpl } from './spec.ts';

const href = (...parts: Parameters<typeof build>): string => build(...parts).url.href;

describe('an address', () => {
  test("stands behind the connection's, path and all", () => {
    expect(href({})).toBe('https://api.example.com/items');
    expect(href({}, {}, 'https://example.com/api/v2/')).toBe('https://example.com/api/v2/items');
    expect(href({ path: literal('items') }, {}, 'https://example.com/api')).toBe('https://example.com/api/items');
    expect(href({ path: literal('?page=1') }, {}, 'https://example.com/api')).toBe('https://example.com/api?page=1');
    expect(href({ path: literal('') }, {}, 'https://example.com/api')).toBe('https://example.com/api');
  });

  test('may be written whole', () => {
    expect(href({ path: expr('$args.next') }, { next: 'https://files.example.com/a%2Fb?page=2' })).toBe(
      'https://files.example.com/a%2Fb?page=2',
    );
  });

  test('never gets another host by what stands in a path', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.webPath(),
          fc.string(),
          fc.constantFrom('@evil.example/', '//evil.example/', '\\\\evil.example', ':80@evil.example/'),
        ),
        (path) => {
          fc.pre(!/^[a-z][a-z0-9+.-]*:\/\//i.test(path) && path.trim() !== '');
          let host = 'api.example.com';
          try {
            host = build({ path: expr('$args.path') }, { path }).url.host;
          } catch {
            // Refused is as good.
          }
          expect(host).toBe('api.example.com');
        },
      ),
      { numRuns: 60 },
    );
  });

  test('has each value of a template as one segment', () => {
    expect(href({ path: tmpl('/cases/{{@args.id}}/files') }, { id: 'DLR#1/2 ü?' })).toBe(
      'https://api.example.com/cases/DLR%231%2F2%20%C3%BC%3F/files',
    );
  });

  test('keeps literal text as it is', () => {
    expect(href({ path: literal('/a%20b/c;d=1,2/(e)') })).toBe('https://api.example.com/a%20b/c;d=1,2/(e)');
  });

  test.each(['.', '..'])('is refused where a value would lead elsewhere: %s', (id) => {
    expect(() => build({ path: tmpl('/cases/{{@args.id}}/files') }, { id })).toThrow(/"\." or "\.\."/);
    expect(() => build({ path: expr("'/cases/' & $args.id") }, { id: `x/${id}/y` })).toThrow(/lead elsewhere/);
  });

  test.each(['', '  '])('is refused where a part of it is blank: "%s"', (id) => {
    expect(() => build({ path: tmpl('/cases/{{@args.id}}') }, { id })).toThrow(
      expect.objectContaining({ code: 'request.missing' }),
    );
  });

  test('is refused where a part of it is missing', () => {
    expect(() => build({ path: tmpl('/cases/{{@args.id}}') })).toThrow(
      expect.objectContaining({ place: expect.objectContaining({ line: 7 }) }),
    );
    expect(() => build({ path: expr('$args.path') })).toThrow(expect.objectContaining({ code: 'request.missing' }));
  });

  test('is refused where it is neither http nor https', () => {
    expect(() => build({ path: expr('$args.next') }, { next: 'file:///etc/passwd' })).toThrow(
      expect.objectContaining({ code: 'request.address' }),
    );
  });
});

describe('a query', () => {
  test('has a blank as %20 and everything but unreserved characters encoded', () => {
    const query = map({
      CaseID: 'CASE123456',
      Subject: 'Urgent Follow-up',
      Message: 'Please provide status update on this phishing case',
      ClientCode: 'ABC',
    });
    expect(
      href(
        { method: 'POST', path: literal('/api/ThreatManagement/SendCaseMessage'), query },
        {},
        'https://client-api.example.com',
      ),
    ).toBe(
      'https://client-api.example.com/api/ThreatManagement/SendCaseMessage?CaseID=CASE123456&Subject=Urgent%20Follow-up&Message=Please%20provide%20status%20update%20on%20this%20phishing%20case&ClientCode=ABC',
    );
    expect(href({ query: map({ 'q[]': "#+&='!()*~/ü" }) })).toBe(
      'https://api.example.com/items?q%5B%5D=%23%2B%26%3D%27%21%28%29%2A~%2F%C3%BC',
    );
  });

  test('gives back any text to who decodes it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary', minLength: 1 }), (text, name) => {
        fc.pre(text !== '' && !name.endsWith('?'));
        const [pair] = new URLSearchParams(build({ query: map({ [name]: expr('$args.text') }) }, { text }).url.search);
        expect(pair).toEqual([name.toWellFormed(), text.toWellFormed()]);
      }),
    );
  });

  test('keeps the order in which it is written, and follows what the path has already', () => {
    expect(href({ path: literal('/items?z=0'), query: map({ b: 1, a: 3 }) })).toBe('https://api.example.com/items?z=0&b=1&a=3');
    expect(href({ query: { ...map({}), members: [...map({ b: 1 }).members, ...map({ 10: 2 }).members] } })).toBe(
      'https://api.example.com/items?b=1&10=2',
    );
  });

  test('repeats a parameter for each entry of a list', () => {
    expect(href({ query: map({ id: expr('$args.ids') }) }, { ids: ['a', 2, true] })).toBe(
      'https://api.example.com/items?id=a&id=2&id=true',
    );
  });

  test('leaves out what may be missing, and refuses what must not be', () => {
    expect(
      href({ query: map({ 'a?': expr('$args.a'), 'b?': expr('$args.b'), 'c?': expr('$args.c'), d: false }) }, { b: null, c: [] }),
    ).toBe('https://api.example.com/items?d=false');
    for (const a of [undefined, null, []]) {
      expect(() => build({ query: map({ a: expr('$args.a') }) }, { a })).toThrow(
        expect.objectContaining({
          code: 'request.missing',
          message: '"a" has no value.',
          hint: expect.stringContaining('"a?:"'),
          place: expect.objectContaining({ line: 7 }),
        }),
      );
    }
  });

  test('takes no object, and does not show it', () => {
    expect(() => build({ query: map({ a: expr('$args.a') }) }, { a: { password: 'hunter2' } })).toThrow(
      /^"a" is an object, where a text, a number or a boolean is needed\.$/,
    );
  });
});

describe('headers', () => {
  test('of the request win over those of the endpoint, these over those of the connection, whatever their case', () => {
    const { headers } = build({ headers: map({ 'X-C': 3 }) }, {}, undefined, [
      map({ 'X-A': '1', 'X-B': '1', 'X-C': '1', Accept: 'text/csv' }),
      map({ 'x-b': '2', 'x-c': '2' }),
    ]);
    expect(headers).toEqual({ accept: 'text/csv', 'x-a': '1', 'x-b': '2', 'x-c': '3' });
  });

  test('name the kind of the body unless they are told otherwise', () => {
    const body = { kind: 'json', value: map({}) } as const;
    expect(build({ body }).headers).toEqual({ accept: '*/*', 'content-type': 'application/json' });
    expect(build({ body, headers: map({ 'Content-Type': 'application/vnd.api+json' }) }).headers['content-type']).toBe(
      'application/vnd.api+json',
    );
  });

  test.each(['a\r\nX-Injected: 1', 'a\nb', 'a\0b', 'snow ☃'])('with %j are refused, and the value is not shown', (text) => {
    expect(() => build({ headers: map({ 'X-A': expr('$args.text') }) }, { text })).toThrow(
      expect.objectContaining({
        code: 'request.header',
        message: 'The header "X-A" has a line break or another character that no header can carry.',
      }),
    );
  });

  test.each(['Host', 'Content-Length', 'Transfer-Encoding', 'bad name', ''])('named %j are refused', (name) => {
    expect(() => build({ headers: map({ [name]: 'x' }) })).toThrow(expect.objectContaining({ code: 'request.header' }));
  });
});

describe('a body', () => {
  test('of JSON keeps the order of its members, and what is missing is left out only where it may be', () => {
    const value = map({ ids: [expr('$args.id'), 'b'], nested: map({ z: 1, a: true, 'gone?': expr('$args.gone') }) });
    expect(build({ body: { kind: 'json', value } }, { id: 'a' }).body).toBe('{"ids":["a","b"],"nested":{"z":1,"a":true}}');
    expect(() => build({ body: { kind: 'json', value: map({ nested: map({ gone: expr('$args.gone') }) }) } })).toThrow(
      '"gone" has no value.',
    );
  });

  test('of JSON takes a name such as __proto__ for a name', () => {
    expect(build({ body: { kind: 'json', value: map(JSON.parse('{"__proto__": "x"}') as Record<string, string>) } }).body).toBe(
      '{"__proto__":"x"}',
    );
  });

  test('of a form has blanks as +', () => {
    const request = build(
      { body: { kind: 'form', value: map({ q: 'a b+c', list: expr('$args.list'), 'gone?': expr('$args.gone') }) } },
      { list: [1, 2] },
    );
    expect(request.body).toBe('q=a+b%2Bc&list=1&list=2');
    expect(request.headers['content-type']).toBe('application/x-www-form-urlencoded');
  });

  test('of text is what it says, with its content type', () => {
    const request = build({ body: { kind: 'text', value: tmpl('ids={{@args.id}}'), contentType: 'text/plain' } }, { id: '1&2' });
    expect([request.body, request.headers['content-type']]).toEqual(['ids=1&2', 'text/plain']);
  });

  test('of GraphQL is its query with the variables', () => {
    const body = {
      kind: 'graphql',
      query: literal('query($n: Int) { items(first: $n) { id } }'),
      variables: map({ n: 10, 'after?': expr('$page.token') }),
    } as const;
    expect(JSON.parse(String(build({ body }).body))).toEqual({
      query: 'query($n: Int) { items(first: $n) { id } }',
      variables: { n: 10 },
    });
  });

  test('of several parts is read back by a parser, whatever stands in it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme' }), fc.string({ minLength: 1 }), async (text, name) => {
        const value = map({
          note: expr('$args.text'),
          file: map({ content: expr('$args.text'), file_name: expr('$args.name'), content_type: 'text/csv' }),
        });
        const request = build({ method: 'POST', body: { kind: 'multipart', value } }, { text, name });
        const form = await new Response(request.body as string, {
          headers: { 'content-type': request.headers['content-type'] ?? '' },
        }).formData();
        const file = form.get('file') as unknown as { name: string; type: string; text(): Promise<string> };
        expect(form.get('note')).toBe(text);
        expect([file.type, await file.text()]).toEqual(['text/csv', text]);
      }),
      { numRuns: 50 },
    );
  });
});
