import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { UsageError } from '../../language/basics/errors.ts';
import { isoOr } from '../../api/wording/units.ts';
import { tenantPlaces } from '../../api/tenants/tenant-places.ts';
import { withUsers } from '../../serve/access/with-users.ts';
import { printTable } from '../display/table.ts';
import { harmless } from '../display/text.ts';
import { type AnyCommand, defineCommand, EXIT } from '../shell/command.ts';
import { jsonFlag, mockStoreFlag, projectFlags, type JsonFlag, type StoreFlags, type TenantFlag } from '../shell/flags.ts';
import type { Io } from '../shell/io.ts';

interface AddFlags extends StoreFlags, TenantFlag {
  readonly role?: string;
}

/** Asks at the terminal, where nothing of it is shown. */
const typed = async (io: Io, question: string): Promise<string> => {
  io.draw(question);
  const prompt = createInterface({ input: io.stdin, output: new Writable({ write: (_, __, done) => done() }), terminal: true });
  try {
    return await new Promise<string>((resolve, reject) => {
      prompt.question('', resolve);
      const end = (): void => reject(new UsageError('usage.password', 'No password was given.'));
      prompt.once('close', end);
      io.signal.addEventListener('abort', end, { once: true });
    });
  } finally {
    prompt.close();
    io.draw('\n');
  }
};

/** A password never stands on a command line, where others of this machine would see it. */
const passwordFrom = async (io: Io): Promise<string> => {
  if (!io.interactive) return (await text(io.stdin)).replace(/\r?\n$/, '');
  const [first, second] = [await typed(io, 'Password: '), await typed(io, 'Once more: ')];
  if (first === second) return first;
  throw new UsageError('usage.password', 'The two passwords are not the same.', { hint: 'Try it once more.' });
};

const add = defineCommand<AddFlags, [string]>({
  description:
    'Adds a user who may sign in to `serve`, or gives one another password and role. The password is asked for, or read from standard input.',
  args: [{ name: '<name>', help: 'letters, digits and . _ @ -' }],
  flags: [
    {
      flags: '--role <role>',
      help: 'viewer (may look), operator (may also run, push and act; default), admin (may do everything)',
    },
    { flags: '--tenant <name>', help: 'a tenant of the configuration, which is then all that the user sees' },
    mockStoreFlag,
    ...projectFlags,
  ],
  knowsTenants: true,
  examples: ['feedwright user add alice --role admin', 'feedwright user add bob --tenant acme < password.txt'],
  async run(io, flags, name) {
    const password = await passwordFrom(io);
    const { role = 'operator', tenant = '' } = flags;
    await tenantPlaces(io, flags, tenant);
    const done = await withUsers(io, flags, (users) => users.add(name, role, password, io.now(), tenant));
    io.print(`${done} ${harmless(name)} (${role}${tenant === '' ? '' : ` of ${tenant}`})`);
    return EXIT.fine;
  },
});

const list = defineCommand<JsonFlag & StoreFlags>({
  description: 'Shows the users who may sign in to `serve`.',
  flags: [jsonFlag, mockStoreFlag, ...projectFlags],
  examples: ['feedwright user list'],
  async run(io, flags) {
    const users = await withUsers(io, flags, (all) => all.list());
    const rows = users.map(({ name, role, tenant, addedAt }) => ({
      name,
      role,
      tenant: tenant === '' ? null : tenant,
      added_at: isoOr(addedAt, null),
    }));
    if (flags.json === true) for (const row of rows) io.print(JSON.stringify(row));
    else if (rows.length === 0) io.note('there are no users: `feedwright user add NAME --role admin` makes one');
    else
      printTable(
        io,
        [{ title: 'name' }, { title: 'role' }, { title: 'tenant' }, { title: 'since' }],
        rows.map(({ name, role, tenant, added_at: at }) => [name, role, tenant ?? '', at ?? '']),
      );
    return EXIT.fine;
  },
});

const unknownUser = (name: string): UsageError =>
  new UsageError('usage.unknown-user', `There is no user "${harmless(name.slice(0, 64))}".`, {
    hint: '`feedwright user list` shows them.',
  });

const remove = defineCommand<StoreFlags, [string]>({
  description: 'Removes a user, and ends what sessions they have.',
  args: [{ name: '<name>', help: 'as `feedwright user list` shows it' }],
  flags: [mockStoreFlag, ...projectFlags],
  examples: ['feedwright user remove bob'],
  exits: { 2: 'there is no such user' },
  async run(io, flags, name) {
    const isRemoved = await withUsers(io, flags, (users) => users.remove(name));
    if (!isRemoved) throw unknownUser(name);
    io.print(`removed ${harmless(name)}`);
    return EXIT.fine;
  },
});

const token = defineCommand<StoreFlags, [string]>({
  description:
    'Makes a token by which a program may do what the user may, as `Authorization: Bearer …`. It is shown this once, and ends with the user or another password.',
  args: [{ name: '<name>', help: 'as `feedwright user list` shows it' }],
  flags: [mockStoreFlag, ...projectFlags],
  examples: ['feedwright user token bob > token.txt'],
  exits: { 2: 'there is no such user' },
  async run(io, flags, name) {
    const made = await withUsers(io, flags, (users) => users.addToken(name, io.now()));
    if (made === undefined) throw unknownUser(name);
    io.print(made);
    return EXIT.fine;
  },
});

export const command: AnyCommand = defineCommand({
  description: 'Says who may sign in to `serve`, with a password and a role. They are kept beside the store.',
  examples: ['feedwright user add alice --role admin', 'feedwright user list', 'feedwright user remove bob'],
  subcommands: { add, list, remove, token },
});
