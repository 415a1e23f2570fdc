import { expect, test } from 'vitest';
import { type Answer, troubled } from './far-side.ts';
import { openHarbour, PASSWORD, type Harbour } from './harbour.ts';
import { pushShipped, shippedStore } from './shipped-store.ts';
import { type Kept, type Platform, startPlatform, USER } from './platform.ts';

const to = ({ far }: Pick<Platform, 'far'>, more = '', user: object = USER): string =>
  `kind: threatq, url: '${far.origin}', ${Object.entries(user)
    .map(([name, value]) => `${name}: '${value}'`)
    .join(', ')}, batch: 6${more}`;

const opened = async (platform: Platform, more?: string): Promise<Harbour> => {
  const harbour = await openHarbour(to(platform, more));
  await harbour.fill('first');
  return harbour;
};

const attributes = ({ attributes: all }: Kept): readonly string[] => all.map(({ name, value }) => `${name}=${value}`).toSorted();
const areRelated = ({ relations }: Platform, a: Kept, b: Kept): boolean =>
  relations.has(
    [a, b]
      .map(({ collection, id }) => `${collection}/${id}`)
      .toSorted()
      .join(' '),
  );

test('objects come into their collections, with types, marks, sources, tags and times', async () => {
  const platform = await startPlatform();
  const harbour = await opened(platform);
  expect(await harbour.push()).toMatchObject({ code: 0, row: { sent: 22, refused: {}, left_out: {} } });
  expect(platform.problems).toEqual([]);
  expect(platform.objects.size).toBe(22);
  expect(platform.named('198.51.100.3')).toMatchObject({
    collection: 'indicators',
    type: 'IP Address',
    fields: { class: 'network', status: 'Active', tlp_id: 2, published_at: '2025-12-24 18:00:00' },
    sources: new Set(['Harbour']),
    tags: new Set(['harbour', 'ip address']),
  });
  expect(platform.named('d41d8cd98f00b204e9800998ecf8427e').fields).toMatchObject({ class: 'host' });
  expect(platform.named('Port closed')).toMatchObject({
    collection: 'events',
    type: 'Incident',
    fields: { happened_at: '2025-12-30 11:12:13' },
  });
  expect(platform.named('Foggy Mooring')).toMatchObject({
    collection: 'adversaries',
    fields: { description: [{ value: 'Seen 1' }] },
  });
  expect(attributes(platform.named('CASE-1'))).toEqual(['Title=A case']);
  expect(platform.far.bytes()).not.toContain(PASSWORD);
});

test('relations are made once both ends are there, in one batch and over several', async () => {
  const platform = await startPlatform();
  const harbour = await opened(platform);
  await harbour.push();
  const [domain, ip, malware] = ['login.example', '198.51.100.3', 'Bilgewater'].map((name) => platform.named(name)) as [
    Kept,
    Kept,
    Kept,
  ];
  expect([areRelated(platform, domain, ip), areRelated(platform, domain, malware), areRelated(platform, ip, malware)]).toEqual([
    true,
    true,
    false,
  ]);
  expect(platform.relations.size).toBe(10);
  await harbour.fill('second');
  await harbour.push();
  expect(areRelated(platform, platform.named('Hawser'), malware)).toBe(true);
  expect(platform.problems).toEqual([]);
});

test('what an attribute was is taken away, what others have said of it stays, and so does the status that it gets', async () => {
  const platform = await startPlatform();
  const harbour = await opened(platform);
  await harbour.push();
  const ip = platform.named('198.51.100.3');
  ip.attributes.push({ id: 9001, name: 'Severity', value: 'An analyst says so', sources: [{ name: 'Somebody' }] });
  await harbour.fill('second');
  expect(await harbour.push()).toMatchObject({ code: 0, row: { sent: 6, taken_back: 4 } });
  expect(attributes(platform.named('198.51.100.3'))).toEqual([
    'Label=scanner',
    'Label=seen 1',
    'Label=seen 2',
    'Severity=An analyst says so',
    'Severity=Level 2',
  ]);
  expect(platform.named('da39a3ee5e6b4b0d3255bfef95601890afd80709').fields['status']).toBe('Expired');
  expect(attributes(platform.named('CVE-2024-0001'))).toEqual(['Severity=Critical', 'Status=Expired']);
  await harbour.fill('third');
  expect(await harbour.push()).toMatchObject({ code: 0 });
  expect(platform.named('da39a3ee5e6b4b0d3255bfef95601890afd80709').fields['status']).toBe('Active');
  expect(platform.named('2001:db8::5').fields['status']).toBe('Expired');
  expect(platform.objects.size).toBe(24);
});

test('what is gone may be removed', async () => {
  const platform = await startPlatform();
  const harbour = await opened(platform, ', gone: delete');
  await harbour.push();
  await harbour.fill('second');
  expect(await harbour.push()).toMatchObject({ code: 0, row: { taken_back: 4 } });
  expect(platform.objects.size).toBe(20);
  await harbour.fill('third');
  expect(await harbour.push()).toMatchObject({ code: 0 });
  expect(platform.named('da39a3ee5e6b4b0d3255bfef95601890afd80709').fields['status']).toBe('Active');
});

test('objects that are refused are found among the others, in the words of the platform, in whichever way it says them', async () => {
  const platform = await startPlatform();
  const refusals: Readonly<Record<string, Answer>> = {
    // A success by its status.
    '64496': { status: 200, json: { errors: [['ASN 64496 is whitelisted']] } },
    'Global\\harbour': { status: 422, json: { data: { errors: { type: ['is no type'] } } } },
  };
  platform.refuses = (name) => refusals[name];
  const harbour = await opened(platform);
  expect(await harbour.push()).toMatchObject({
    code: 1,
    row: { sent: 20, refused: { 'ASN 64496 is whitelisted': 1, 'type: is no type': 1 } },
  });
  expect(platform.objects.size).toBe(20);
  platform.refuses = () => undefined;
  expect(await harbour.push({ refused: true })).toMatchObject({ code: 0, row: { sent: 2 } });
  expect(platform.objects.size).toBe(22);
});

test('a token is taken anew before it ends, and once where it counts no longer', async () => {
  const platform = await startPlatform();
  const harbour = await opened(platform);
  platform.far.fail((n) => {
    if (n === 3) platform.endTokens();
    return undefined;
  });
  expect(await harbour.push()).toMatchObject({ code: 0, row: { sent: 22 } });
  expect(platform.logins()).toBe(2);
  const short = await startPlatform({ lasts: 0 });
  const other = await opened(short);
  expect(await other.push()).toMatchObject({ code: 0, row: { sent: 22 } });
  expect(short.logins()).toBeGreaterThan(4);
});

test('a wrong password, and half of the credentials, are told with the place and without the password', async () => {
  const platform = await startPlatform();
  const harbour = await openHarbour(to(platform, '', { ...USER, password: 'a-wrong-pass-word' }));
  await harbour.fill('first');
  const { code, stdout, row } = await harbour.push();
  expect(code).toBe(1);
  expect(row.error).toMatchObject({
    message: expect.stringContaining('it says: The user credentials were incorrect.') as unknown,
    place: expect.stringContaining('feedwright.yaml:2') as unknown,
    hint: 'Check the credentials of the destination, and what they are allowed to do.',
  });
  expect(stdout).not.toContain('a-wrong-pass-word');
  const half = await openHarbour(to(platform, '', { client_id: USER.client_id, email: USER.email }));
  await half.fill('first');
  await expect(half.push()).rejects.toThrow('must log in as a user or as a client. [config.destination]');
});

test('breaks, refusals to be repeated and answers that are lost change nothing', async () => {
  const platform = await startPlatform();
  const harbour = await opened(platform);
  platform.far.fail(troubled());
  expect(await harbour.push()).toMatchObject({ code: 0, row: { sent: 22, refused: {} } });
  await harbour.fill('second');
  expect(await harbour.push()).toMatchObject({ code: 0, row: { refused: {} } });
  expect([platform.objects.size, platform.problems]).toEqual([24, []]);
});

test('files are uploaded once, whatever breaks, and related to what they belong to', async () => {
  const platform = await startPlatform();
  const cwd = await shippedStore();
  const uploads = (): readonly Kept[] => [...platform.objects.values()].filter(({ collection }) => collection === 'attachments');
  platform.far.fail((_, { url, method }) =>
    method === 'POST' && url.pathname === '/api/attachments' ? 'breaks behind' : undefined,
  );
  const broken = await pushShipped(cwd, to(platform));
  expect(broken).toMatchObject({ code: 1, stdout: expect.stringContaining('http.uncertain') as unknown });
  expect(uploads().length).toBeGreaterThan(0);
  platform.far.fail(() => undefined);
  expect((await pushShipped(cwd, to(platform))).stdout).toContain('"status":"succeeded"');
  expect(
    uploads()
      .map(({ name, type, content }) => [name, type, content?.slice(0, 20)])
      .toSorted(),
  ).toMatchInlineSnapshot(`
    [
      [
        "evidence.pdf",
        "Generic Text",
        "second, made-up evid",
      ],
      [
        "evidence.pdf",
        "Generic Text",
        "test file",
      ],
      [
        "test_file.txt",
        "Generic Text",
        "test file",
      ],
    ]
  `);
  for (const file of uploads())
    expect(
      [...platform.relations].some((relation) => relation.split(' ').includes(`attachments/${file.id}`)),
      file.name,
    ).toBe(true);
  expect(platform.problems).toEqual([]);
});
