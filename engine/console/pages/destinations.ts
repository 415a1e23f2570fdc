import type { DestinationView, PushAsked } from '../../serve/contract/destinations.ts';
import { begin, count, to, ui, useAnswer, type Piece } from '../base.ts';
import { answered, button, confirm, empty, head } from '../parts.ts';
import { badge, stack, table, time, value, type Columns } from '../shown.ts';

const push = (name: string, body: PushAsked): Promise<void> => begin('POST /api/destinations/NAME/push', { at: [name], body });

const acts = ({ name, kind, job }: DestinationView): Piece => {
  const given = { role: 'operator', about: name, disabled: job !== null } as const;
  const pushAll = async (): Promise<void> => {
    const says = ui`<p>${value(name)} gets every object from the first change on. What it has already is sent once more.</p>`;
    if (await confirm('Push everything again?', says, 'Push everything')) await push(name, { all: true });
  };
  const all = [button('Push now', { ...given, icon: 'play' }, () => push(name, {})), button('Push all again', given, pushAll)];
  return kind !== null && ui`<div class="acts">${all}</div>`;
};

const COLUMNS: Columns<DestinationView> = {
  Destination: ({ name, kind }) => stack(ui`<b>${value(name)}</b>`, kind ?? 'not in the configuration any more'),
  State: ({ state, failure, behind_since, job }) =>
    stack(
      job === null ? badge(state) : ui`<a class="live" href=${to(['jobs', job])}>${badge('pushing')}</a>`,
      failure && ui`${value(failure.message, 240)} <span>${failure.code}</span>`,
      failure && ui`since ${time(failure.since, 'line')}, last tried ${time(failure.at, 'line')}`,
      !failure && behind_since && ui`behind since ${time(behind_since, 'line')}`,
    ),
  Has: ({ has }) => has,
  Lag: ({ lag }) => lag,
  Position: ({ position }) => position,
  Refused: ({ refused }) => (refused === 0 ? 0 : ui`<a class="bad-ink" href="#/quarantine">${count(refused)}</a>`),
  Confirmed: ({ confirmed_at }) => time(confirmed_at, 'pair', 'never'),
  '': acts,
};

const EXAMPLE = 'blocklist: { kind: text, path: out/domains.txt }';

export const Destinations = (): Piece => {
  const answer = useAnswer('GET /api/destinations', {}, { on: ['destination', 'job'], every: 20_000 });
  const says = 'Where objects go. Each keeps its own place along the changes of the store: what is down loses nothing.';
  const remedy = ui`Name one in feedwright.yaml under <code>destinations:</code>, for example <code>${EXAMPLE}</code>`;
  const none = empty('There is no destination yet.', remedy);
  const mark = ({ state }: DestinationView): string | false => (state === 'failing' || state === 'stopped') && 'urgent';
  return ui`${head('Destinations', { says })}
  ${answered(answer, ({ destinations }) => table('Destinations', destinations, ({ name }) => name, COLUMNS, { wide: 'State', none, mark }))}`;
};
