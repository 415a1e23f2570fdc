import { describe, expect, test } from 'vitest';
import { acme, type Answer, json, usual } from './acme.ts';

const SCRUB = ['owner.id', 'owner.email', 'owner.ip', 'phone', 'headers.x-account'];

describe('fields that are scrubbed', () => {
  test('keep their form, and what belongs together still does', async () => {
    const place = await acme();
    const { played, pseudonyms } = await place.record({ scrub: SCRUB });
    expect(played).toMatchObject({ error: undefined, differences: [] });
    expect(pseudonyms).toBe(8);
    const files = place.written();
    const owners = (JSON.parse(files['001-domains.json'] ?? '') as { data: { owner: Record<string, string> }[] }).data.map(
      ({ owner }) => owner,
    );
    expect(new Set(owners.map(({ id }) => id)).size).toBe(2);
    for (const { id, email, ip, phone } of owners) {
      expect(id).toMatch(/^pseudonym-[0-9a-f]{8}$/);
      expect(email).toMatch(/^user-[0-9a-f]{8}@example\.com$/);
      expect(ip).toMatch(/^(192\.0\.2|198\.51\.100|203\.0\.113|198\.18\.\d+)\.\d+$/);
      expect(phone).toMatch(/^\+\d\d \d{3} \d{7}$/);
      // The call for the details of an owner, and its answer.
      expect(files['cassette.yaml']).toContain(`GET /owners/${id}?key=<api_key>`);
      expect(Object.values(files)).toContain(JSON.stringify({ id, email }));
      expect(files['objects.json']).toContain(email);
    }
    const all = Object.values(files).join('\n');
    for (const value of ['OWN-1000', 'ann@', 'bob@', '10.1.2.', '1234567', '7654321']) expect(all).not.toContain(value);
  });

  test('are other ones in another recording', async () => {
    const place = await acme();
    await place.record({ scrub: SCRUB, name: 'one' });
    await place.record({ scrub: SCRUB, name: 'two' });
    expect(place.written('one')['001-domains.json']).not.toBe(place.written('two')['001-domains.json']);
  });

  test('are found in headers, lines of JSON, tables and XML as well', async () => {
    const forms: readonly (readonly [string, string])[] = [
      ['application/x-ndjson', '{"phone":"+1 555 0001","n":1}\n{"phone":"+1 555 0002","n":2}\n'],
      ['text/csv', '# a remark\nname,phone\na,+1 555 0001\nb,"+1 555 0002"\n'],
      ['application/xml', '<all><phone>+1 555 0001</phone><phone kind="x">+1 555 0002</phone></all>'],
    ];
    for (const [type, text] of forms) {
      const answer: Answer = (request, response) =>
        request.url?.startsWith('/owners') === true
          ? void response.writeHead(404, { 'content-type': type, 'x-account': 'ACC/77 x' }).end(text)
          : usual(request, response);
      const place = await acme(answer);
      await place.record({ scrub: SCRUB, limit: 1, name: 'form' });
      const files = place.written('form');
      const all = Object.values(files).join('\n');
      expect({ type, found: /555 000|ACC\/77/.test(all) }).toEqual({ type, found: false });
      expect(files['cassette.yaml']).toMatch(/x-account: "pseudonym-[0-9a-f]{8}"/);
    }
  });

  test('that are short are changed in members of that name alone', async () => {
    const place = await acme((request, response) =>
      request.url?.startsWith('/domains') === true
        ? json(response, { data: [{ id: 7, name: 'a.example', owner: { id: 'OWN-10001' }, n: 7 }], count: 7 })
        : usual(request, response),
    );
    const { played } = await place.record({ scrub: ['n'] });
    expect(played.differences).toEqual([]);
    expect(place.written()['001-domains.json']).toMatch(/"id":7,.*"n":[1-689]\}\],"count":7\}$/);
  });
});
