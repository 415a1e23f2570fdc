import { afterAll, beforeEach } from 'vitest';
import { startVendor, type Vendor } from './live.ts';

/** A vendor for the tests of one file: each begins with nothing asked. */
export async function ownVendor(): Promise<Vendor> {
  const vendor = await startVendor();
  afterAll(() => vendor.close());
  beforeEach(() => {
    vendor.asked.length = 0;
  });
  return vendor;
}
