import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import { startMock } from '../../engine/mock/start-mock.ts';
import type { MockOptions, MockVendor } from '../../engine/mock/start-mock.ts';

const open: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const close of open.splice(0).toReversed()) await close();
});

/** A folder with these files, gone when the test is over. */
export function mockFolder(files: Readonly<Record<string, string | Buffer>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'mock-'));
  open.push(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return folder;
}

/** A running mock, closed when the test is over. */
export async function openMock(options: MockOptions): Promise<MockVendor> {
  const vendor = await startMock(options);
  open.push(() => vendor.close());
  return vendor;
}

export const mockOf = (
  yaml: string,
  files: Readonly<Record<string, string | Buffer>> = {},
  options: Omit<MockOptions, 'file'> = {},
): Promise<MockVendor> => openMock({ file: join(mockFolder({ 'mock.yaml': yaml, ...files }), 'mock.yaml'), ...options });
