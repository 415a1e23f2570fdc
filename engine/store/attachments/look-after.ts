import { EngineError } from '../../language/basics/errors.ts';
import type { AttachmentArea, ContentName } from './area.ts';

/** Content that no object names may still be on its way to one; after a day it isn't. */
const ORPHAN_AGE = 24 * 60 * 60 * 1000;

/** Removes what is older than a day and not `known`; gives how many there were. `known` is asked once all that lies there has been seen. */
export const removeOrphans = async (
  area: AttachmentArea,
  known: () => ReadonlySet<string> | Promise<ReadonlySet<string>>,
  now: number,
): Promise<number> => {
  const before = now - ORPHAN_AGE;
  const old: { readonly name: string; readonly sha256: string | undefined }[] = [];
  for await (const { name, sha256, at } of area.list()) if (at < before) old.push({ name, sha256 });
  if (old.length === 0) return 0;
  const needed = await known();
  let removed = 0;
  for (const { name, sha256 } of old)
    if ((sha256 === undefined || !needed.has(sha256)) && (await area.remove(name, before))) removed++;
  return removed;
};

/** What is wrong with a content, in a sentence; undefined: it is what was stored. */
export const checkContent = async (area: AttachmentArea, { sha256, size }: ContentName): Promise<string | undefined> => {
  const found = await area.find(sha256);
  if (found === undefined) return `The content of an attachment, ${sha256} in ${area.shown}, is missing.`;
  const wrong = `The content of an attachment, ${found.path ?? `${sha256} in ${area.shown}`}, is not what was stored.`;
  if (found.size !== size) return wrong;
  try {
    for await (const _ of found.bytes());
    return undefined;
  } catch (error) {
    if (error instanceof EngineError && error.code === 'store.attachment-damaged') return wrong;
    throw error;
  }
};
