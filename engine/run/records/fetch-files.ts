import type { Scope } from '../../expression/definition/evaluator.ts';
import { EngineError } from '../../language/basics/errors.ts';
import type { Json } from '../../language/basics/json.ts';
import type { Fulfillment } from '../../language/model.ts';
import { identityText, type MappedFile, type MappedObject, type ObjectIdentity } from '../../object/mapped-object.ts';
import type { WantedFile } from '../../store/contract/store.ts';
import { checkArguments } from '../endpoint/arguments.ts';
import type { RunContext } from '../context/context.ts';
import type { Counter } from '../context/ledger.ts';
import { isAboutRecord } from '../context/failures.ts';
import { Semaphore } from '../context/semaphore.ts';

export interface Fulfiller {
  /** Fetches the files that the objects want, unless the store has them; a file that can't be had stays wanted. */
  fulfil(objects: readonly MappedObject[], counter: Counter): Promise<readonly MappedObject[]>;
  /** Tries again what earlier runs could not have. Gives how many came. */
  retryWanted(counter: Counter): Promise<number>;
}

export function bindFulfiller(context: RunContext): Fulfiller {
  const { instance } = context.services;
  const specs = new Map(context.plan.feed.fulfillment.map((spec) => [spec.name, spec]));
  const gate = new Semaphore(context.plan.pack.connection?.concurrency ?? 8);
  const tried = new Set<string>();

  const one = async (object: MappedObject, counter: Counter): Promise<MappedObject> => {
    if (object.file?.kind !== 'wanted' || (await instance.hasContent(object)))
      return object.file === undefined ? object : { ...object, file: undefined };
    const spec = specs.get(object.file.fulfillment);
    if (spec === undefined) return object;
    tried.add(identityText(object));
    const { args } = object.file;
    return { ...object, file: await gate.run(() => fetchFile(spec, args, context, counter)) };
  };

  return {
    fulfil: (objects, counter) =>
      objects.some((object) => object.file !== undefined)
        ? Promise.all(objects.map((object) => one(object, counter)))
        : Promise.resolve(objects),
    retryWanted: async (counter) => {
      let came = 0;
      // All of them first: what comes is taken off the list.
      const all: WantedFile[] = [];
      for await (const wanted of instance.wantedFiles()) all.push(wanted);
      for (const wanted of all) {
        const spec = specs.get(wanted.fulfillment);
        if (spec === undefined || tried.has(identityText(wanted.identity))) continue;
        if (await retryOne(spec, wanted, context, counter)) came++;
      }
      return came;
    },
  };
}

async function retryOne(
  spec: Fulfillment,
  wanted: { readonly identity: ObjectIdentity; readonly args: Json },
  context: RunContext,
  counter: Counter,
): Promise<boolean> {
  const file = await fetchFile(spec, wanted.args, context, counter);
  if (file.kind !== 'content') return false;
  await context.services.instance.fulfil(wanted.identity, file, context.services.clock());
  return true;
}

/** What says itself that it is too large is not read at all; what says nothing is cut off at the limit. */
function refuseTooLarge(declared: number, { maxBytes, place }: Fulfillment): void {
  if (!(declared > maxBytes)) return;
  throw new EngineError('store.attachment-too-large', `The file has ${declared} bytes, and may have ${maxBytes}.`, {
    place,
    hint: 'Raise max_bytes of the fulfillment if the file is wanted.',
  });
}

async function fetchFile(spec: Fulfillment, args: Json, context: RunContext, counter: Counter): Promise<MappedFile> {
  try {
    const bound = context.endpoint(spec.call);
    const scope: Scope = { ...context.scope, args: checkArguments(bound.endpoint, args, spec.place) };
    const file = await bound.bytes({ request: context.request(bound.endpoint, scope), scope }, async (response) => {
      refuseTooLarge(Number(response.header('content-length')), spec);
      return {
        ...(await context.services.instance.putAttachment(response.body, spec.maxBytes)),
        mediaType: response.contentType,
      };
    });
    if (file === undefined)
      throw new EngineError('fulfillment.no-file', 'The vendor says that there is no file.', { place: spec.place });
    counter.note(`files fetched (${spec.name})`);
    return { kind: 'content', ...file };
  } catch (error) {
    if (!isAboutRecord(error) && !(error instanceof EngineError && error.code === 'store.attachment-too-large')) throw error;
    counter.note(`files not fetched (${spec.name}): ${error.code}`);
    return { kind: 'wanted', fulfillment: spec.name, args, error: error.message };
  }
}
