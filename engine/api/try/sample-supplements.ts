import type { Scope } from '../../expression/definition/evaluator.ts';
import { EngineError, UsageError } from '../../language/basics/errors.ts';
import type { JsonRecord } from '../../language/basics/json.ts';
import { suggest } from '../../language/basics/nearest.ts';
import type { Endpoint, Supplemental } from '../../language/model.ts';
import { endpointOf } from '../../plan/plan-feed.ts';
import type { FeedPlan } from '../../plan/plan.ts';
import type { BoundEndpoint } from '../../run/context/bound-endpoint.ts';
import { Counter } from '../../run/context/ledger.ts';
import { bindSupplements, CallMemory } from '../../run/records/supplement.ts';
import type { ExplainedAnswer, Fault } from '../../run/report/explain/explained.ts';
import { faultOf } from '../../run/report/explain/fault.ts';
import type { PageContext } from '../../run/source/read-pages.ts';
import type { World } from '../world.ts';
import { readSampleFile, type SampleFile } from './read-sample-file.ts';
import { readSampleAnswer, sampleRequest, type AnswerParts } from './sample-answer.ts';

type Files = ReadonlyMap<string, SampleFile>;

const allOf = (specs: readonly Supplemental[]): readonly Supplemental[] =>
  specs.flatMap((spec) => [spec, ...allOf(spec.supplemental)]);

/** The files of `--answer NAME=FILE` by the supplemental call that they answer; of an index's documents as well as of nested calls. */
export const readAnswers = (world: World, given: readonly string[], { feed }: FeedPlan): Files =>
  new Map(
    given.map((text) => {
      const at = text.indexOf('=');
      if (at <= 0 || at === text.length - 1)
        throw new UsageError('usage.answer', '--answer takes NAME=FILE.', { hint: 'Write --answer detail=./detail.json.' });
      const name = text.slice(0, at);
      const names = allOf(feed.supplemental).map((one) => one.name);
      if (!names.includes(name))
        throw new UsageError('usage.answer', `The feed has no supplemental call "${name.slice(0, 64)}".`, {
          hint: suggest(name, names),
        });
      return [name, readSampleFile(world, text.slice(at + 1), '--answer')];
    }),
  );

export interface Supplemented {
  /** With what the calls gave. */
  readonly scope: Scope;
  readonly answers: readonly ExplainedAnswer[];
  readonly error: Fault | undefined;
}

export type SupplementFromFiles = (record: JsonRecord, scope: Scope) => Promise<Supplemented>;

/** The feed's supplemental calls, each answered by its file; where there is none it is missing. */
export const supplementsFrom = (files: Files, plan: FeedPlan, parts: AnswerParts): SupplementFromFiles => {
  const calls = plan.feed.supplemental.map((spec) => ({
    spec,
    when: spec.when && parts.evaluator.condition(spec.when),
    call: files.has(spec.name) ? bindSupplements([spec], contextOf(spec, files, plan, parts), new CallMemory()) : undefined,
  }));
  return async (record, start) => {
    const answers: ExplainedAnswer[] = [];
    let scope = start;
    for (const { spec, when, call } of calls) {
      const { name, place } = spec;
      try {
        const isAsked = when === undefined || when(record, scope);
        if (isAsked && call !== undefined) scope = await call(record, scope, new Counter());
        else scope = { ...scope, [name]: undefined };
        answers.push({ name, place, value: scope[name], isMissing: isAsked && call === undefined });
      } catch (error) {
        if (!(error instanceof EngineError)) throw error;
        answers.push({ name, place, value: undefined, error: faultOf(error) });
        return { scope, answers, error: faultOf(error) };
      }
    }
    return { scope, answers, error: undefined };
  };
};

/** What a supplemental call sees of a run. */
const contextOf = (spec: Supplemental, files: Files, plan: FeedPlan, parts: AnswerParts): PageContext => {
  const { evaluator, pack, scope } = parts;
  const own = allOf([spec]);
  return {
    plan,
    evaluator,
    scope,
    services: { trace: undefined },
    request: (endpoint) => sampleRequest(endpoint, pack),
    endpoint: (name) => {
      const asked = own.find(({ call }) => call === name);
      return boundTo(endpointOf(pack, name), asked && files.get(asked.name), asked?.name ?? name, parts);
    },
  };
};

/** An endpoint that always answers with this file, in one page. */
const boundTo = (endpoint: Endpoint, file: SampleFile | undefined, name: string, parts: AnswerParts): BoundEndpoint => ({
  endpoint: { ...endpoint, paginate: undefined },
  call: async ({ scope, receiver, request: { url } }) => {
    if (file === undefined)
      throw new EngineError('try.no-answer', `There is no answer for the supplemental call "${name}".`, {
        place: endpoint.place,
        hint: `Give one with --answer ${name}=FILE.`,
      });
    const { records, where, envelope } = await readSampleAnswer(file, endpoint, { ...parts, scope });
    await receiver.batch({ records, ordinals: records.map((_, index) => index), place: where });
    return { verdict: { kind: 'records' }, status: 200, url, envelope, header: () => undefined, headerLines: () => [] };
  },
  bytes: async () => undefined,
});
