/** Files of a case: names and contents from outside that mean no good, and files that come later. */
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { MockVendor } from '../../../engine/mock/start-mock.ts';
import { inProcess } from '../in-process.ts';
import { SINCE } from './guide/expected-files.ts';
import {
  asked,
  CLOCK,
  definitionsWith,
  digestOf,
  INCIDENTS,
  newFolder,
  objectIn,
  objectsIn,
  runHere,
  startCases,
  storeIn,
  type VendorData,
} from './vendor.ts';

const DOWNLOAD = 'POST /api/ThreatManagement/DownloadCaseFile';
const HOUR = 3_600_000;

const filesUnder = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

const contents = (cwd: string): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    objectsIn(cwd)
      .filter(({ type }) => type === 'attachment')
      .map(({ value, content }) => [value, content]),
  );

/** A server before the vendor: it passes everything on, but begins an endless file of a declared size for each that is asked for. */
const declaring = async (vendor: MockVendor, size: number): Promise<{ readonly origin: URL; readonly sent: () => number }> => {
  let sent = 0;
  const server = createServer(async (request, response) => {
    const body: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) body.push(chunk);
    if (request.url?.endsWith('/DownloadCaseFile') === true) {
      response.writeHead(200, { 'content-length': size });
      const block = Buffer.alloc(2 ** 16);
      const more = (): void => {
        while (!response.destroyed && response.write(block)) sent += block.length;
      };
      response.on('drain', more);
      return more();
    }
    const { authorization } = request.headers;
    const headers = { 'content-type': 'application/json', ...(authorization === undefined ? {} : { authorization }) };
    const answer = await fetch(new URL(request.url ?? '', vendor.origin), {
      method: request.method ?? 'GET',
      headers,
      ...(body.length === 0 ? {} : { body: Buffer.concat(body) }),
    });
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(Buffer.from(await answer.arrayBuffer()));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { origin: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`), sent: () => sent };
};

describe('files that do harm to whoever trusts them', () => {
  test('do none, are told of, and leave the rest of the case alone', async () => {
    const [vendor, outer] = [await startCases({ variant: 'hostile' }), newFolder()];
    const cwd = join(outer, 'a', 'b');
    const flags = {
      since: SINCE,
      store: `sqlite:${storeIn(cwd)}`,
      definitions: definitionsWith('sync-cases.yaml', ['max_bytes: 1 GiB', 'max_bytes: 16 MiB']),
    };
    const { row, stdout } = await runHere(vendor, INCIDENTS, {}, flags, { cwd: outer });
    expect(row).toMatchObject({
      status: 'succeeded',
      records: { mapped: 5, quarantined: 0 },
      notes: {
        'files fetched (files)': 4,
        'files not fetched (files): store.attachment-too-large': 1,
        'files not fetched (files): http.status': 1,
      },
    });
    expect(contents(cwd)).toMatchObject({
      '../../etc/passwd': { sha256: '9a30a503b2862c51c3c5acd7fbce2f1f784cf4658ccf8e87d5023a90c21c0714', size: 9 },
      'huge.bin': { wanted: true },
      'gone.txt': { wanted: true },
    });
    expect(objectIn(cwd, 'incident', 'CASE666001').related.map(({ to }) => to.value)).toEqual([
      '../../etc/passwd',
      'gone.txt',
      'huge.bin',
    ]);
    // Nothing is called what the vendor calls it, nothing large stays, nothing lies outside of the store's own folder.
    const files = filesUnder(outer);
    expect(files.filter((path) => !path.startsWith(join(cwd, '.feedwright')))).toEqual([]);
    expect(files.filter((path) => /passwd|huge|gone/.test(basename(path)))).toEqual([]);
    expect(files.reduce((sum, path) => sum + statSync(path).size, 0)).toBeLessThan(20 * 2 ** 20);
    expect(existsSync(join(outer, 'etc'))).toBe(false);
    const { stdout: told } = await inProcess('runs', { store: flags.store }, [(JSON.parse(stdout) as { run: string }).run], {
      cwd: outer,
    });
    expect(told).toMatch(/files not fetched \(files\): store\.attachment-too-large +1/);
  });

  test('and say how large they are are not even read', async () => {
    const [vendor, cwd] = [await startCases({ variant: 'hostile' }), newFolder()];
    const { origin, sent } = await declaring(vendor, 1.5 * 2 ** 30);
    const { row } = await runHere({ origin }, INCIDENTS, {}, { since: SINCE }, { cwd });
    expect(row).toMatchObject({ status: 'succeeded', notes: { 'files not fetched (files): store.attachment-too-large': 6 } });
    expect(sent()).toBeLessThan(6 * 2 ** 20);
    expect(filesUnder(cwd).filter((path) => path.includes('.db.files'))).toEqual([]);
  });
});

describe('a file that could not be had', () => {
  test('is asked for again by the next run, and comes', async () => {
    const cwd = newFolder();
    const first = await startCases({ faults: [{ route: DOWNLOAD, fault: { kind: 'status', status: 404 }, times: Infinity }] });
    const { row } = await runHere(first, INCIDENTS, {}, { since: SINCE }, { cwd });
    expect(row).toMatchObject({ status: 'succeeded', notes: { 'files not fetched (files): http.status': 3 } });
    expect(contents(cwd)).toEqual({ 'evidence.pdf': { wanted: true }, 'test_file.txt': { wanted: true } });

    const second = await startCases();
    const again = await runHere(second, INCIDENTS, {}, {}, { cwd, now: () => CLOCK + HOUR });
    expect(again.stderr).toContain('3 files of earlier runs have come.');
    expect(asked(second)).toMatchObject({ DownloadCaseFile: 3 });
    expect(contents(cwd)).toEqual({
      'evidence.pdf': expect.objectContaining({ sha256: expect.any(String) }),
      'test_file.txt': expect.objectContaining({ size: 9 }),
    });

    const clean = newFolder();
    await runHere(await startCases(), INCIDENTS, {}, { since: SINCE }, { cwd: clean });
    await runHere(await startCases(), INCIDENTS, {}, {}, { cwd: clean, now: () => CLOCK + HOUR });
    expect(digestOf(cwd)).toBe(digestOf(clean));
  });

  test('and still cannot be had fails no run, and is asked for once in each', async () => {
    const [cwd, vendor] = [
      newFolder(),
      await startCases({
        variant: 'hostile',
        faults: [{ route: DOWNLOAD, fault: { kind: 'status', status: 404 }, times: Infinity }],
      }),
    ];
    await runHere(vendor, INCIDENTS, {}, { since: SINCE }, { cwd });
    const before = asked(vendor)['DownloadCaseFile'] ?? 0;
    const { row, code } = await runHere(vendor, INCIDENTS, {}, {}, { cwd, now: () => CLOCK + HOUR });
    expect({ code, status: row.status }).toEqual({ code: 0, status: 'succeeded' });
    expect(row.notes['files not fetched (files): http.status']).toBe(6);
    expect((asked(vendor)['DownloadCaseFile'] ?? 0) - before).toBe(6);
  });

  test('and is there already is not asked for again', async () => {
    const [cwd, vendor] = [newFolder(), await startCases()];
    await runHere(vendor, INCIDENTS, {}, { since: SINCE }, { cwd });
    await runHere(vendor, INCIDENTS, {}, { since: SINCE }, { cwd });
    expect(asked(vendor)).toMatchObject({ CaseDetail: 8, DownloadCaseFile: 3 });
  });
});

test('a token with +, / and = arrives as it was given, and a file keeps its bytes', async () => {
  const [cwd, vendor] = [newFolder(), await startCases()];
  await runHere(vendor, INCIDENTS, {}, { since: SINCE }, { cwd });
  const tokens = vendor.requests
    .filter(({ url }) => url.endsWith('DownloadCaseFile'))
    .map(({ body }) => (JSON.parse(body.toString()) as { filetoken: string }).filetoken);
  expect(tokens.toSorted()).toEqual([
    'U2FsdGVkX19nK8s2mE+7a6bW...encrypted_token',
    'bWFkZSt1cA+test+file=',
    'bWFkZSt1cA+token/with==',
  ]);
  const stored = filesUnder(cwd).filter((path) => path.includes('.db.files'));
  expect(stored.map((path) => readFileSync(path, 'utf8')).toSorted()).toEqual(['second, made-up evidence\n', 'test file']);
});

test('an answer to the file call that is JSON of a refusal is not stored as the file', async () => {
  const cwd = newFolder();
  const refusing = await startCases({
    faults: [{ route: DOWNLOAD, fault: { kind: 'status', status: 500, body: '{"success":false}' }, times: Infinity }],
  });
  const { row } = await runHere(refusing, INCIDENTS, {}, { since: SINCE }, { cwd });
  expect(row).toMatchObject({ status: 'succeeded', records: { quarantined: 0 } });
  expect(Object.values(contents(cwd)).every((content) => JSON.stringify(content) === '{"wanted":true}')).toBe(true);
});

test('a case file without a name is left out and counted', async () => {
  const change = (data: VendorData): void => {
    data.details['CASE123457'] = {
      ...data.details['CASE123457'],
      caseFiles: [{ originalFilename: null, fileToken: 'x', dateUploaded: '1754130600' }],
    };
  };
  const [cwd, vendor] = [newFolder(), await startCases({}, change)];
  const { row } = await runHere(vendor, INCIDENTS, {}, { since: SINCE }, { cwd });
  expect(row.notes).toMatchObject({ 'entries without a value (file)': 1, 'files fetched (files)': 2 });
});

test('the objects of the store say which files are still wanted', async () => {
  const [cwd, vendor] = [
    newFolder(),
    await startCases({ faults: [{ route: DOWNLOAD, fault: { kind: 'status', status: 404 }, times: Infinity }] }),
  ];
  await runHere(vendor, INCIDENTS, {}, { since: SINCE }, { cwd });
  const { stdout } = await inProcess('objects', { json: true, type: 'attachment' }, [], { cwd });
  expect(
    stdout
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { content: unknown }).content),
  ).toEqual([{ wanted: true }, { wanted: true }, { wanted: true }]);
});
