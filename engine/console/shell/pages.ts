/** The pages that there are: where each is, what it is called, which key goes there, and what shows it. */
import { h, location, ui, type Piece } from '../base.ts';
import { empty, head, type IconName } from '../parts.ts';
import { Feeds } from '../pages/feeds/feeds.ts';
import { Feed } from '../pages/feeds/feed.ts';
import { Runs } from '../pages/runs/runs.ts';
import { Run } from '../pages/runs/run.ts';
import { Objects } from '../pages/objects/objects.ts';
import { OneObject } from '../pages/objects/object.ts';
import { Quarantine } from '../pages/quarantine.ts';
import { Definitions } from '../pages/definitions/definitions.ts';
import { Definition } from '../pages/definitions/definition.ts';
import { Actions } from '../pages/actions/actions.ts';
import { Destinations } from '../pages/destinations.ts';
import { Audit } from '../pages/audit.ts';

export interface PageOf {
  readonly name: string;
  readonly title: string;
  readonly icon: IconName;
  /** Behind `g`. */
  readonly key: string;
  readonly isFor?: 'admin';
}

export const PAGES: readonly PageOf[] = [
  { name: 'feeds', title: 'Feeds', icon: 'feeds', key: 'f' },
  { name: 'runs', title: 'Runs', icon: 'runs', key: 'r' },
  { name: 'objects', title: 'Objects', icon: 'objects', key: 'o' },
  { name: 'quarantine', title: 'Quarantine', icon: 'quarantine', key: 'q' },
  { name: 'definitions', title: 'Definitions', icon: 'definitions', key: 'd' },
  { name: 'actions', title: 'Actions', icon: 'actions', key: 'a' },
  { name: 'destinations', title: 'Destinations', icon: 'destinations', key: 't' },
  { name: 'audit', title: 'Audit log', icon: 'audit', key: 'l', isFor: 'admin' },
];

/** The page where the reader is. Another object is another page: nothing of the one before stays. */
export const Page = (): Piece => {
  const { path, query } = location.value;
  const [page = 'feeds', first, second] = path;
  const key = path.join('/');
  if (page === 'feeds') return first === undefined ? h(Feeds, {}) : h(Feed, { key, name: path.slice(1).join('/') });
  if (page === 'runs') return first === undefined ? h(Runs, {}) : h(Run, { key, run: first, job: null });
  if (page === 'jobs' && first !== undefined) return h(Run, { key, run: null, job: first });
  if (page === 'objects') return h(Objects, {});
  if (page === 'object') return h(OneObject, { key: JSON.stringify(query), query });
  if (page === 'quarantine') return h(Quarantine, {});
  if (page === 'definitions')
    return first === undefined ? h(Definitions, {}) : h(Definition, { key: first, pack: first, tab: second ?? 'source' });
  if (page === 'actions') return h(Actions, { key: JSON.stringify(query), query });
  if (page === 'destinations') return h(Destinations, {});
  if (page === 'audit') return h(Audit, {});
  return ui`${head({ title: 'Not here' })}${empty('There is no such page.', ui`<a href="#/feeds">To the feeds</a>`)}`;
};
