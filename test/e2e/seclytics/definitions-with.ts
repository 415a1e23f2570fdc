import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const pack = fileURLToPath(new URL('../../../definitions/seclytics/', import.meta.url));

/** The pack's definition with other lines in it, in a folder for `--definitions`. Without a change a copy. */
export const definitionsWith = (folder: string, changes: readonly (readonly [from: string, to: string])[] = []): string => {
  const root = join(folder, 'definitions');
  const file = join(root, 'seclytics', 'predictions.yaml');
  mkdirSync(root, { recursive: true });
  cpSync(pack, join(root, 'seclytics'), { recursive: true });
  let text = readFileSync(file, 'utf8');
  for (const [from, to] of changes) {
    if (!text.includes(from)) throw new Error(`The definition has no ${from}.`);
    text = text.replace(from, to);
  }
  writeFileSync(file, text);
  return root;
};

/** Two tries a few milliseconds apart: a test need not wait as long as a user should. */
export const IMPATIENT = [
  '    use_proxy: !expr $not($user.disable_proxies)\n',
  '    use_proxy: !expr $not($user.disable_proxies)\n    retry: { attempts: 2, first_delay: PT0.01S, max_delay: PT0.02S, max_retry_after: PT1S }\n',
] as const;
