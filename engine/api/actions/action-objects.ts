import { resolve } from 'node:path';
import { UsageError } from '../../language/basics/errors.ts';
import { readBytes } from '../../language/yaml/text-bytes.ts';
import type { Action } from '../../language/model.ts';
import { readPlain, whyUnreadable } from '../../language/plain-file.ts';
import type { ActionObject } from '../../run/action/act-contract.ts';
import type { OpenedStore } from '../../store/contract/opened-store.ts';
import type { World } from '../world.ts';

export interface AskedObjects {
  readonly object?: readonly string[];
  readonly objectFile?: readonly string[];
  readonly case?: readonly string[];
  /** As a program has them. */
  readonly objects?: readonly ActionObject[] | undefined;
}

/** What an action is run on, one after the other: objects that are asked for, or once without any where it takes none. */
export const targetsOf = async (
  { title, accepts }: Action,
  world: World,
  asked: AskedObjects,
  store: OpenedStore | undefined,
): Promise<readonly (ActionObject | undefined)[]> => {
  if (accepts.length > 0) return namedObjects(world, asked, store);
  if ([asked.object, asked.objectFile, asked.case, asked.objects].every((given) => (given ?? []).length === 0))
    return [undefined];
  throw new UsageError('usage.takes-no-object', `"${title}" takes no object.`, {
    hint: 'Leave out the object; what it is about is said by its options.',
  });
};

/** Objects that the command line names: of the store, of a JSON file, or an incident that stands for a case. */
export const namedObjects = async (
  world: World,
  asked: AskedObjects,
  store: OpenedStore | undefined,
): Promise<readonly ActionObject[]> => {
  const objects = [
    ...(await Promise.all((asked.object ?? []).map((text) => stored(text, store, world.now())))),
    ...(asked.objectFile ?? []).flatMap((path) => fromFile(world, path)),
    ...(asked.objects ?? []).map((one) => objectOf(one, 'the call')),
    ...(asked.case ?? []).map((value): ActionObject => ({ type: 'incident', value, attributes: [] })),
  ];
  // Named twice, it is meant once.
  const names = objects.map(({ type, value }) => `${type}:${value}`);
  if (objects.length > 0) return objects.filter((_, index) => names.indexOf(names[index] as string) === index);
  throw new UsageError('usage.no-object', 'No object was named.', {
    hint: 'Give --object TYPE:VALUE for one of the store, --object-file FILE for one as JSON, or --case ID.',
  });
};

const stored = async (text: string, store: OpenedStore | undefined, now: number): Promise<ActionObject> => {
  const at = text.indexOf(':');
  if (at <= 0 || at === text.length - 1) {
    throw new UsageError('usage.object', `--object takes TYPE:VALUE, not "${text.slice(0, 80)}".`, {
      hint: 'For example --object incident:CASE123456.',
    });
  }
  const [type, value] = [text.slice(0, at), text.slice(at + 1)];
  const [found, other] = store === undefined ? [] : await Array.fromAsync(store.objects({ type, value, now, limit: 2 }));
  if (found === undefined) {
    throw new UsageError('usage.unknown-object', `The store has no ${type} "${value.slice(0, 80)}".`, {
      hint: 'Run the feed first, name another --store, or give the object by --object-file or --case.',
    });
  }
  if (other !== undefined) {
    throw new UsageError('usage.several-objects', `The store has several objects that are ${type} "${value.slice(0, 80)}".`, {
      hint: 'Write the one that is meant, as `feedwright objects --json` shows it, to a file and give that by --object-file.',
    });
  }
  return { ...found, attributes: found.attributes };
};

/** Bytes of a file of objects: they are named by hand. */
const MAX_OBJECTS = 16 * 2 ** 20;

const fromFile = (world: World, path: string): readonly ActionObject[] => {
  const full = resolve(world.cwd, path);
  let given: unknown;
  try {
    given = JSON.parse(readBytes(readPlain(full, MAX_OBJECTS)).text);
  } catch (error) {
    const why = error instanceof SyntaxError ? 'holds no JSON' : whyUnreadable(error, full);
    throw new UsageError('usage.object-file', `The object file ${path} is of no use: it ${why}.`);
  }
  return (Array.isArray(given) ? given : [given]).map((one: unknown) => objectOf(one, path));
};

const objectOf = (given: unknown, path: string): ActionObject => {
  const { type, title, value = title, attributes = [], ...more } = (given ?? {}) as Record<string, unknown>;
  const named =
    Array.isArray(attributes) &&
    attributes.every((one: unknown) => typeof one === 'object' && one !== null && 'name' in one && 'value' in one);
  if (typeof type === 'string' && typeof value === 'string' && value !== '' && named) {
    return { ...more, type, value, attributes: attributes as ActionObject['attributes'] };
  }
  throw new UsageError(
    'usage.object-file',
    `An object of ${path} is not one: it needs "type" and "value" (or "title") as texts, and "attributes" as a list of {name, value}.`,
  );
};
