/** The chapter on `feedwright diff`: by hand how versions are compared, from the table of changes what may have changed. */
import { CHANGE_KINDS } from '../../engine/proof/diff/changes/change-kinds.ts';
import { code, table } from './markdown.ts';

const introduction = `\`feedwright diff OLD NEW\` says what a change of definitions does, before anybody's store does. The cases of a pack are played on both versions, over the same mock or
cassette, each with a store and a time of its own; after each step the requests, the objects in the store, the results of actions and the
place where the next run goes on are compared. What the definitions say of themselves (feeds, actions, options) is compared as well.

| what is written | what is compared |
| --- | --- |
| \`feedwright diff old.yaml new.yaml\` | two files, whatever their packs are named |
| \`feedwright diff HEAD\` | all definitions as they were committed, with those that are there |
| \`feedwright diff HEAD~1 definitions/acme/acme.yaml\` | a file or a folder as it was, with what it is |
| \`feedwright diff v1.0 v2.0 --pack acme\` | a pack in two revisions of git |
| \`feedwright diff v1.0:feeds/acme.yaml definitions/acme.yaml\` | a file that lay elsewhere then |

What is there is a path, anything else a revision, of which the same path is taken as of the other version, else the usual folder of
definitions. A revision is read through \`git\`; files and index stay as they are. Cases and mocks are those of \`fixtures/<pack>/\` beside the new
version, else beside the old one, or in the folder that \`--fixtures\` names. A pack whose text is the same, with all that it includes, does the same and
is not played.

An option of a case that only one version knows is left out for the other; the vendor knows it. Two objects are the same by type, subtype
and value (or \`identity\`); those left are paired by the record that they were made of, so that one that is another now is told as \`object.identity\` and not as gone and new,
and its attributes and relations are still compared. In which order requests are sent does not count. Behind a step that fails in one
version only, and at a step that is killed, nothing is compared.

Each change has a level: an \`error\` breaks what relies on the feed, a \`warning\` shows in what it brings, an \`info\` breaks nothing. From \`--fail-on\` on (by
default \`error\`; \`none\`: never) the command ends with 1. What could not be compared is never taken for "no change": a version that is invalid, a feed or action
without a case, a case that fails with both versions or leaves nothing in either store is told with its reason, and the command ends with 2. Changes
are counted once, in however many cases they show. Values of attributes that either version calls \`sensitive\` are not printed anywhere, nor are secrets.
\`--json\` prints all of it for machines, \`--markdown\` tables for a review.`;

export const diffChapter = (): string =>
  `## Diff\n\n${introduction}\n\n${table(
    ['change', 'level', 'what has happened'],
    Object.entries(CHANGE_KINDS).map(([id, { level, means }]) => [code(id), level, means]),
  )}`;
