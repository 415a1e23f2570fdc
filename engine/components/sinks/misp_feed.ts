import { described, object, text, type Infer } from '../../language/basics/shape.ts';
import { eventOptions } from './misp/events.ts';
import type { FolderSink } from './sink.ts';

const options = object(
  {},
  {
    ...eventOptions,
    organisation: described(text({ minLength: 1, maxLength: 200 }), 'Who publishes the feed.', 'Feedwright'),
    organisation_uuid: described(
      text({ pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' }),
      'Its UUID in MISP; without this one that is made of the name.',
    ),
  },
);

type Options = Infer<typeof options>;

/** What MISP pulls as a feed: `manifest.json`, a file for each event and `hashes.csv`. */
export const mispFeed: FolderSink<Options> = {
  name: 'misp_feed',
  summary: 'Keeps a folder with a MISP feed, for a web server to serve and MISP to pull.',
  options,
  example: '{ kind: misp_feed, path: out/misp, only: { type: indicator }, event: feed, distribution: community }',
  reach: 'folder',
  files: ['manifest.json', 'hashes.csv'],
  relations: 'own',
  async open(given, context) {
    const { FeedFolder } = await import('./misp/feed-folder.ts');
    return new FeedFolder(given, context);
  },
};

export type MispFeedOptions = Options;
