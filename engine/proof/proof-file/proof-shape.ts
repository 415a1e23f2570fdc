import { choice, described, instant, integer, list, map, object, text, type Infer } from '../../language/basics/shape.ts';
import { PROVEN } from '../prove/cell.ts';

const sha256 = () => text({ pattern: '^[0-9a-f]{64}$' });

const feed = object(
  {
    target: described(text(), 'The feed or action, `pack/name`.'),
    definition: described(
      object(
        {
          file: described(text(), 'Its file, from the folder that holds the definitions.'),
          version: described(text(), 'Version of the pack.'),
          sha256: described(sha256(), 'Over the text of every file that the pack is made of.'),
        },
        {},
      ),
      'What was proved.',
    ),
    files: described(
      map(sha256()),
      'What it was proved with: the SHA-256 of the bytes of each case, of what it expects and of what it plays, by its path.',
    ),
    // What has failed proves nothing.
    cells: described(map(choice(...PROVEN)), 'The verdict of each cell by its id.'),
    left: described(integer({ minimum: 0 }), 'Cells that were not played, since `--cells` chose others.'),
    kills: described(map(integer({ minimum: 1 })), 'How many deaths of the process had which verdict.'),
  },
  {},
);

/** `feedwright prove --out FILE`: what was proved, with what, and how it came out. */
export const proofShape = object(
  {
    proof: described(choice(1), 'Version of this format.'),
    summary: described(text(), 'What was proved, in a line for people.'),
    engine: described(text(), 'Version of the Feedwright that proved it.'),
    date: described(instant(), 'When.'),
    seed: described(integer({ minimum: 0 }), 'Decides all that is chosen at random.'),
    deaths: described(integer({ minimum: 0 }), 'How many times the process was to die for each feed.'),
    feeds: described(list(feed, { minItems: 1 }), 'What was proved of each feed and action.'),
  },
  {},
  { description: 'A proof: feeds that were played under every trouble, and the files that say so.' },
);

export type Proof = Infer<typeof proofShape>;
export type ProofOfFeed = Proof['feeds'][number];
