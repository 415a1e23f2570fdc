import { once } from 'node:events';
import { UsageError } from '../../language/basics/errors.ts';
import { findPack } from '../../language/find-packs.ts';
import { FAULT_FORM, parseFault } from '../../mock/faults/parse-fault.ts';
import { startMock } from '../../mock/start-mock.ts';
import { readConfig } from '../config/read-config.ts';
import { harmless } from '../display/text.ts';
import { instant } from '../display/units.ts';
import { openCatalog } from '../feed/catalog.ts';
import { findMock } from '../feed/mock-vendor.ts';
import { defineCommand, EXIT } from '../shell/command.ts';
import { jsonFlag, placeFlags, wholeNumber, type JsonFlag, type PlaceFlags } from '../shell/flags.ts';

interface MockFlags extends JsonFlag, PlaceFlags {
  readonly port?: number;
  readonly fault?: readonly string[];
  readonly variant?: string;
  readonly latency?: number;
}

export const command = defineCommand<MockFlags, [string]>({
  description: "Serves a pack's fixtures on 127.0.0.1 as its vendor would, until it is interrupted.",
  args: [{ name: '<pack>', help: 'the name of the pack' }],
  flags: [
    {
      flags: '--port <n>',
      help: 'the port (default: any that is free)',
      parse: wholeNumber('--port', { least: 0, example: 8080 }),
    },
    { flags: '--fault <text>', help: `something that goes wrong: ${FAULT_FORM}`, repeat: true },
    { flags: '--variant <name>', help: "one of the mock's variants" },
    {
      flags: '--latency <ms>',
      help: 'milliseconds before every answer',
      parse: wholeNumber('--latency', { least: 0, example: 50 }),
    },
    jsonFlag,
    ...placeFlags,
  ],
  examples: ['feedwright mock PACK --port 8080', 'feedwright mock PACK --fault "GET /cases: 503 x2" --latency 50'],
  exits: { 0: 'it was interrupted, which is how it ends', 1: 'the port is taken' },
  async run(io, flags, name) {
    const catalog = openCatalog(io, flags, readConfig(io.cwd, flags.config));
    if ((flags.port ?? 0) > 65_535)
      throw new UsageError('usage.port', `There is no port ${flags.port}.`, {
        hint: 'Ports end at 65535; 0 takes any that is free.',
      });
    const root = catalog.rootFor(name);
    findPack(name, root);
    const definition = findMock(io, name, root);
    const { json = false, port = 0, latency = 0, variant } = flags;
    const vendor = await startMock({
      file: definition,
      port,
      latency,
      faults: (flags.fault ?? []).map(parseFault),
      clock: definition.clock ?? io.now(),
      ...(variant === undefined ? {} : { variant }),
      onRequest: ({ method, url, status }) => io.note(`${status ?? '–'}  ${method} ${harmless(url.split('?')[0] ?? url)}`),
    });
    if (json)
      io.print(
        JSON.stringify({ pack: name, origin: vendor.origin.origin, clock: instant(definition.clock), routes: vendor.routes }),
      );
    else
      io.print(
        `${name} is served at ${vendor.origin.origin}${definition.clock === undefined ? '' : `; its clock stands at ${instant(definition.clock)}`}`,
      );
    if (!io.signal.aborted) await once(io.signal, 'abort');
    await vendor.close();
    return EXIT.fine;
  },
});
