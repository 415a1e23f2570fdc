import { iso } from '../../language/basics/instant.ts';
import type { HttpRequest } from '../../http/http.ts';
import { mapTexts } from '../report/map-texts.ts';
import { EngineError } from '../../language/basics/errors.ts';
import type { Json } from '../../language/basics/json.ts';
import { failureText } from '../context/failures.ts';
import { prepareAction } from './prepare-action.ts';
import { sendAction } from './send-action.ts';
import type { ActRow, MaskedRequest, ActServices, ActRequest, Prepared } from './act-contract.ts';

/** Runs an action once, on an object where it takes one: checks first, then the intent, then the request, then its outcome. A failure is in the row. */
export async function act(request: ActRequest, services: ActServices): Promise<ActRow> {
  const { pack, action, object } = request;
  const named = { action: `${pack.name}/${action.name}`, object: object === undefined ? null : `${object.type}:${object.value}` };
  const row = (status: ActRow['status'], outcome: Partial<Pick<ActRow, 'result' | 'error' | 'request'>>): ActRow => ({
    ...named,
    status,
    result: null,
    error: null,
    request: null,
    ...outcome,
  });
  const intent = named.object ?? services.redact(optionsText(request.options));
  const id = services.id();
  let prepared: Prepared;
  let shown: MaskedRequest;
  try {
    if (services.signal.aborted)
      throw new EngineError(
        'act.interrupted',
        `The command was interrupted before ${named.object ?? named.action} had its turn: nothing was sent for it.`,
      );
    prepared = prepareAction(request, services);
    await checkEarlier(named, intent, request, services);
    shown = maskRequest(services.auth.preview(prepared.request), services.redact);
  } catch (error) {
    return row('refused', { error: describe(error, services.redact) });
  }
  if (request.dryRun) return row('dry_run', { request: shown });
  try {
    const { clock, who } = services;
    await services.ledger.begin({ ...named, object: intent, id, request: shown as unknown as Json, who, at: clock() });
  } catch (error) {
    const { message, ...more } = describe(error, services.redact);
    return row('failed', { error: { ...more, message: `${message} What the store can't keep is not sent.` } });
  }
  const outcome = await send(request, prepared, services);
  return row(outcome.status, { ...outcome, ...(await kept(id, outcome, services)), request: shown });
}

type Outcome = Pick<ActRow, 'result' | 'error'> & { readonly status: 'succeeded' | 'failed' | 'uncertain' };

/** What is known is told even where the store can't keep it; the store goes on to show it as one that may have happened. */
async function kept(id: string, outcome: Outcome, { ledger, clock, redact }: ActServices): Promise<Pick<Outcome, 'error'>> {
  try {
    await ledger.end({ id, ...outcome, error: outcome.error ?? undefined, at: clock() });
    return { error: outcome.error };
  } catch (error) {
    const became = outcome.error === null ? 'It succeeded.' : outcome.error.message;
    return {
      error: {
        ...describe(error, redact),
        message: `${became} The store could not keep that: ${describe(error, redact).message}`,
      },
    };
  }
}

async function send(request: ActRequest, prepared: Prepared, services: ActServices): Promise<Outcome> {
  const end = await sendAction(request, prepared, services);
  if (end.kind === 'done') return { status: 'succeeded', result: mapTexts(end.result, services.redact), error: null };
  const status = end.mayHaveHappened ? 'uncertain' : 'failed';
  return { status, result: null, error: describe(end.error, services.redact, end.mayHaveHappened) };
}

/** The same for the same options, in whatever order they are given. */
const optionsText = (options: ActRequest['options']): string => JSON.stringify(options, Object.keys(options).toSorted());

type Named = Pick<ActRow, 'action' | 'object'>;

async function checkEarlier(
  { action, object }: Named,
  intent: string,
  request: ActRequest,
  { ledger }: ActServices,
): Promise<void> {
  if (request.again) return;
  const earlier = await ledger.uncertain(action, intent);
  if (earlier === undefined) return;
  throw new EngineError(
    'act.uncertain',
    `"${action}" ${object === null ? 'with these options' : `on ${object}`} may have happened already: it was sent at ${iso(earlier.at)}, and its outcome is not known.`,
    {
      hint: 'Look at the vendor; add --again to send it once more.',
    },
  );
}

function describe(error: unknown, redact: (text: string) => string, uncertain = false): NonNullable<ActRow['error']> {
  if (!(error instanceof EngineError)) return { code: 'act.failure', message: 'The action failed in an unforeseen way.' };
  const says =
    uncertain && !error.message.includes('may have happened') ? `${error.message} It may have happened.` : error.message;
  const hint = uncertain ? 'Look at the vendor; add --again to send it once more.' : error.hint;
  const message = redact(failureText({ message: says, place: error.place }));
  return { code: error.code, message, ...(hint === undefined ? {} : { hint: redact(hint) }) };
}

function maskRequest(request: HttpRequest, redact: (text: string) => string): MaskedRequest {
  return {
    method: request.method,
    url: redact(request.url.href),
    headers: Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, redact(value)])),
    body: maskBody(request, redact),
  };
}

function maskBody({ body, headers }: HttpRequest, redact: (text: string) => string): Json {
  if (typeof body !== 'string') return null;
  const isJson = headers['content-type']?.startsWith('application/json') === true;
  return isJson ? mapTexts(JSON.parse(body) as Json, redact) : redact(body);
}
