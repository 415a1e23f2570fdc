/** What holds where a definition says nothing, in the definition's own words. */
export const defaults = Object.freeze({
  concurrency: 8,
  shortestWindow: 'PT1M',
  timeouts: { connect: 'PT10S', headers: 'PT60S', idle: 'PT60S', call: 'PT1H' },
  limits: { response: '2 GiB', decompressed: '16 GiB', record: '8 MiB' },
  retry: { attempts: 5, first_delay: 'PT0.5S', max_delay: 'PT60S', max_retry_after: 'PT5M' },
  /** A run fails once more records than this, or a larger share of those that passed the filters, were set aside. */
  quarantineLimit: { records: 1000, share: 0.1 },
  /** A full listing with fewer rows, or one that would withdraw a larger share at once, is refused. */
  snapshot: { floor: 1, max_share: 0.5 },
  /** A change of shape counts once so many records came with it, and of a field that at least such a share of them had. */
  drift: { do: 'note', records: 5, share: 0.05 },
  fileSize: '1 GiB',
});
