import { userInfo } from 'node:os';
import { createDefinitionEvaluator } from '../../expression/definition/definition-evaluator.ts';
import { rootOf } from '../../language/find-packs.ts';
import { resolveAction, type ResolvedAction } from '../../language/resolve.ts';
import { startMock } from '../../mock/start-mock.ts';
import { act, type ActRow } from '../../run/action/act.ts';
import { openConnectionAuth } from '../../run/feed/open-context.ts';
import type { ActionObject } from '../../run/action/prepare-action.ts';
import { baseAddress, httpPolicy } from '../../run/context/connection-settings.ts';
import { openStore, type SqliteStore } from '../../store/sqlite/open-store.ts';
import { actionHelp } from '../action/action-help.ts';
import { actionLedger } from '../action/action-ledger.ts';
import { namedObjects, type ObjectFlags } from '../action/action-objects.ts';
import { confirmed, mustBeConfirmed } from '../action/confirm-action.ts';
import { mustFitPack } from '../config/check-config.ts';
import { readConfig } from '../config/read-config.ts';
import { harmless } from '../display/text.ts';
import { openCatalog } from '../feed/catalog.ts';
import { connectionClient, connectionLimiter, proxyOf, runId, sharedBudget } from '../feed/compose.ts';
import { answeredByMock, findMock, mockClock } from '../feed/mock-vendor.ts';
import { type FeedOptions, readFeedOptions } from '../feed/options.ts';
import { storePath } from '../feed/store-choice.ts';
import { defineCommand, EXIT } from '../shell/command.ts';
import { jsonFlag, type JsonFlag, storeFlags, type StoreFlags } from '../shell/flags.ts';
import type { Io } from '../shell/io.ts';

interface ActFlags extends StoreFlags, JsonFlag, ObjectFlags {
  readonly set?: readonly string[];
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly again?: boolean;
}

interface Job extends ResolvedAction {
  readonly options: FeedOptions;
  readonly path: string;
  readonly clock: () => number;
  readonly mockOrigin: URL | undefined;
}

const run = async (io: Io, flags: ActFlags, reference: string): Promise<number> => {
  const config = readConfig(io.cwd, flags.config);
  const catalog = openCatalog(io, flags, config);
  const root = catalog.rootFor(reference);
  const found = resolveAction(reference, root, catalog.vocabulary);
  const { pack, action } = found;
  mustFitPack(config, catalog, pack);
  const mock = flags.mock === true ? findMock(io, pack.name, rootOf(pack.file, root)) : undefined;
  // What is only shown needs no secret.
  const standIns =
    flags.dryRun === true
      ? Object.fromEntries(action.userFields.filter(({ type }) => type === 'secret').map(({ name }) => [name, `secret-${name}`]))
      : {};
  const options = readFeedOptions(io, {
    pack: pack.name,
    fields: [...action.userFields, ...action.options],
    set: flags.set ?? [],
    config,
    instance: undefined,
    mock: mock?.user,
    standIns,
  });
  const job = { ...found, options, path: storePath(io, flags, config) };
  if (mock === undefined || flags.dryRun === true)
    return inStore(io, flags, { ...job, clock: io.now, mockOrigin: undefined }, mock !== undefined);
  const now = mockClock(mock, io.now());
  const vendor = await startMock({ file: mock, clock: now });
  try {
    const code = await inStore(io, flags, { ...job, clock: () => now, mockOrigin: vendor.origin }, true);
    if (code === EXIT.failed && vendor.requests.length > 0) io.note(answeredByMock(io, mock));
    return code;
  } finally {
    await vendor.close();
  }
};

const inStore = async (io: Io, flags: ActFlags, job: Job, isMock: boolean): Promise<number> => {
  const dryRun = flags.dryRun === true;
  const asks = !dryRun && flags.yes !== true && job.action.sideEffects;
  if (asks && !io.interactive) throw mustBeConfirmed(job.action);
  const store = openStore({ path: job.path, ...(dryRun ? {} : { mock: isMock }), readOnly: dryRun, ifMissing: 'empty' });
  try {
    const objects = namedObjects(io, flags, store);
    if (asks) {
      const rehearsed = await actOnAll(io, { ...flags, dryRun: true }, job, objects, store);
      const ready = rehearsed.filter(({ status }) => status === 'dry_run');
      if (ready.length === 0) return conclude(io, flags, rehearsed);
      if (
        !(await confirmed(
          io,
          job,
          ready.map(({ object }) => object),
        ))
      ) {
        io.note('Nothing was sent.');
        return io.signal.aborted ? EXIT.interrupted : EXIT.failed;
      }
    }
    return conclude(io, flags, await actOnAll(io, flags, job, objects, dryRun ? undefined : store));
  } finally {
    store.close();
  }
};

/** A container may run under a number that has no name. */
const userName = (): string => {
  try {
    return userInfo().username;
  } catch {
    return `uid ${String(process.getuid?.() ?? 'unknown')}`;
  }
};

const actOnAll = async (
  io: Io,
  flags: ActFlags,
  job: Job,
  objects: readonly ActionObject[],
  /** Undefined: what may have happened earlier is not asked for. */
  store: SqliteStore | undefined,
): Promise<readonly ActRow[]> => {
  const { pack, action, options, clock, mockOrigin } = job;
  const evaluator = createDefinitionEvaluator(clock);
  const own = new Set(action.options.map(({ name }) => name));
  const split = (wanted: boolean) =>
    Object.fromEntries(Object.entries(options.values).filter(([name]) => own.has(name) === wanted));
  const user = split(false);
  const policy = httpPolicy({ pack, options: user, proxy: proxyOf(io.env), mockOrigin }, evaluator);
  const shared =
    store === undefined || mockOrigin !== undefined
      ? undefined
      : sharedBudget(io, { path: job.path, pack, options: user, tell: io.note }, evaluator);
  const http = connectionClient(io, policy, io.note, connectionLimiter(io, policy, shared));
  const base = baseAddress(pack, user, evaluator);
  const services = {
    http,
    evaluator,
    base,
    clock,
    auth: openConnectionAuth({
      pack,
      base,
      options: user,
      evaluator,
      client: http,
      secret: options.addSecret,
      redact: io.redact,
      now: clock,
      reread: options.reread,
    }),
    ledger: actionLedger(store),
    signal: io.signal,
    redact: io.redact,
    id: () => runId(io.now()),
    who: userName(),
  };
  const rows: ActRow[] = [];
  const [dryRun, again] = [flags.dryRun === true, flags.again === true];
  try {
    for (const object of objects)
      rows.push(await act({ pack, action, user, options: split(true), object, dryRun, again }, services));
  } finally {
    await http.close();
    shared?.close();
  }
  return rows;
};

const conclude = (io: Io, flags: ActFlags, rows: readonly ActRow[]): number => {
  if (flags.json === true) io.print(JSON.stringify(rows));
  else for (const row of rows) for (const line of lines(row)) io.print(line);
  for (const { object, error } of rows) {
    if (error === null) continue;
    const names = error.message.includes(object) ? '' : `${harmless(object)}: `;
    io.note(`${io.stderr.style('red', 'error')}: ${names}${harmless(error.message)} [${error.code}]`);
    if (error.hint !== undefined) io.note(`  hint: ${error.hint}`);
  }
  if (io.signal.aborted) return EXIT.interrupted;
  // One that succeeded has an error where the store could not keep that.
  if (rows.some(({ status, error }) => status !== 'refused' && error !== null)) return EXIT.failed;
  return rows.some(({ status }) => status === 'refused') ? EXIT.usage : EXIT.fine;
};

const says = {
  succeeded: 'done',
  failed: 'failed',
  refused: 'refused, nothing was sent',
  uncertain: 'may have happened',
  dry_run: 'would send',
} as const;

function* lines({ object, status, result, request }: ActRow): Generator<string> {
  yield `${harmless(object)}: ${says[status]}${result === null ? '' : ` (${harmless(typeof result === 'string' ? result : JSON.stringify(result))})`}`;
  if (status !== 'dry_run' || request === null) return;
  yield `  ${request.method} ${harmless(request.url)}`;
  for (const [name, value] of Object.entries(request.headers)) yield `  ${name}: ${harmless(value)}`;
  if (request.body !== null) yield `  ${harmless(JSON.stringify(request.body))}`;
}

export const command = defineCommand<ActFlags, [string]>({
  description: 'Runs an action of a vendor on objects, and keeps what was sent and what came of it.',
  args: [{ name: '<action>', help: 'pack/action' }],
  flags: [
    { flags: '--object <type:value>', help: 'an object of the store', repeat: true },
    { flags: '--object-file <file>', help: 'an object, or a list of them, as JSON', repeat: true },
    { flags: '--case <id>', help: 'stands for an incident with this value', repeat: true },
    {
      flags: '--set <name=value>',
      help: 'an option of the action or its connection; name=@file takes the value from a file',
      repeat: true,
    },
    { flags: '--dry-run', help: 'print the exact request, secrets masked, and send nothing' },
    { flags: '--yes', help: 'send without asking' },
    { flags: '--again', help: 'send although an earlier one may have happened' },
    { flags: '--mock', help: 'send to a mock vendor, with a store of its own' },
    ...storeFlags,
    jsonFlag,
  ],
  examples: [
    'feedwright act PACK/ACTION --help',
    'feedwright act PACK/ACTION --object incident:CASE1 --set message="…" --dry-run',
    'feedwright act PACK/ACTION --case CASE1 --set message=@./text.txt --yes --json',
  ],
  exits: {
    0: 'done for every object',
    1: 'it failed or may have happened for one of them',
    2: 'refused for one of them, nothing was sent for it; or wrong definition or usage',
  },
  moreHelp: actionHelp,
  run,
});
