/** The guides' own samples, object by object, with their counts, as they were worked out by hand. */
import type { ObjectView } from '../../../engine/store/views/object-view.ts';
import { describe, expect, test } from 'vitest';
import { SINCE } from './guide/expected-files.ts';
import { DLR, INCIDENTS, newFolder, objectsIn, type Options, runHere, startCases } from './vendor.ts';

const objectsOf = async (feed: string, options: Options): Promise<readonly ObjectView[]> => {
  const cwd = newFolder();
  await runHere(await startCases(), feed, options, { since: SINCE }, { cwd });
  return objectsIn(cwd);
};

const lines = ({ attributes }: ObjectView): readonly string[] => attributes.map(({ name, value }) => `${name}=${value}`);

const ofCase = (objects: readonly ObjectView[], id: string): readonly ObjectView[] =>
  objects.filter(({ value, related }) => value === id || related.some(({ to }) => to.value === id));

const FOURTEEN = [
  'Brand=Example Brand',
  'Case ID=CASE123456',
  'Case Type=Incident',
  'Client Ref=REF123',
  'Detected By=iZoo',
  'Impact=High risk to brand reputation',
  'Incident Type=Phishing',
  'MX Record=mail.example.com',
  'Progress Stage=Investigation',
  'Recommendation=Immediate takedown required',
  'Status=Open',
  'Threat Type=Brand Abuse',
  'URL=https://suspicious-site.com',
  'Up Time=2 days, 3 hours, 45 minutes',
];
const FOUR = [
  'Name Server=ns1.example.com',
  'Registrar Name=GoDaddy',
  'Web Host=HostingProvider Inc',
  'Web Host Country=United States',
];

describe('the incident of the guide', () => {
  test('under the defaults is an incident with 14 attributes, an indicator with 4 and a file with 2', async () => {
    const [file, incident, indicator, ...more] = ofCase(await objectsOf(INCIDENTS, {}), 'CASE123456');
    expect(more).toEqual([]);
    expect(incident).toMatchObject({
      type: 'incident',
      value: 'CASE123456',
      description: 'Phishing site impersonating brand',
      published_at: '2023-01-01T00:00:00.000Z',
      related: [
        { direction: 'outgoing', to: { type: 'attachment', value: 'evidence.pdf' } },
        { direction: 'outgoing', to: { type: 'indicator', subtype: 'IP Address', value: '192.168.1.100' } },
      ],
    });
    expect(lines(incident as ObjectView)).toEqual(FOURTEEN);
    expect(FOURTEEN).toHaveLength(14);
    expect(indicator).toMatchObject({
      type: 'indicator',
      subtype: 'IP Address',
      value: '192.168.1.100',
      published_at: '2023-01-01T00:00:00.000Z',
    });
    expect(lines(indicator as ObjectView)).toEqual(FOUR);
    expect(file).toMatchObject({ type: 'attachment', value: 'evidence.pdf', published_at: '2023-01-01T00:00:00.000Z' });
    expect(lines(file as ObjectView)).toEqual(['Date Uploaded=2023-01-01T00:00:00Z', 'Is Case Screenshot=false']);
  });

  test('as an event with the address as an attribute has 19 attributes and the file, and no indicator', async () => {
    const objects = ofCase(await objectsOf(INCIDENTS, { ingest_as_event: true, ip_as_attribute: true }), 'CASE123456');
    expect(objects.map(({ type, value }) => `${type} ${value}`)).toEqual(['attachment evidence.pdf', 'event CASE123456']);
    const nineteen = [...FOURTEEN, ...FOUR, 'IP Address=192.168.1.100'].toSorted();
    expect(nineteen).toHaveLength(19);
    expect(lines(objects[1] as ObjectView).toSorted()).toEqual(nineteen);
    expect(objects.map(({ published_at }) => published_at)).toEqual(['2023-01-01T00:00:00.000Z', '2023-01-01T00:00:00.000Z']);
  });
});

describe('the DLR cases of the guide', () => {
  test('the first is one account with 15 attributes, published when it was added or posted', async () => {
    const fifteen = [
      'Added Date=2025-08-14T10:53:11Z',
      'Affected Property=Test',
      'Brand=ThreatQ',
      'Case ID=DLR#n9Ra7KbR3',
      'Corporate or Public Account=Public',
      'Data Type=Combo',
      'Detected On=Telegram',
      'File or Breach Name=Test',
      'Is Executive Account=false',
      'Password=Password_Test',
      'Posted Date=2025-08-12 00:00:00+00:00',
      'Recovered Property=Test',
      'Severity=Substantial Threat',
      'Subtype=Chat Platforms',
      'Website or Server=_Test',
    ];
    expect(fifteen).toHaveLength(15);
    for (const [use_posted_date, published_at] of [
      [false, '2025-08-14T10:53:11.000Z'],
      [true, '2025-08-12T00:00:00.000Z'],
    ] as const) {
      const account = (await objectsOf(DLR, { use_posted_date })).find(({ value }) => value === 'Email_Test') as ObjectView;
      expect(account).toMatchObject({ type: 'account', description: 'This is only a sample DLR case.', published_at });
      expect(lines(account)).toEqual(fifteen);
    }
  });

  test('the second is two accounts with 14 attributes each, apart in the phone only', async () => {
    const objects = await objectsOf(DLR, {});
    for (const [value, phone] of [
      ['john.****@example.com', '555-***-1234'],
      ['Billy.****@example.com', '555-***-5678'],
    ]) {
      const fourteen = [
        'Added Date=2024-01-15T10:30:00Z',
        'Affected Property=Customer credit card database',
        'Brand=Example Brand',
        'Case ID=DLR123456',
        'Data Type=Combo',
        'Detected On=Github',
        'File or Breach Name=Dark Web Forum',
        `Phone=${phone}`,
        'Severity=Financial Data Exposure',
        'Subtype=Sub Incident Type',
        'Threat Actor Activities=Defacement, Hacking',
        'Threat Actor Detail=A decentralized international hacktivist group, known for various cyber-attacks, targeting government entities perceived as unjust or corrupt.',
        'Threat Actor Name=CyberCriminal Group',
        'Threat Actor Type=Hacktivist',
      ];
      expect(fourteen).toHaveLength(14);
      const account = objects.find((one) => one.value === value) as ObjectView;
      expect(account).toMatchObject({
        type: 'account',
        description: 'Credit card data found on dark web marketplace',
        published_at: '2024-01-15T10:30:00.000Z',
      });
      expect(lines(account)).toEqual(fourteen);
    }
  });
});

test('the communications of the guide are two notes with 2 attributes each', async () => {
  const notes = ofCase(await objectsOf(INCIDENTS, {}), 'gz3kEgBWO').filter(({ type }) => type === 'note');
  expect(notes.map(({ value, published_at }) => [value, published_at]).toSorted()).toEqual([
    ['2025-08-06 14:28:43 - Incident Acknowledgement -', '2025-08-06T14:28:43.000Z'],
    ['2025-08-07 20:47:54 - New file uploaded for the CASE ID - gz3kEgBWO', '2025-08-07T20:47:54.000Z'],
  ]);
  for (const note of notes) expect(lines(note)).toEqual(['Brand=ThreatQ', 'Posted By=user@email.com']);
});
