/** The pages that there are: where each is, what it is called, which key goes there, and what shows it. */
import type { Role } from '../../serve/contract/session.ts';
import { h, location, ui, type Piece } from '../base.ts';
import { empty, head } from '../parts.ts';
import type { IconName } from '../shown.ts';
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

interface PageOf {
  /** Its icon is called so, too. */
  readonly name: IconName;
  readonly title: string;
  /** Behind `g`. */
  readonly key: string;
  readonly isFor: Role;
}

export const PAGES: readonly PageOf[] = [
  { name: 'feeds', title: 'Feeds', key: 'f', isFor: 'viewer' },
  { name: 'runs', title: 'Runs', key: 'r', isFor: 'viewer' },
  { name: 'objects', title: 'Objects', key: 'o', isFor: 'viewer' },
  { name: 'quarantine', title: 'Quarantine', key: 'q', isFor: 'viewer' },
  { name: 'definitions', title: 'Definitions', key: 'd', isFor: 'viewer' },
  { name: 'actions', title: 'Actions', key: 'a', isFor: 'viewer' },
  { name: 'destinations', title: 'Destinations', key: 't', isFor: 'viewer' },
  { name: 'audit', title: 'Audit log', key: 'l', isFor: 'admin' },
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
  if (page === 'definitions' && first !== undefined) return h(Definition, { key: first, pack: first, tab: second ?? 'source' });
  if (page === 'definitions') return h(Definitions, {});
  if (page === 'actions') return h(Actions, { key: JSON.stringify(query), query });
  if (page === 'destinations') return h(Destinations, {});
  if (page === 'audit') return h(Audit, {});
  return ui`${head('Not here', {})}${empty('There is no such page.', ui`<a href="#/feeds">To the feeds</a>`)}`;
};
