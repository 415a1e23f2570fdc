import type { MappedObject } from '../../engine/store/contract/mapped-object.ts';
import type { InstanceKey, RecordCounts, RunPlan, WindowLedger } from '../../engine/store/contract/store.ts';

/** An indicator with nothing but its value, and whatever is said beside it. */
export const object = (value: string, more: Partial<MappedObject> = {}): MappedObject => ({
  type: 'indicator',
  subtype: 'IP Address',
  key: value,
  value,
  title: undefined,
  description: undefined,
  status: undefined,
  tlp: undefined,
  tags: [],
  publishedAt: undefined,
  happenedAt: undefined,
  expiresAt: undefined,
  attributes: [],
  related: [],
  withdraw: false,
  ref: undefined,
  version: undefined,
  file: undefined,
  ...more,
});

export const attribute = (
  name: string,
  value: string,
  rule: 'add' | 'update' = 'add',
  sensitive = false,
): MappedObject['attributes'][number] => ({
  name,
  value,
  rule,
  sensitive,
});

export const key = (more: Partial<InstanceKey> = {}): InstanceKey => ({
  feed: 'pack/feed',
  instance: '',
  partition: '',
  source: 'A feed',
  ...more,
});

export const plan = (more: Partial<RunPlan> = {}): RunPlan => ({
  since: undefined,
  until: undefined,
  now: 1_700_000_000_000,
  windows: [{ since: undefined, until: undefined }],
  fingerprint: 'definition 1',
  manual: false,
  snapshot: undefined,
  ...more,
});

export const ledger = (more: Partial<RecordCounts> = {}): WindowLedger => ({
  records: {
    fetched: 0,
    expanded: 0,
    outside_window: 0,
    dropped: {},
    duplicate: 0,
    superseded: 0,
    skipped: 0,
    quarantined: 0,
    mapped: 0,
    ...more,
  },
  requests: { count: 1, retried: 0, bytes: 10 },
  notes: {},
  stopReason: 'the end of the range',
});
