import { once } from 'node:events';
import { UsageError } from '../../language/basics/errors.ts';
import { serveTaxii } from '../../api/taxii/serve-taxii.ts';
import { harmless } from '../display/text.ts';
import { defineCommand, EXIT } from '../shell/command.ts';
import { jsonFlag, mockStoreFlag, storeFlags, wholeNumber, type JsonFlag, type StoreFlags } from '../shell/flags.ts';

interface Flags extends JsonFlag, StoreFlags {
  readonly port?: number;
  readonly host?: string;
}

export const command = defineCommand<Flags>({
  description:
    'Serves the store as a TAXII 2.1 server, for other tools to poll, until it is interrupted. It is for reading only. What is served, and to whom, stands under `taxii_server:` in feedwright.yaml; encryption is for a proxy in front of it.',
  flags: [
    {
      flags: '--port <n>',
      help: 'the port (default: any that is free)',
      parse: wholeNumber('--port', { least: 0, example: 8080 }),
    },
    { flags: '--host <address>', help: 'where it listens (default: 127.0.0.1, this machine alone)' },
    jsonFlag,
    mockStoreFlag,
    ...storeFlags,
  ],
  examples: ['feedwright taxii-server --port 8080', 'feedwright taxii-server --mock'],
  exits: { 0: 'it was interrupted, which is how it ends', 2: 'it can not be served so' },
  async run(io, flags) {
    const { json = false, port = 0, host = '127.0.0.1' } = flags;
    if (port > 65_535)
      throw new UsageError('usage.port', `There is no port ${port}.`, { hint: 'Ports end at 65535; 0 takes any that is free.' });
    const server = await serveTaxii(io, {
      ...flags,
      host,
      port,
      onAnswer: (status, method, path) => io.note(`${status}  ${method} ${harmless(path.slice(0, 200))}`),
    });
    const { discovery, apiRoot, collections } = server;
    if (json)
      io.print(
        JSON.stringify({ discovery, api_root: apiRoot, collections: collections.map(({ id, title }) => ({ id, title })) }),
      );
    else {
      io.print(`discovery   ${discovery}`);
      io.print(`api root    ${apiRoot}`);
      for (const { id, title } of collections) io.print(`collection  ${id}  ${harmless(title)}`);
    }
    if (!io.signal.aborted) await once(io.signal, 'abort');
    await server.close();
    return EXIT.fine;
  },
});
