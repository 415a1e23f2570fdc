import { choice, described, object, type Infer } from '../../language/basics/shape.ts';
import type { StateKind } from './state.ts';
import { UnchangedSession } from './unchanged/unchanged-session.ts';

const options = object(
  {},
  {
    by: described(
      choice('etag', 'last_modified', 'hash'),
      'How it is known: by the ETag or the Last-Modified date that the server gave (sent back, it may answer 304), or by a hash of the body. Without it by what the server gives, and where it gives neither by the hash.',
    ),
  },
);

/** Conditional requests: RFC 9110, sections 8.8, 13.1.2 and 13.1.3. */
export const unchanged: StateKind<Infer<typeof options>> = {
  name: 'unchanged',
  isSent: false,
  summary:
    'Whether the source is as it was: then the run ends with "nothing new". Of several pages the first one stands for all, with a hash every page counts.',
  options,
  example: 'state: { kind: unchanged, by: etag }',
  open: ({ by }, context) => new UnchangedSession(by, context),
};
