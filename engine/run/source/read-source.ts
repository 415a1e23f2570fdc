import type { Json } from '../../language/basics/json.ts';
import { checkArguments } from '../endpoint/arguments.ts';
import { fetchDocuments } from './read-documents.ts';
import { lookingAround } from './look-around.ts';
import { readOn, readPages } from './read-pages.ts';
import type { PageSink, PagesRead } from './read-pages.ts';
import { sourceEnd, stagingSink } from './source-sink.ts';
import type { SourceEnd, SourceRead } from './source-sink.ts';

/** Reads all pages of the feed's source in order. */
export async function fetchPages(read: SourceRead): Promise<SourceEnd> {
  const { context } = read;
  const { source } = context.plan.feed;
  if (source.kind === 'each') return fetchDocuments(source, read);
  let rest: Json | undefined;
  const sink = {
    ...stagingSink(read),
    ...lookingAround(read, () => read.counter.fetched),
    rests: () => (rest = context.echoes.state(context.state?.resting())) !== undefined,
  };
  const paused = context.state?.takePaused();
  const pages = await ((paused && readOn(paused, sink)) ?? fromTheStart(read, sink));
  context.state?.pause(pages.paused);
  return { ...sourceEnd(pages, read.counter), ...(rest === undefined ? {} : { rest }) };
}

function fromTheStart({ context, scope }: SourceRead, sink: PageSink): Promise<PagesRead> {
  const endpoint = context.endpoint(context.plan.endpoint.name);
  const variant = context.plan.variant;
  const args = checkArguments(
    endpoint.endpoint,
    variant?.with && context.evaluator.tree(variant.with)(undefined, scope),
    variant?.place ?? context.plan.feed.place,
  );
  return readPages(endpoint, { ...scope, args }, context, sink);
}
