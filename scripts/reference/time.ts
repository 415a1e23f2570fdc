/** What is looked for in several places of the reference, answered in one: held by `said-in-reference.test.ts` and `mapping-counts.test.ts` of `test/run`. */
import { defaults } from '../../engine/language/basics/defaults.ts';

const { attempts, first_delay: first, max_delay: most, max_retry_after: mostAsked } = defaults.retry;

const ANSWERS: readonly (readonly [asked: string, answer: string])[] = [
  [
    'Where does the next run begin?',
    "With a `window` where the last run's range ended, less `lookback`; with a `state` at what it kept; without either the feed reads everything each time. Both move with the last window of a run that succeeded, in the same commit as its objects; a run that is cut off goes on with its own windows and the state that it began with.",
  ],
  [
    'How do `window` and `state` go together?',
    'Each is kept for itself. `$window` says what range the request asks for and which records by `time` are left out, `$state` what the vendor gave to go on from. A run by `--since` reads with the state as it is, and moves both only where its range joins on to what was covered. A feed with a state and no window takes no `--since`: `feedwright state set` or `state rewind … --all` moves it.',
  ],
  [
    'What does `state` see of a record that `expand` takes apart?',
    'The record as the vendor sent it: `of` of `largest` is asked before the filters. The others see the body around the records.',
  ],
  [
    'What is `$parent`?',
    'In a report entry with `each` the element, or the record, one level up; in `$record` stands the whole record. In the records of a document (`source: { each: … }`) it is the entry of the index, in those of a supplemental call the record that it was made for.',
  ],
  [
    'Do headers go with the request for a token?',
    "Those of the connection's `http` do; those of an endpoint go with its own requests alone. A login has `headers` of its own, in its request.",
  ],
  [
    'Which answers are asked for again?',
    `By themselves 429, 502, 503 and 504, and connections that break, up to ${attempts} attempts: each wait is a random one of up to ${first} at first and twice as much each time, ${most} at most; a \`Retry-After\` is kept, up to ${mostAsked}. A POST that is not \`idempotent\` is sent again only after 429 and 503, by which the server says that it did nothing, an action that changes something not even then. Any other status by \`outcomes: [{ status: 500, do: retry, because: … }]\`.`,
  ],
  [
    'Does `identity` hold across feeds?',
    'Yes: objects of one type, subtype and identity (or value, where there is no `identity`) are one object, whichever feed, instance or vendor made them, and each is named among its sources. An object by its value and one by an `identity` are two, even with the same value: let feeds that are to meet say the same.',
  ],
  [
    'What does `rule: update` do with two values of one name?',
    'All values that one record gives of a name stand together. The next record of the same source that has the name replaces all of them, and a record without it leaves them. Values of other sources stay.',
  ],
  [
    'When is a record new, and when a duplicate?',
    'By `key` and `version`, within a run and, with `lookback`, of the runs before it: the same key with the same version (without one, the same content) is a duplicate, with a later one it is taken. Without a `key` every record is taken; the objects say whether anything changed.',
  ],
  [
    'What becomes of an object that the vendor no longer lists?',
    'Nothing, unless the definition says so: `snapshot` for what a complete listing lacks, `withdraw` of an entry or `otherwise: withdraw` of a filter for what a record says, `expires_at` and `valid_for` for what ends by itself. An object is `Expired` once no source speaks for it any more.',
  ],
  [
    'What tells of a path that is misspelt?',
    'The notes of a run. `` never there: Country of host (acme.yaml:31:20: `countryy`) `` says that no record had a member that this value, condition, `each` or `let` reads; `never given`, that it gave nothing although one was there, or that there is no telling, since it reads a variable (told from ten times on); the figure beside it, how often it was asked: once for a record, within `each` once for an element. What an option switches off, a condition that was not met, and what follows from a `let` or call that gave nothing are not told. `run --json` has every line under `mapping`, with how often it was asked (`of`) and gave something (`given`; of a condition: was true). All of this is of the records that the run itself mapped: not of duplicates by `key`, of rows that are as they were in the last run, or of what ends.',
  ],
];

/** Questions and answers, a heading each. */
export const timeChapter = (): string => ANSWERS.map(([asked, answer]) => `### ${asked}\n\n${answer}`).join('\n\n');
