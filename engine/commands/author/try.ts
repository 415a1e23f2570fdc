import { resolve } from 'node:path';
import { nameSecrets } from '../../api/runs/plan-feed.ts';
import { foldersOf, isMeantAsFeed, isPack, orDivision } from '../../api/try/meant.ts';
import { ExpressionFault, tryExpression } from '../../api/try/try-expression.ts';
import { SHOWN, tryFeed } from '../../api/try/try-feed.ts';
import { count } from '../../api/wording/units.ts';
import { UsageError } from '../../language/basics/errors.ts';
import { faultLines } from '../display/trace/fault-lines.ts';
import { plainJson } from '../display/trace/plain-json.ts';
import { recordLines } from '../display/trace/record-lines.ts';
import { short } from '../display/trace/value-text.ts';
import { feedHelp } from '../feed/option-help.ts';
import { defineCommand, EXIT } from '../shell/command.ts';
import { shownPlace } from '../shell/failure.ts';
import { feedFlags, type FeedFlags, jsonFlag, type JsonFlag, wholeNumber } from '../shell/flags.ts';
import type { Io } from '../shell/io.ts';
import { onSave } from '../shell/watch.ts';

interface TryFlags extends FeedFlags, JsonFlag {
  readonly sample?: string;
  readonly entry?: string;
  readonly record?: number;
  readonly records?: string;
  readonly answer?: readonly string[];
  readonly watch?: boolean;
}

type Sampled = TryFlags & { readonly sample: string };

const sampled = (flags: TryFlags): Sampled => {
  const { sample } = flags;
  if (sample !== undefined) return { ...flags, sample };
  throw new UsageError('usage.sample', 'There is no sample to try it on.', {
    hint: 'Give a file with an answer of the vendor: --sample response.json.',
  });
};

/** A flag that belongs to the other kind of trial would be passed over. */
const refuse = (flags: TryFlags, names: readonly (keyof TryFlags)[], what: string): void => {
  const given = names.find((name) => flags[name] !== undefined);
  if (given === undefined) return;
  throw new UsageError('usage.flag', `--${given} says nothing of ${what}.`, { hint: 'Leave it out.' });
};

const onFeed = async (io: Io, flags: Sampled, text: string): Promise<number> => {
  refuse(flags, ['records'], 'a feed, whose endpoint knows where its records stand');
  const tried = await tryFeed(io, flags, text).catch((error: unknown) => {
    throw orDivision(error, text);
  });
  const { feed, records, shown, lacking, notes } = tried;
  const failed = shown.some(({ parts }) => parts.some(({ error }) => error !== undefined));
  if (flags.json === true) {
    const said = { feed, records, notes, lacking: lacking.map(({ name }) => name), shown };
    io.print(nameSecrets(JSON.stringify(plainJson(io, said))));
    return failed ? EXIT.failed : EXIT.fine;
  }
  for (const note of notes) io.note(nameSecrets(short(io, note, 1000)));
  for (const record of shown)
    for (const line of recordLines(io, io.stdout, record, `record ${record.number} of ${records}, ${short(io, record.where)}`))
      io.print(nameSecrets(line));
  for (const { name, place } of lacking) {
    const where = place === undefined ? '' : ` (${shownPlace(io, place)})`;
    io.note(`$${name} is missing: give an answer of this supplemental call with --answer ${name}=FILE${where}`);
  }
  if (records === 0) io.note('the sample has no records');
  else if (flags.record === undefined && records > shown.length)
    io.note(`${count(records - shown.length)} more: --record N shows one of them`);
  return failed ? EXIT.failed : EXIT.fine;
};

/** What the expression gave, as JSON; null where a list of values would lose its order without it. */
const jsonValue = (value: unknown): string => (value === undefined ? 'null' : (JSON.stringify(value) ?? 'null'));

const onExpression = async (io: Io, flags: Sampled, source: string): Promise<number> => {
  refuse(flags, ['entry', 'answer', 'instance'], 'an expression');
  try {
    const values = await tryExpression(io, flags, source);
    const isOne = flags.records === undefined;
    const shown = flags.json === true || flags.record !== undefined ? values : values.slice(0, SHOWN);
    for (const { value } of shown) {
      if (typeof value === 'function') io.note('the expression gave a function, which is no value: call it');
      else if (value === undefined && isOne)
        io.note(`the expression gave nothing${isPack(io, flags, source) ? `; ${source} is a pack: write ${source}/FEED` : ''}`);
      else io.print(jsonValue(value));
    }
    if (values.length === 0) io.note('there are no records at that path');
    if (values.length > shown.length)
      io.note(`${count(values.length - shown.length)} more: --record N shows one of them, --json all`);
    return EXIT.fine;
  } catch (error) {
    if (!(error instanceof ExpressionFault)) throw error;
    io.note(faultLines(io, error, source));
    return error.isWrong ? EXIT.usage : EXIT.failed;
  }
};

const watch = (io: Io, flags: Sampled, text: string, isFeed: boolean, once: () => Promise<number>): Promise<number> => {
  const samples = [flags.sample, ...(flags.answer ?? []).map((one) => one.slice(one.indexOf('=') + 1))];
  const watched = {
    folders: isFeed ? foldersOf(io, flags, text) : [],
    files: samples.map((file) => resolve(io.cwd, file)),
  };
  return onSave(io, () => watched, once);
};

export const command = defineCommand<TryFlags, [string]>({
  description:
    "Evaluates a feed's definition on a sample, and shows what each line of it makes of each record; or evaluates one expression on a file. Nothing is requested or written, and no credentials are needed.",
  args: [
    {
      name: '<what>',
      help: "pack/feed, path/to/file.yaml#feed, or an instance's name; anything else is an expression, best in single quotes",
    },
  ],
  flags: [
    { flags: '--sample <file>', help: 'an answer of the vendor, one record, or a list of records; for an expression any file' },
    {
      flags: '--record <n>',
      help: `the record to show, from 1 (default: the first ${SHOWN})`,
      parse: wholeNumber('--record', { example: 1 }),
    },
    { flags: '--entry <name>', help: 'of the report this entry alone' },
    { flags: '--answer <name=file>', help: 'the answer of a supplemental call', repeat: true },
    {
      flags: '--records <path>',
      help: 'for an expression: it is evaluated on each record at this path, such as $ or data.items',
    },
    { flags: '--watch', help: 'print it again whenever the definition or the sample is saved' },
    jsonFlag,
    ...feedFlags.filter(({ flags }) => !flags.startsWith('--store')),
  ],
  moreHelp: feedHelp,
  examples: [
    'feedwright try PACK/FEED --sample response.json',
    'feedwright try definitions/mine.yaml#feed --sample response.json --record 3 --entry host --watch',
    'feedwright try PACK/FEED --sample response.json --answer detail=detail.json --json',
    "feedwright try '$sum(items.score)' --sample response.json",
    "feedwright try 'score > 50' --sample hosts.csv --records $",
  ],
  exits: {
    1: 'a record could not be mapped, or the expression failed on the file',
    2: 'the definition, the expression or a flag is wrong',
  },
  async run(io, given, text) {
    const flags = sampled(given);
    const isFeed = isMeantAsFeed(io, flags, text);
    const once = (): Promise<number> => (isFeed ? onFeed(io, flags, text) : onExpression(io, flags, text));
    return flags.watch === true ? watch(io, flags, text, isFeed, once) : once();
  },
});
