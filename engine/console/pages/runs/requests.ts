/** Request, answer and records of a page beside each other. */
import type { JobView, LookPage, PageView, RequestView } from '../../../serve/contract/runs.ts';
import { ask, attempt, count, h, may, names, plain, size, span, ui, useSignal, type Piece } from '../../base.ts';
import { badge, block, body, brief, button, copy, empty, json, keyText, legible, mapped, pairs, value } from '../../parts.ts';

const outcome = ({ status, failure }: RequestView): Piece =>
  status === null
    ? badge(failure === null ? 'under way' : 'no answer', failure === null ? 'busy' : 'bad')
    : badge(String(status), status < 400 ? 'good' : 'bad');

const pathOf = (url: string): string => {
  const parsed = URL.parse(url);
  return parsed === null ? url : `${parsed.pathname}${parsed.search}`;
};

const row = (request: RequestView, isChosen: boolean, choose: () => void): Piece => ui`<li key=${request.number}>
  <button type="button" class="request" aria-pressed=${isChosen} onClick=${choose}>
    <span class="request-line">${outcome(request)} <b>${request.method}</b> ${brief(pathOf(request.url), 90)}</span>
    <span class="sub">#${request.number} · ${request.endpoint}${request.attempt > 0 ? ` · attempt ${request.attempt + 1}` : ''}${request.took === null ? '' : ` · ${span(request.took)}`} · ${size(request.bytes)}${request.page ? ` · ${count(request.page.records)} records` : ''}</span>
  </button>
</li>`;

/** What became of a page's records, where it is not nothing. */
const fates = (records: Readonly<Record<string, unknown>>): readonly (readonly [string, number])[] =>
  Object.entries(records).flatMap(([name, one]) => {
    if (typeof one === 'number') return one > 0 && name !== 'fetched' ? [[plain(name), one] as const] : [];
    return Object.entries(one as Readonly<Record<string, number>>).map(
      ([why, many]) => [`${plain(name)}: ${why}`, many] as const,
    );
  });

const decisionOf = ({ decision, records, became }: PageView): Piece => {
  const paging = Object.entries(decision).filter(([name, one]) => name !== 'kind' && one !== null);
  return pairs([
    ['Records', count(records)],
    ...fates(became?.records ?? {}).map(([name, one]) => [name, count(one)] as const),
    became !== null && ['objects', count(became.objects)],
    ['Paging', value([decision['kind'], ...paging.map(([name, one]) => `${plain(name)} ${String(one)}`)].join(', '), 200)],
  ]);
};

const Looked = ({ job, request }: { readonly job: JobView; readonly request: RequestView }): Piece => {
  const page = useSignal<LookPage | undefined>(undefined);
  const came = page.value;
  const look = async (): Promise<void> => {
    page.value = await attempt(() => ask('POST /api/jobs/ID/pages/NUMBER', { at: [job.job, String(request.number)] }));
  };
  if (!job.look)
    return ui`<div class="pane">
      <h3>Answer and records</h3>
      ${request.failure && ui`<p class="bad-ink">${value(request.failure, 400)}</p>`}
      ${empty('They were not kept.', 'Run and look, on the page of the feed, keeps them.')}
    </div>`;
  if (came === undefined)
    return ui`<div class="pane">
      <h3>Answer and records</h3>
      ${request.page && decisionOf(request.page)}
      ${request.failure && ui`<p class="bad-ink">${value(request.failure, 400)}</p>`}
      ${
        job.state === 'ended'
          ? ui`<p class="says">They may hold what the vendor meant for few. That you look is written down.</p>${button('Show what came', { icon: 'eye', role: 'operator' }, look)}`
          : ui`<p class="says">They can be looked at once the run has ended.</p>`
      }
    </div>`;
  return ui`<div class="pane">
      <h3>Answer ${badge(String(came.status), came.status < 400 ? 'good' : 'bad')} <span class="sub">${size(came.bytes)}</span></h3>
      ${request.page && decisionOf(request.page)}
      <details><summary>Headers</summary>${json(came.headers, 'Headers of the answer')}</details>
      ${came.body === null ? empty('It is no text, or too much was kept already.') : body(came.body, 'The answer')}
      ${came.is_cut && ui`<p class="sub">The first part of it: there is more.</p>`}
    </div>
    <div class="pane">
      <h3>Records <span class="sub">of this run, at most 50</span></h3>
      ${
        came.records.length === 0
          ? empty('No record became an object.')
          : ui`<ol class="plain records">${came.records.map(
              (
                one,
                index,
              ) => ui`<li key=${index}><details open=${index === 0}><summary>${one.key === null ? `Record ${index + 1}` : value(keyText(one.key), 60)}</summary>
          ${json(one.record, 'The record')}<p class="sub">became</p>${mapped(one.objects)}</details></li>`,
            )}</ol>`
      }
    </div>`;
};

const requestPane = ({ method, url, headers, body: sent, curl, place }: RequestView): Piece => ui`<div class="pane">
  <h3>Request</h3>
  <p><b>${method}</b> ${value(url, 400)}</p>
  ${place && ui`<p class="where">asked for by <code>${legible(place)}</code></p>`}
  <dl class="headers">${Object.entries(headers).map(([name, one]) => ui`<div><dt>${legible(name)}</dt><dd>${value(one, 120)}</dd></div>`)}</dl>
  ${sent !== null && block(sent, 'Body of the request')}
  <div class="acts">${copy(curl, 'as curl')}</div>
  ${block(curl, 'As curl; secrets are variables')}
</div>`;

export const Requests = ({ job }: { readonly job: JobView }): Piece => {
  const chosen = useSignal<number | undefined>(undefined);
  const { requests } = job;
  const shown =
    requests.find(({ number }) => number === chosen.value) ?? requests.find(({ page }) => page !== null) ?? requests[0];
  if (shown === undefined)
    return job.state === 'ended'
      ? empty(
          'No request was made, or they are not kept any more.',
          may('operator') && 'Run the feed again: the latest requests of each run are kept for a while.',
        )
      : empty('No request has been made yet.');
  return ui`<div class="exchange">
    <ol class="request-list" aria-label="Requests">${requests.map((one) => row(one, one.number === shown.number, () => (chosen.value = one.number)))}</ol>
    <div class=${names('panes', job.look && 'wide')}>${requestPane(shown)}${h(Looked, { key: String(shown.number), job, request: shown })}</div>
  </div>`;
};
