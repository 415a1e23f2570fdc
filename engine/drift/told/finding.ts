import { iso } from '../../language/basics/instant.ts';
import { formatPlace } from '../../language/basics/place.ts';
import type { Change } from '../known/changes.ts';
import type { Kind } from '../fold/shape.ts';
import type { Fed } from './reads.ts';
import { wordsOf } from './words.ts';

/** A change of shape, as `run --json` and `health --json` tell it. Times are ISO 8601. */
export interface DriftFinding {
  readonly what: 'renamed' | Change['what'];
  readonly endpoint: string;
  /** Names from the record on; `[]` behind a list's, `*` for names that are data. */
  readonly path: string;
  readonly was: readonly Kind[];
  readonly now: readonly Kind[];
  /** New beside it since it is gone; `renamed`: it is called so now, most likely. */
  readonly appeared: readonly string[];
  /** Since then: those that came, those of them that were looked at, and those of these that have it (as it was). */
  readonly records: { readonly came: number; readonly looked_at: number; readonly have_it: number };
  /** The share that had it before, 0..1. */
  readonly share_before: number;
  readonly since: { readonly run: string; readonly at: string };
  /** What of the definition hangs on it; `place` is `file:line:column`. */
  readonly feeds: readonly { readonly what: string; readonly place: string }[];
  /** Something hangs on it that it can no longer be given: it holds or fails a run whose feed says so. */
  readonly counts: boolean;
  readonly words: string;
}

/** `main`: the endpoint whose records are the feed's; of others the words say which. */
export const findingOf = (change: Change, fed: readonly Fed[], main: string): DriftFinding => {
  const { endpoint, path, was, now, appeared, looked, have, of, before, since } = change;
  const what = change.what === 'gone' && appeared.length === 1 ? 'renamed' : change.what;
  return {
    what,
    endpoint,
    path: pathText(path),
    was,
    now,
    appeared,
    records: { came: Math.round(of), looked_at: Math.round(looked), have_it: Math.round(have) },
    share_before: Math.round(before * 1000) / 1000,
    since: { run: since.run, at: iso(since.at) },
    feeds: fed.map(({ what: feeds, place }) => ({ what: feeds, place: formatPlace(place) })),
    counts: what !== 'new' && fed.length > 0,
    words: wordsOf({ ...change, what }, fed, main),
  };
};

/** `targets[].name` */
export const pathText = (path: readonly string[]): string =>
  path.reduce((text, name) => (name === '[]' ? `${text}[]` : text === '' ? name : `${text}.${name}`), '');
