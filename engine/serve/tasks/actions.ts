import { createHash } from 'node:crypto';
import { runAction } from '../../api/actions/run-action.ts';
import { takesTwo } from '../../api/actions/two-people.ts';
import { readConfig } from '../../api/config/read-config.ts';
import { openCatalog } from '../../api/packs/catalog.ts';
import type { ActRow } from '../../api/views.ts';
import { iso, isoOr } from '../../api/wording/units.ts';
import type { ActionHistory, ActionPreview, ActionRequest, ActionRow, ActionsView } from '../contract/actions.ts';
import { askedOf, withTexts } from './asked.ts';
import { formOf } from './author/definitions.ts';
import { limitOf, reading } from './read/store.ts';
import type { Common, TaskWorld } from './task.ts';

/** `type`: those that take an object of it. */
export const actions = (world: TaskWorld, input: Common & { readonly type?: string | undefined }): ActionsView =>
  withTexts(input, () => {
    const config = readConfig(world.cwd, askedOf(input).config);
    const catalog = openCatalog(world, askedOf(input), config);
    const packs = catalog.definitions.flatMap((one) => catalog.load(one).pack ?? []);
    const all = packs.flatMap((pack) => [...pack.actions.values()].map((action) => ({ pack, action })));
    return {
      actions: all
        .filter(({ action }) => input.type === undefined || action.accepts.includes(input.type))
        .map(({ pack, action }) => ({
          action: `${pack.name}/${action.name}`,
          title: action.title,
          description: action.description ?? null,
          accepts: action.accepts,
          side_effects: action.sideEffects,
          approval: takesTwo(config, pack.name, action) ? 'two' : 'one',
          ...formOf(world, action.options),
        })),
    };
  });

const rowOf = ({ action, object, status, result, error, request }: ActRow): ActionRow => ({
  action,
  object,
  status,
  result,
  error: error === null ? null : { code: error.code, message: error.message, hint: error.hint ?? null, place: null },
  request,
});

type ActInput = Common & {
  readonly request: ActionRequest;
  readonly who: string;
  /** Two people do, where it takes two. */
  readonly agreed?: boolean | undefined;
};

const act = (world: TaskWorld, input: ActInput, dryRun: boolean): Promise<readonly ActionRow[]> =>
  withTexts(input, async () => {
    const { action, objects, values, again } = input.request;
    const asked = { ...askedOf(input), object: objects, values, again, dryRun, who: input.who, agreed: input.agreed };
    return ((await runAction(world, asked, action)) ?? []).map(rowOf);
  });

/** Not the headers: of a request that is signed they are others each time. */
const shownOf = ({ object, status, request }: ActionRow) => [object, status, request?.method, request?.url, request?.body];

/** The exact requests, and what tells them from others. */
export const previewAction = async (world: TaskWorld, input: ActInput): Promise<ActionPreview> => {
  const rows = await act(world, input, true);
  const { actions: all } = await actions(world, input);
  const { action, objects, values } = input.request;
  const told = JSON.stringify([action, objects, values, rows.map(shownOf)]);
  const approval = all.find((one) => one.action === action)?.approval ?? 'one';
  return { rows, digest: createHash('sha256').update(told).digest('hex'), approval };
};

/** Sends it: it has been shown and confirmed. */
export const sendAction = (world: TaskWorld, input: ActInput): Promise<readonly ActionRow[]> => act(world, input, false);

export const actionHistory = (
  world: TaskWorld,
  input: Common & { readonly query: { readonly action?: string; readonly object?: string; readonly limit?: string } },
): Promise<ActionHistory> =>
  reading(world, input, async (store) => {
    const { action, object, limit } = input.query;
    return {
      runs: (await Array.fromAsync(store.actionRuns({ action, object, limit: limitOf(limit, 50, 500) }))).map((run) => ({
        run: run.id,
        action: run.action,
        object: run.object,
        who: run.who ?? null,
        status: run.status,
        started_at: iso(run.startedAt),
        ended_at: isoOr(run.endedAt, null),
        request: run.request,
        answer: run.answer ?? null,
        error: run.error ?? null,
      })),
    };
  });
