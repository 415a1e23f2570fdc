/** The two mapping tables of the Incident Case Sync in the guide "iZoologic Sync Cases CDF 1.1.0", row by row. */
import { isIP, SocketAddress } from 'node:net';
import {
  attributesOf,
  dateAndTime,
  type ExpectedObject,
  type Fields,
  instant,
  isoSeconds,
  type Options,
  type Row,
  sorted,
  text,
} from './expected-object.ts';

/** "Get Incident Case Details": paths `data.caseId` and `data.feed_results.…`. */
const caseRows: readonly Row[] = [
  { path: 'url', name: 'URL', updatable: true },
  { path: 'description', name: 'Description', when: (options) => options['description_as_attribute'] === true },
  { path: 'caseId', name: 'Case ID' },
  { path: 'brand', name: 'Brand' },
  { path: 'clientRef', name: 'Client Ref' },
  { path: 'caseDescription', name: 'Case Type' },
  { path: 'statusDescription', name: 'Status', updatable: true },
  { path: 'incidentType', name: 'Incident Type' },
  { path: 'subIncidentType', name: 'SubIncident Type' },
  { path: 'threatType', name: 'Threat Type' },
  { path: 'impact', name: 'Impact' },
  { path: 'recommendation', name: 'Recommendation' },
  { path: 'mxRecord', name: 'MX Record' },
  { path: 'detectedBy', name: 'Detected By', as: (value) => ({ '1': 'iZoo', '2': 'Client' })[value] ?? value },
  { path: 'upTime', name: 'Up Time' },
  { path: 'progressStage', name: 'Progress Stage' },
  { path: 'executiveName', name: 'Executive Name' },
  { path: 'mobileAppName', name: 'Mobile App Name' },
  { path: 'mobileAppVersion', name: 'Mobile App Version' },
  { path: 'mobileAppStatus', name: 'Mobile App Status' },
  { path: 'mobileAppSignature', name: 'Mobile App Signature' },
];

const addressRow: Row = { path: 'ipAddress', name: 'IP Address' };

/** "Is attributed to the IP Address Indicator if chosen in the feed config, otherwise attributed to the Event/Incident". */
const hostRows: readonly Row[] = [
  { path: 'webhost', name: 'Web Host' },
  { path: 'webhostCountry', name: 'Web Host Country' },
  { path: 'registrarName', name: 'Registrar Name' },
  { path: 'nameserver', name: 'Name Server' },
];

/** "Get Case Communications": paths `value.…`. */
const noteRows: readonly Row[] = [
  { path: 'brand', name: 'Brand' },
  { path: 'postedBy', name: 'Posted By' },
];

/** The guide has no table for the files of a case. */
const fileRows: readonly Row[] = [
  { path: 'dateUploaded', name: 'Date Uploaded', as: isoSeconds },
  { path: 'isCaseScreenshot', name: 'Is Case Screenshot' },
];

export interface IncidentData {
  readonly caseId: string;
  readonly detail: Fields;
  readonly communications: readonly Fields[];
  /** The content of a file by its token. */
  readonly file: (token: string) => { readonly sha256: string; readonly size: number };
}

const trimmedEnd = (value: unknown): string => (text(value) ?? '').trimEnd();

/** One address has one spelling. */
const canonical = (address: string): string =>
  isIP(address) === 6 ? new SocketAddress({ address, family: 'ipv6' }).address : address;

/** The case, its address, its communications and its files, each related to the case and the case to each. */
const objectsOf = ({ caseId, detail, communications, file }: IncidentData, options: Options): readonly ExpectedObject[] => {
  // The sample says nameServer, the table nameserver.
  const fields: Fields = { ...detail, caseId, nameserver: text(detail['nameserver']) ?? detail['nameServer'] };
  const address = text(detail['ipAddress']);
  const asIndicator = address !== undefined && isIP(address) !== 0 && options['ip_as_attribute'] !== true;
  const dates = options['use_added_date'] === true ? ['addedDate', 'detectionDate'] : ['detectionDate', 'addedDate'];
  const owner = { type: options['ingest_as_event'] === true ? 'event' : 'incident', subtype: '', value: caseId };

  const indicators = asIndicator
    ? [
        {
          type: 'indicator',
          subtype: isIP(address) === 6 ? 'IPv6 Address' : 'IP Address',
          value: canonical(address),
          description: null,
          status: 'Active',
          published_at: instant(detail['addedDate']),
          related: [{ direction: 'incoming', to: owner }],
          attributes: attributesOf(hostRows, fields, options),
        },
      ]
    : [];
  const notes = communications.map((one) => ({
    type: 'note',
    subtype: '',
    value: `${dateAndTime(one['createdOn'])} - ${trimmedEnd(one['subject'])}`,
    identity: [one['caseID'], one['createdOn'], one['subject']],
    description: trimmedEnd(one['message']),
    published_at: instant(one['createdOn']),
    related: [{ direction: 'incoming', to: owner }],
    attributes: attributesOf(noteRows, one, options),
  }));
  const files = ((detail['caseFiles'] ?? []) as readonly Fields[]).map((one) => ({
    type: 'attachment',
    subtype: '',
    value: String(one['originalFilename']),
    identity: [caseId, one['originalFilename'], one['dateUploaded']],
    description: null,
    published_at: instant(one['dateUploaded']),
    content: { ...file(String(one['fileToken'])), media_type: 'application/octet-stream' },
    related: [{ direction: 'incoming', to: owner }],
    attributes: attributesOf(fileRows, one, options),
  }));
  const others = sorted([...files, ...indicators, ...notes]);
  const incident = {
    ...owner,
    description: options['description_as_attribute'] === true ? null : (text(detail['description']) ?? null),
    published_at: dates.map((name) => instant(detail[name])).find((time) => time !== null) ?? null,
    related: others.map(({ type, subtype, value }) => ({ direction: 'outgoing', to: { type, subtype, value } })),
    attributes: attributesOf(asIndicator ? caseRows : [...caseRows, addressRow, ...hostRows], fields, options),
  };
  return [incident, ...others];
};

export const incidentObjects = (cases: readonly IncidentData[], options: Options): readonly ExpectedObject[] =>
  sorted(cases.flatMap((one) => objectsOf(one, options)));
