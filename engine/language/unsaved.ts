import { AsyncLocalStorage } from 'node:async_hooks';
import { resolve } from 'node:path';

const texts = new AsyncLocalStorage<ReadonlyMap<string, string>>();

/** Runs `work` with texts, by complete path, that stand before what is on the disk: an editor holds them, not yet saved. */
export const withUnsaved = <T>(unsaved: ReadonlyMap<string, string>, work: () => T): T => texts.run(unsaved, work);

/** What an editor holds of the file; undefined where it holds nothing. */
export const unsavedText = (path: string): string | undefined => texts.getStore()?.get(resolve(path));
