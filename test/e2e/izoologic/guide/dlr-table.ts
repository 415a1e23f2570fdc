/** The mapping table of the DLR Case Sync in the guide "iZoologic Sync Cases CDF 1.1.0", row by row. */
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

/** Paths `data.dataLossRecoveryDetail.…`. */
const entryRows: readonly Row[] = [
  { path: 'websiteOrServer', name: 'Website or Server' },
  { path: 'corporateOrPublicAccount', name: 'Corporate or Public Account' },
  { path: 'isExecutiveAccount', name: 'Is Executive Account' },
  { path: 'password', name: 'Password' },
  { path: 'phone', name: 'Phone' },
  { path: 'address', name: 'Address' },
  { path: 'userAgent', name: 'User Agent' },
  { path: 'recoveredProperty', name: 'Recovered Property' },
  { path: 'postedDate', name: 'Posted Date', as: (value) => `${dateAndTime(value)}+00:00` },
  { path: 'ipAddress', name: 'IP Address' },
];

/** Paths `data.…`. */
const caseRows: readonly Row[] = [
  { path: 'description', name: 'Description', when: (options) => options['description_as_attribute'] === true },
  { path: 'caseId', name: 'Case ID' },
  { path: 'brand', name: 'Brand' },
  { path: 'fileOrBreachName', name: 'File or Breach Name' },
  { path: 'severity', name: 'Severity' },
  { path: 'threatActorName', name: 'Threat Actor Name' },
  { path: 'threatActorType', name: 'Threat Actor Type' },
  { path: 'threatActorActivities', name: 'Threat Actor Activities' },
  { path: 'threatActorDetail', name: 'Threat Actor Detail' },
  { path: 'dataType', name: 'Data Type' },
  { path: 'subType', name: 'Subtype' },
  { path: 'addedDate', name: 'Added Date', as: isoSeconds },
  { path: 'affectedProperty', name: 'Affected Property' },
  { path: 'detectedOn', name: 'Detected On' },
];

const entriesOf = (detail: Fields, name: string): readonly Fields[] => (detail[name] ?? []) as readonly Fields[];

const accountOf = (entry: Fields, detail: Fields, options: Options): ExpectedObject | undefined => {
  const value = text(entry['email']) ?? text(entry['userName']);
  if (value === undefined) return undefined;
  // The first sample says subType, the second SubType.
  const fields: Fields = { ...detail, subType: text(detail['subType']) ?? detail['SubType'] };
  const posted = options['use_posted_date'] === true ? instant(entry['postedDate']) : null;
  const attributes = [...attributesOf(entryRows, entry, options), ...attributesOf(caseRows, fields, options)];
  return {
    type: options['ingest_as_identity'] === true ? 'identity' : 'account',
    subtype: '',
    value,
    description: options['description_as_attribute'] === true ? null : (text(detail['description']) ?? null),
    published_at: posted ?? instant(detail['addedDate']),
    related: [],
    attributes: attributes.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
  };
};

/** One account an entry of the two lists; one that stands in both is one. */
export const dlrObjects = (details: readonly Fields[], options: Options): readonly ExpectedObject[] => {
  const accounts = details.flatMap((detail) =>
    ['dataLossRecoveryDetail', 'dataLossRecoveryPrimaryDetail'].flatMap((name) =>
      entriesOf(detail, name).map((entry) => accountOf(entry, detail, options)),
    ),
  );
  const found = accounts.filter((account) => account !== undefined);
  return sorted([...new Map(found.map((account) => [account.value, account])).values()]);
};
