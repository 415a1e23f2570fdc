import type { Sink } from './sink.ts';
import { csv } from './csv.ts';
import { elasticsearch } from './elasticsearch.ts';
import { misp } from './misp.ts';
import { mispFeed } from './misp_feed.ts';
import { ndjson } from './ndjson.ts';
import { stix } from './stix.ts';
import { taxii } from './taxii.ts';
import { text } from './text.ts';
import { threatq } from './threatq.ts';
import { webhook } from './webhook.ts';

/** Alphabetical; the key is the file's name and the `kind:` of a destination. */
export const sinks: Readonly<Record<string, Sink>> = {
  csv,
  elasticsearch,
  misp,
  misp_feed: mispFeed,
  ndjson,
  stix,
  taxii,
  text,
  threatq,
  webhook,
};
