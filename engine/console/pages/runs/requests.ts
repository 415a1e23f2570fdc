/** Request, answer and records of a page beside each other. */
import type { JobView, LookPage, PageView, RequestView } from '../../../serve/contract/runs.ts';
import { ask, attempt, count, dotted, h, names, plain, size, span, ui, useSignal, type Piece } from '../../base.ts';
import { button, copy, empty } from '../../parts.ts';
import { badge, block, body, brief, flat, json, keyText, legible, mapped, pairs, value } from '../../shown.ts';

const outcome = ({ status, failure }: RequestView): Piece => {
  if (status !== null) return badge(String(status), status < 400 ? 'good' : 'bad');
  return failure === null ? badge('under way', 'busy') : badge('no answer', 'bad');
};

const pathOf = (url: string): string => url.replace(/^\w+:\/\/[^/?]*/, '');

const row = (request: RequestView, isChosen: boolean, choose: () => void): Piece => {
  const { number, method, url, endpoint, attempt: tried, took, bytes, page } = request;
  const records = page && `${count(page.records)} records`;
  const told = dotted(
    `#${number}`,
    endpoint,
    tried > 0 && `attempt ${tried + 1}`,
    took !== null && span(took),
    size(bytes),
    records,
  );
  return ui`<li key=${number}><button type="button" class="request" aria-pressed=${isChosen} onClick=${choose}>
    <span>${outcome(request)} <b>${method}</b> ${brief(pathOf(url), 90)}</span><span class="sub">${told}</span>
  </button></li>`;
};

const decisionOf = ({ decision, records, became }: PageView): Piece => {
  const fates = flat(became?.records ?? {}).filter(([name, one]) => one > 0 && name !== 'fetched');
  const paging = Object.entries(decision).filter(([name, one]) => name !== 'kind' && one !== null);
  return pairs([
    ['Records', count(records)],
    ...fates.map(([name, one]) => [name, count(one)] as const),
    became !== null && ['objects', count(became.objects)],
    ['Paging', value([decision['kind'], ...paging.map(([name, one]) => `${plain(name)} ${String(one)}`)].join(', '), 200)],
  ]);
};

const record = ({ key, record: raw, objects }: LookPage['records'][number], index: number): Piece => ui`<li key=${index}>
  <details open=${index === 0}><summary>${key === null ? `Record ${index + 1}` : value(keyText(key), 60)}</summary>
    ${json(raw, 'The record')}<p class="sub">became</p>${mapped(objects)}
  </details>
</li>`;

const Looked = ({ job, request }: { readonly job: JobView; readonly request: RequestView }): Piece => {
  const looked = useSignal<LookPage | undefined>(undefined);
  const came = looked.value;
  const look = async (): Promise<void> => {
    looked.value = await attempt(() => ask('POST /api/jobs/ID/pages/NUMBER', { at: [job.job, String(request.number)] }));
  };
  const decision = request.page && decisionOf(request.page);
  if (came === undefined)
    return ui`<div class="pane">
      <h3>Answer and records</h3>
      ${decision}${request.failure && ui`<p class="bad-ink">${value(request.failure, 400)}</p>`}
      ${
        !job.look
          ? empty('They were not kept.', 'Run and look, on the page of the feed, keeps them.')
          : job.state === 'ended'
            ? ui`<p class="says">They may hold what the vendor meant for few. That you look is written down.</p>${button('Show what came', { icon: 'eye', role: 'operator' }, look)}`
            : ui`<p class="says">They can be looked at once the run has ended.</p>`
      }
    </div>`;
  return ui`<div class="pane">
      <h3>Answer ${badge(String(came.status), came.status < 400 ? 'good' : 'bad')} <span class="sub">${size(came.bytes)}</span></h3>
      ${decision}
      <details><summary>Headers</summary>${json(came.headers, 'Headers of the answer')}</details>
      ${came.body === null ? empty('It is no text, or too much was kept already.') : body(came.body, 'The answer')}
      ${came.is_cut && ui`<p class="sub">The first part of it: there is more.</p>`}
    </div>
    <div class="pane">
      <h3>Records <span class="sub">of this run, at most 50</span></h3>
      ${came.records.length === 0 ? empty('No record became an object.') : ui`<ol class="plain records">${came.records.map(record)}</ol>`}
    </div>`;
};

/** A request in full: where it goes, its headers and its body. */
export const exact = (method: string, url: string, headers: Readonly<Record<string, string>>, sent: unknown): Piece => ui`
  <p><b>${method}</b> ${value(url, 600)}</p>
  <dl class="headers">${Object.entries(headers).map(([name, one]) => ui`<div><dt>${legible(name)}</dt><dd>${value(one, 160)}</dd></div>`)}</dl>
  ${sent !== null && sent !== undefined && (typeof sent === 'string' ? block(sent, 'Body of the request') : json(sent, 'Body of the request'))}`;

const requestPane = ({ method, url, headers, body: sent, curl, place }: RequestView): Piece => ui`<div class="pane">
  <h3>Request</h3>
  ${exact(method, url, headers, sent)}
  ${place && ui`<p class="where">asked for by <code>${legible(place)}</code></p>`}
  <div class="acts">${copy(curl, 'as curl')}</div>
  ${block(curl, 'As curl; secrets are variables')}
</div>`;

export const Requests = ({ job }: { readonly job: JobView }): Piece => {
  const chosen = useSignal<number | undefined>(undefined);
  const { requests } = job;
  const picked = requests.find(({ number }) => number === chosen.value);
  const shown = picked ?? requests.find(({ page }) => page !== null) ?? requests[0];
  const isOver = job.state === 'ended';
  if (shown === undefined)
    return empty(isOver ? 'No request was made, or they are not kept any more.' : 'No request has been made yet.');
  return ui`<div class="exchange">
    <ol class="request-list" aria-label="Requests">${requests.map((one) => row(one, one.number === shown.number, () => (chosen.value = one.number)))}</ol>
    <div class=${names('panes', job.look && 'wide')}>${requestPane(shown)}${h(Looked, { key: String(shown.number), job, request: shown })}</div>
  </div>`;
};
