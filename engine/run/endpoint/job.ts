import type { Scope } from '../../expression/definition/evaluator.ts';
import { answerScope } from '../../http/answer/answer-scope.ts';
import { createWording } from '../../http/client/failure.ts';
import type { HttpRequest } from '../../http/http.ts';
import { EngineError } from '../../language/basics/errors.ts';
import type { Connection, JobSpec, RequestSpec } from '../../language/model.ts';
import { bindEndpoint, type CallServices } from './call-endpoint.ts';
import type { BoundEndpoint } from '../context/bound-endpoint.ts';
import { bindOutcomes } from './outcomes.ts';
import { plainText } from '../context/plain-text.ts';
import { RESTARTS, WindowRestart } from '../context/signals.ts';
import type { Services } from '../context/services.ts';

export interface JobParts {
  readonly connection: Connection | undefined;
  readonly calls: CallServices;
  readonly services: Pick<Services, 'sleep' | 'ticks' | 'signal' | 'redact' | 'report'>;
  /** A request of the endpoint; `scope` has `$job` but for the one that creates. */
  readonly build: (spec: RequestSpec, scope: Scope) => HttpRequest;
}

interface Ready {
  readonly job: { readonly id: string; readonly answer: unknown };
  /** Downloads of it that broke off. */
  readonly broken: number;
}

interface Said {
  readonly body: unknown;
  readonly scope: Scope;
}

/** Each wait is half as long again, up to so many times the first. */
const GROWTH = 1.5;
const LONGEST = 10;
const ANSWER_BYTES = 1024 * 1024;

/** An endpoint whose answer is ordered first: the caller sees one call, which is the download, or several within one job. */
export function asJob(bound: BoundEndpoint, parts: JobParts): BoundEndpoint {
  const { job } = bound.endpoint;
  if (job === undefined) return bound;
  const steps = bindSteps(bound, job, parts);
  /** Jobs whose download broke off: the window that is read again takes them up. */
  const kept = new Map<string, Ready>();
  const within = async <T>(given: Scope, download: (scope: Scope) => Promise<T>): Promise<T> => {
    const create = parts.build(job.create, given);
    const key = JSON.stringify([create.method, create.url.href, String(create.body)]);
    const before = kept.get(key);
    kept.delete(key);
    const id = before?.job.id ?? (await steps.create(create, given));
    let again = false;
    try {
      const ready = before ?? { job: { id, answer: await steps.poll(id, given) }, broken: 0 };
      const scope = { ...given, job: ready.job };
      try {
        return await download(scope);
      } catch (error) {
        again = error instanceof WindowRestart && ready.broken < RESTARTS;
        if (again) kept.set(key, { ...ready, broken: ready.broken + 1 });
        throw error;
      }
    } finally {
      if (!again) await steps.remove(id, given);
    }
  };
  /** The call as a download of a job: of the one that it is made within, or of one of its own. */
  const around = <T, C extends { readonly scope: Scope; readonly request: HttpRequest }>(
    call: C,
    send: (call: C) => Promise<T>,
  ): Promise<T> =>
    'job' in call.scope
      ? send(call)
      : within(call.scope, (scope) => send({ ...call, scope, request: parts.build(bound.endpoint.request, scope) }));
  return {
    endpoint: bound.endpoint,
    within,
    call: (call) => around(call, (one) => bound.call(one)),
    bytes: (call, consume) => around(call, (one) => bound.bytes(one, consume)),
  };
}

interface Steps {
  /** Gives the id. */
  create(request: HttpRequest, scope: Scope): Promise<string>;
  /** Gives the answer that said that it is done. Throws `job.failed`, `job.timeout`. */
  poll(id: string, scope: Scope): Promise<unknown>;
  /** Throws nothing. */
  remove(id: string, scope: Scope): Promise<void>;
}

function bindSteps({ endpoint }: BoundEndpoint, job: JobSpec, parts: JobParts): Steps {
  const {
    services,
    build,
    calls: { evaluator },
  } = parts;
  const { every, atMost } = job.poll;
  const ask = bindAsk(
    endpoint.name,
    bindEndpoint({ ...endpoint, outcomes: [], successWhen: undefined }, parts.connection, parts.calls),
    parts,
  );
  const failed = job.poll.failed === undefined ? undefined : evaluator.condition(job.poll.failed);
  const done = evaluator.condition(job.poll.done);

  return {
    create: async (request, scope) => {
      const said = await ask(request, scope);
      const id = evaluator.expr(job.id).evaluate(said.body, said.scope);
      if ((typeof id === 'string' && id !== '') || typeof id === 'number') return String(id);
      throw new EngineError('job.id', `The answer that ordered the job of "${endpoint.name}" has no id for it.`, {
        place: job.id.place,
        hint: 'Look at `id` and at what the vendor answers.',
      });
    },
    poll: async (id, scope) => {
      const started = services.ticks();
      let answer: unknown;
      let waited = 0;
      for (let wait = every; ; wait = Math.min(wait * GROWTH, every * LONGEST)) {
        if (Math.max(waited, services.ticks() - started) + wait > atMost) {
          throw new EngineError(
            'job.timeout',
            `The job that "${endpoint.name}" ordered was not ready within ${atMost / 1000} s.`,
            { place: job.place, hint: 'Raise `at_most`, or order less at once.' },
          );
        }
        await services.sleep(wait, services.signal);
        services.signal.throwIfAborted();
        waited += wait;
        const inner = { ...scope, job: { id, answer } };
        const said = await ask(build(job.poll.request, inner), inner);
        if (failed?.(said.body, said.scope)) throw jobFailure(endpoint.name, job, said, parts);
        answer = said.body;
        if (done(said.body, said.scope)) return answer;
      }
    },
    remove: async (id, scope) => {
      if (job.delete === undefined) return;
      const inner = { ...scope, job: { id, answer: undefined } };
      try {
        await ask(build(job.delete, inner), inner);
      } catch (error) {
        warnLeft(endpoint.name, error, services);
      }
    },
  };
}

function warnLeft(name: string, error: unknown, services: JobParts['services']): void {
  const because = error instanceof EngineError ? error.message : 'the request could not be made';
  services.report({
    kind: 'notice',
    level: 'warning',
    message: services.redact(`A job of "${name}" was left at the vendor: ${because}`),
  });
}

function jobFailure(name: string, job: JobSpec, { body, scope }: Said, { services, calls }: JobParts): EngineError {
  const words = job.poll.message === undefined ? undefined : calls.evaluator.expr(job.poll.message).evaluate(body, scope);
  const said = typeof words === 'string' && words.trim() !== '' ? ` (it says: ${plainText(services.redact(words), 300)})` : '';
  return new EngineError('job.failed', `The job that "${name}" ordered has failed${said}.`, {
    place: job.place,
    hint: 'Try again later, or order less at once.',
  });
}

/** One small answer, held to the connection's outcomes; a body that is no JSON is read as missing. */
function bindAsk(
  name: string,
  bound: BoundEndpoint,
  { connection, calls }: JobParts,
): (request: HttpRequest, scope: Scope) => Promise<Said> {
  const outcomes = bindOutcomes(connection?.outcomes ?? [], connection?.successWhen, calls.evaluator, calls.redact);
  const wording = createWording(calls.redact);
  const refused = (request: HttpRequest, because: string): EngineError =>
    wording.error('vendor.failure', request, `a step of the job of "${name}" was answered otherwise: ${because}.`);
  return async (request, scope) => {
    const said = await bound.bytes({ request, scope }, async (response) => {
      const text = new TextDecoder().decode(await response.bytes(ANSWER_BYTES));
      const inner = { ...scope, ...answerScope(response) };
      const body = parsed(text);
      // No content, as of a removal, has nothing to say.
      if (text.trim() === '') return { body, scope: inner };
      const verdict = outcomes.byBody({
        status: response.status,
        envelope: body,
        scope: inner,
        label: wording.describe(request),
      });
      if (verdict.kind !== 'records') throw refused(request, verdict.because);
      return { body, scope: inner };
    });
    if (said === undefined) throw refused(request, 'its status has an outcome');
    return said;
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
