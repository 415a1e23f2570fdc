import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { rescrub } from '../../../engine/proof/record/rescrub.ts';
import { acme, CANARY, json, usual } from './acme.ts';

const CASSETTE = 'fixtures/acme/cassettes/domains-recorded';
const YAML = `${CASSETTE}/cassette.yaml`;

describe('a recording', () => {
  test('is a cassette and a case that passes', async () => {
    const place = await acme();
    const recorded = await place.record();
    expect(recorded).toMatchObject({ exchanges: 3, row: { status: 'succeeded' }, played: { differences: [], error: undefined } });
    expect(Object.keys(place.written()).toSorted()).toEqual([
      '001-domains.json',
      '002-own-10001.json',
      '003-own-10002.json',
      'case',
      'cassette.yaml',
      'objects.json',
    ]);
    expect(place.written()['cassette.yaml']).toContain('clock: "2026-03-01T00:00:00.000Z"');
    expect(JSON.parse(place.written()['objects.json'] ?? '')).toMatchObject([
      { type: 'indicator', subtype: 'FQDN', value: 'a.example', attributes: { Owner: 'ann@acme.test' } },
      { type: 'indicator', subtype: 'FQDN', value: 'b.example', attributes: { Owner: 'bob@acme.test' } },
    ]);
    // No store, and nothing half done.
    expect(readdirSync(place.folder).toSorted()).toEqual(['definitions', 'fixtures']);
    expect(readdirSync(place.path('fixtures/acme/cassettes'))).toEqual(['domains-recorded']);
    expect(statSync(place.path(YAML)).mode & 0o133).toBe(0);
  });

  test('has an answer that came after others were refused, and the times between', async () => {
    let asked = 0;
    const place = await acme((request, response) => {
      if (request.url?.startsWith('/domains') === true && asked++ === 0)
        return void response.writeHead(429, { 'retry-after': '1' }).end();
      usual(request, response);
    });
    const { played, exchanges } = await place.record();
    expect(exchanges).toBe(4);
    expect(played.differences).toEqual([]);
  });

  test('of a run that fails expects that error', async () => {
    const place = await acme((_, response) => void response.writeHead(403).end());
    const { played, row } = await place.record();
    expect(row.status).toBe('failed');
    expect(place.written()['case']).toContain('error: "vendor.refused"');
    expect(played.differences).toEqual([]);
  });

  test('of a few records ends there when it is played', async () => {
    const place = await acme();
    const { played, exchanges } = await place.record({ limit: 1 });
    expect(exchanges).toBe(2);
    expect(played.differences).toEqual([]);
  });
});

describe('a case that plays a recording fails', () => {
  const change = async (edit: (text: string) => string): Promise<readonly object[]> => {
    const place = await acme();
    await place.record();
    writeFileSync(place.path(YAML), edit(readFileSync(place.path(YAML), 'utf8')));
    const { differences, error } = await place.play();
    return error === undefined ? differences.filter(({ what }) => what === 'cassette') : [error];
  };
  const LAST = /  - request: "GET \/owners\/OWN-10002[^]*$/;

  test('where a request is not among its exchanges', async () => {
    expect(await change((text) => text.replace(LAST, ''))).toMatchObject([
      { expected: undefined, actual: 'GET /owners/OWN-10002', place: { line: 4 } },
    ]);
  });

  test('where an exchange is not asked for, and says where that stands', async () => {
    const found = await change((text) => `${text}${LAST.exec(text)?.[0].replace('OWN-10002', 'OWN-3') ?? ''}`);
    expect(found).toMatchObject([{ expected: 'GET /owners/OWN-3?key=<api_key>', actual: undefined }]);
    expect(found[0]).toMatchObject({
      place: { file: expect.stringMatching(/cassette\.yaml$/) as string, line: expect.any(Number) as number },
    });
  });

  test('where a part of a request is another one', async () => {
    expect(await change((text) => text.replace('pair=<api_key>', 'pair=other'))).toMatchObject([
      { actual: 'POST /domains' },
      { expected: 'POST /domains?key=<api_key>' },
      {},
      {},
    ]);
  });

  test('where the cassette has mistakes, and says where', async () => {
    expect(await change((text) => text.replace('status: 200', 'status: fine'))).toMatchObject([
      { code: 'cassette.invalid', place: { line: expect.any(Number) as number } },
    ]);
    expect(await change((text) => text.replace('001-domains.json', '../../x.json'))).toMatchObject([
      { code: 'cassette.invalid', diagnostics: [{ code: 'cassette.file-outside' }] },
    ]);
    expect(await change((text) => text.replace('001-domains.json', 'gone.json'))).toMatchObject([
      { diagnostics: [{ code: 'cassette.no-file' }] },
    ]);
  });
});

describe('a recording is refused', () => {
  test('where there is one already, and made anew with force', async () => {
    const place = await acme();
    await place.record();
    await expect(place.record()).rejects.toMatchObject({ code: 'record.exists' });
    writeFileSync(place.path(CASSETTE, 'stale.json'), '{}');
    expect((await place.record({ force: true })).played.differences).toEqual([]);
    expect(existsSync(place.path(CASSETTE, 'stale.json'))).toBe(false);
  });

  test('in the place of a case that somebody wrote, whatever is said', async () => {
    const place = await acme();
    const file = place.path('fixtures/acme/cases/mine.yaml');
    mkdirSync(place.path('fixtures/acme/cases'), { recursive: true });
    writeFileSync(file, 'case: 1\nfeed: acme/domains\nsteps: [{}]\n');
    await expect(place.record({ name: 'mine', force: true })).rejects.toMatchObject({ code: 'record.exists' });
    expect(readFileSync(file, 'utf8')).toContain('steps: [{}]');
  });

  test('in a folder that is a file', async () => {
    const place = await acme();
    await expect(place.record({ out: 'definitions/acme.yaml' })).rejects.toMatchObject({ code: 'record.unwritable' });
  });

  test.skipIf(process.getuid?.() === 0)('in a folder that may not be written', async () => {
    const place = await acme();
    mkdirSync(place.path('closed'));
    chmodSync(place.path('closed'), 0o500);
    await expect(place.record({ out: 'closed' })).rejects.toMatchObject({ code: 'record.unwritable' });
  });

  test.each(['../x', 'a/b', '', '.'])('under the name "%s"', async (name) => {
    const place = await acme();
    await expect(place.record({ name })).rejects.toMatchObject({ code: 'record.name' });
  });
});

describe('a cassette that is there', () => {
  const soiled = async () => {
    const place = await acme();
    await place.record();
    const body = place.path(CASSETTE, '001-domains.json');
    writeFileSync(body, readFileSync(body, 'utf8').replace('{', `{"old":"${Buffer.from(CANARY).toString('base64')}",`));
    return place;
  };

  test('is cleaned of a secret, and plays as before', async () => {
    const place = await soiled();
    expect(await rescrub(place.world, { values: { api_key: CANARY, host: 'http://localhost' } }, CASSETTE)).toMatchObject({
      places: 1,
    });
    expect(place.written()['001-domains.json']).toContain('{"old":"<api_key>');
    expect((await place.play()).differences).toEqual([]);
    expect(await rescrub(place.world, { values: { api_key: CANARY, host: 'http://localhost' } }, CASSETTE)).toMatchObject({
      places: 0,
    });
  });

  test('is cleaned of fields, and plays as before', async () => {
    const place = await soiled();
    const { places } = await rescrub(
      place.world,
      { values: { host: 'http://localhost' }, scrub: ['email', 'owner.id'] },
      CASSETTE,
    );
    expect(places).toBeGreaterThan(8);
    expect(Object.values(place.written()).join('')).not.toMatch(/ann@|OWN-1000/);
    expect((await place.play()).differences).toEqual([]);
  });

  test('is left as it is where a secret cannot be taken out', async () => {
    const place = await soiled();
    writeFileSync(place.path(CASSETTE, '009-x.bin'), Buffer.concat([Buffer.alloc(2), Buffer.from(CANARY)]));
    const before = place.written();
    await expect(rescrub(place.world, { values: { api_key: CANARY, host: 'http://localhost' } }, CASSETTE)).rejects.toThrow(
      expect.objectContaining({ code: 'record.secret' }),
    );
    expect(place.written()).toEqual(before);
  });

  test('has to be one, and there must be something to look for', async () => {
    const place = await soiled();
    const clean = (folder: string) => rescrub(place.world, { values: { host: 'http://localhost' } }, folder);
    await expect(clean('fixtures/acme')).rejects.toThrow(expect.objectContaining({ code: 'cassette.none' }));
    await expect(clean('nowhere')).rejects.toThrow(expect.objectContaining({ code: 'cassette.none' }));
    await expect(clean(CASSETTE)).rejects.toThrow(expect.objectContaining({ code: 'record.nothing' }));
  });
});

test('a token that an answer gives is a secret as well, used or not', async () => {
  const refresh = 'r3fr3sh-t0k3n-that-nobody-asked-for';
  const place = await acme((request, response) =>
    request.url?.startsWith('/owners') === true
      ? json(response, { id: 'x', email: 'e', refresh_token: refresh }, { 'set-cookie': ['sid=s3ss10n-1d-of-somebody; Path=/'] })
      : usual(request, response),
  );
  const { played } = await place.record();
  expect(played.differences).toEqual([]);
  expect(Object.values(place.written()).join('')).not.toMatch(/r3fr3sh|s3ss10n/);
  expect(place.written()['002-own-10001.json']).toContain('"refresh_token":"<token-');
});
