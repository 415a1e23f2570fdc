import { iso } from '../../../language/basics/instant.ts';
import type { ObjectPast } from '../../../store/views/object-past.ts';
import { historyOf, type ObjectEvent, type ObjectEventKind } from '../../../store/views/object-history.ts';
import type { ObjectDetail } from '../../contract/objects.ts';

const WORDS: Readonly<Record<ObjectEventKind, string>> = {
  'first seen': 'Seen first; by which run is not kept any more.',
  made: 'Seen first.',
  listed: 'Listed by one more feed.',
  changed: 'Changed.',
  withdrawn: 'Withdrawn: the feed does not list it any more.',
  returned: 'Listed again.',
  said: 'The feed said what it says of it; by which run is not kept any more.',
  content: 'Its content came.',
  expires: 'Ends, as the feed says.',
  expired: 'Ended, as the feed says.',
};

const nameOf = ({ partition, source }: NonNullable<ObjectEvent['by']>): string =>
  partition === '' ? source : `${source}, ${partition}`;

/** What happened to an object, without the values that are sensitive. */
export const historyView = (past: ObjectPast | undefined, now: number): ObjectDetail['history'] =>
  (past === undefined ? [] : historyOf(past, now)).map(({ what, at, by, run, changes }) => ({
    kind: what,
    at: iso(at),
    what: WORDS[what],
    source: by === undefined ? null : nameOf(by),
    run: run ?? null,
    changes: changes.map(({ name, before, after, sensitive }) => ({
      name,
      before: sensitive ? null : before,
      after: sensitive ? null : after,
    })),
  }));
