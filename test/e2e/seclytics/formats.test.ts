/** The same rows in every form that the vendor is known to send them in. */
import { describe, expect, test } from 'vitest';
import { digestOf, newFolder, type Options, runHere, startVendor, storeIn } from './vendor.ts';

const FORMS = ['csv', 'csv-plain', 'ndjson', 'ndjson-plain', 'json', 'json-plain'] as const;

const EVERY_CONTEXT =
  'Importance,Detected Identifiers,Detected Categories,Detected By,Detected At,Last Seen At,Predicted At,Predicted Netblock,Predicted Category,Cluster';

describe('CSV, NDJSON and a JSON array, gzipped and plain, make equal stores', () => {
  test.each<[string, Options, number]>([
    ['under the default options', {}, 10],
    [
      'with every row and context',
      { importance_threshold: 0, detected_categories: '', context: EVERY_CONTEXT, normalize_importance: true },
      17,
    ],
    ['filtered by date', { importance_threshold: 40, filter_by_date: true, context: 'Last Seen At,Detected By' }, 10],
    ['of one category', { detected_categories: 'PHISHING', context: 'Detected Categories' }, 3],
  ])('%s', async (_what, options, objects) => {
    const stores = new Map<string, unknown>();
    for (const variant of FORMS) {
      const cwd = newFolder();
      const { row } = await runHere(await startVendor({ variant }), options, { since: '2025-08-14T12:00:00Z' }, { cwd });
      expect({ variant, status: row.status, created: row.objects.created }).toEqual({
        variant,
        status: 'succeeded',
        created: objects,
      });
      stores.set(variant, { digest: digestOf(storeIn(cwd)), records: row.records, attributes: row.attributes });
    }
    for (const variant of FORMS) expect({ variant, store: stores.get(variant) }).toEqual({ variant, store: stores.get('csv') });
  });
});
