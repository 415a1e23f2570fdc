import { relative, resolve } from 'node:path';
import { type AskedDefinition, newDefinition } from '../../api/scaffold/new-definition.ts';
import { count } from '../../api/wording/units.ts';
import { harmless } from '../display/text.ts';
import { withQuestions } from '../scaffold/ask.ts';
import { defineCommand, EXIT } from '../shell/command.ts';
import { shownPath } from '../shell/failure.ts';
import { jsonFlag, type JsonFlag } from '../shell/flags.ts';
import type { Io } from '../shell/io.ts';

interface NewFlags extends JsonFlag, AskedDefinition {}

const counted = (number: number, thing: string): string => `${count(number)} ${thing}${number === 1 ? '' : 's'}`;

/** What the feed is run by: its name is known only where definitions are looked for. */
const called = (io: Io, out: string, pack: string, feed: string): string =>
  relative(resolve(io.cwd, 'definitions'), out).startsWith('..') ? `${shownPath(io, out)}#${feed}` : `${pack}/${feed}`;

export const command = defineCommand<NewFlags, [string]>({
  description:
    'Makes a definition from a sample of a response, and a mock that serves the sample. On a terminal it asks, with its guesses as defaults; elsewhere it takes them. Remarks that begin with "Decide:" stand where a person has to.',
  args: [{ name: '<sample>', help: 'a file, or an address that begins with https://' }],
  flags: [
    { flags: '--name <name>', help: 'the name of the pack' },
    { flags: '--title <text>', help: 'its title' },
    { flags: '--base-url <address>', help: 'where the vendor is, such as https://api.example.com' },
    { flags: '--path <path>', help: 'the path of the request, with its query' },
    {
      flags: '--set <name=value>',
      help: 'what an address asks for: token, or username and password; name=@file takes it from a file',
      repeat: true,
    },
    {
      flags: '--header <name=value>',
      help: 'a header of the request, such as the one for a key; name=@file takes its value from a file',
      repeat: true,
    },
    { flags: '--next-page <sample>', help: 'the page after it, a file or an address: how it pages is read from both' },
    { flags: '--records <path>', help: 'where the records stand in the response: $ or data.items' },
    { flags: '--key <member>', help: 'the member that tells records apart' },
    { flags: '--value <member>', help: 'the member that is the value of the object' },
    { flags: '--type <type>', help: 'the object type, such as indicator or malware' },
    { flags: '--subtype <subtype>', help: 'the kind of indicator, such as "IP Address"' },
    { flags: '--out <file>', help: 'the definition (default: definitions/NAME.yaml)' },
    { flags: '--fixtures <folder>', help: 'where NAME/mock.yaml and the sample go (default: fixtures beside the definitions)' },
    { flags: '--no-fixtures', help: 'write the definition only' },
    { flags: '--force', help: 'overwrite files that are there' },
    jsonFlag,
  ],
  examples: [
    'feedwright new response.json --name my-feed',
    'feedwright new https://vendor.example/list.csv --name my-list',
    'feedwright new https://vendor.example/v1/iocs --header X-Api-Key=@./key.txt',
  ],
  exits: { 0: 'written', 1: 'no definition can be made of the sample', 2: 'a flag is wrong, or a file is there already' },
  async run(io, flags, source) {
    const made = await newDefinition(io, flags, source, (use) => withQuestions(io, use));
    const { pack, feed, records, value, type, decide } = made;
    const written = made.written.map((file) => shownPath(io, file));
    if (flags.json === true) {
      io.print(
        JSON.stringify({
          pack,
          feed: `${pack}/${feed}`,
          records,
          value,
          type,
          decide,
          written,
        }),
      );
      return EXIT.fine;
    }
    const becomes = made.isStix
      ? 'objects and relations become what STIX says they are'
      : `each becomes an object of type ${type} by its ${harmless(value)}`;
    io.print(`${counted(records, 'record')} read; ${becomes}`);
    for (const one of written) io.print(`wrote ${one}`);
    io.print(
      `${counted(decide, 'remark')} ${decide === 1 ? 'says' : 'say'} what you have to decide; try it: feedwright run ${called(io, made.written[0] ?? '', pack, feed)}${made.hasMock ? ' --mock' : ''}`,
    );
    return EXIT.fine;
  },
});
