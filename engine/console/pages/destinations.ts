import type { DestinationView, PushAsked } from '../../serve/contract/destinations.ts';
import { begin, count, to, ui, useAnswer, type Piece } from '../base.ts';
import { answered, badge, button, col, confirm, empty, head, table, time, value, type Column } from '../parts.ts';

const push = async (name: string, body: PushAsked): Promise<void> => {
  await begin('POST /api/destinations/NAME/push', { at: [name], body });
};

const acts = ({ name, kind, job }: DestinationView): Piece =>
  kind !== null &&
  ui`<div class="acts">
    ${button('Push now', { icon: 'play', role: 'operator', about: name, disabled: job !== null }, () => push(name, {}))}
    ${button('Push all again', { role: 'operator', about: name, disabled: job !== null }, async () => {
      const says = ui`<p>${value(name)} gets every object from the first change on. What it has already is sent once more.</p>`;
      if (await confirm('Push everything again?', says, 'Push everything')) await push(name, { all: true });
    })}
  </div>`;

const stateOf = ({ state, failure, behind_since, job }: DestinationView): Piece => ui`<div class="stack">
  <span>${job === null ? badge(state) : ui`<a class="live" href=${to(['jobs', job])}>${badge('pushing')}</a>`}</span>
  ${failure && ui`<span>${value(failure.message, 240)}</span><span class="where"><span>${failure.code}</span></span><span class="sub">since ${time(failure.since, 'line')}, last tried ${time(failure.at, 'line')}</span>`}
  ${!failure && behind_since && ui`<span class="sub">behind since ${time(behind_since, 'line')}</span>`}
</div>`;

const COLUMNS: readonly Column<DestinationView>[] = [
  col.text(
    'Destination',
    ({ name, kind }) =>
      ui`<div class="stack"><span class="strong">${value(name)}</span><span class="sub">${kind ?? 'not in the configuration any more'}</span></div>`,
  ),
  col.wide('State', stateOf),
  col.number('Has', ({ has }) => count(has)),
  col.number('Lag', ({ lag }) => (lag === 0 ? '0' : ui`<b>${count(lag)}</b>`)),
  col.number('Position', ({ position }) => count(position)),
  col.number('Refused', ({ refused }) =>
    refused === 0 ? '0' : ui`<a class="bad-ink" href=${to(['quarantine'])}>${count(refused)}</a>`,
  ),
  col.text('Confirmed', ({ confirmed_at }) => time(confirmed_at, 'pair', 'never')),
  col.acts(acts),
];

export const Destinations = (): Piece => {
  const answer = useAnswer('GET /api/destinations', {}, { on: ['destination', 'job'], every: 20_000 });
  return ui`${head({ title: 'Destinations', says: 'Where objects go. Each keeps its own place along the changes of the store: what is down loses nothing.' })}
  ${answered(answer, ({ destinations }) =>
    destinations.length === 0
      ? empty(
          'There is no destination yet.',
          ui`Name one in feedwright.yaml under <code>destinations:</code>, for example <code>${'blocklist: { kind: text, path: out/domains.txt }'}</code>`,
        )
      : table(
          'Destinations',
          destinations,
          COLUMNS,
          ({ name }) => name,
          ({ state }) => (state === 'failing' || state === 'stopped' ? 'urgent' : undefined),
        ),
  )}`;
};
