/** What could not be mapped, and what a destination refused. */
import type { DestinationView, RefusedView } from '../../serve/contract/destinations.ts';
import type { QuarantineEntry, QuarantineView } from '../../serve/contract/quarantine.ts';
import { ask, begin, count, dotted, h, location, many, note, to, ui, useAnswer, type Piece } from '../base.ts';
import { answered, button, confirm, empty, head, searchField, section } from '../parts.ts';
import { keyText, legible, range, stack, table, time, value, type Columns } from '../shown.ts';
import { objectLink } from './objects/objects.ts';

const acts = ({ feed, instance, key }: QuarantineEntry, reload: () => void): Piece => {
  const body = { feed, instance, key };
  const forget = async (): Promise<void> => {
    const says = ui`<p>${value(key, 200)} is taken off the list. It comes back where the vendor sends it again and it still can't be mapped.</p>`;
    if (!(await confirm('Forget this record?', says, 'Forget it'))) return;
    const { forgotten } = await ask('POST /api/quarantine/forget', { body });
    note('good', `${many(forgotten, 'record')} forgotten.`);
    reload();
  };
  const given = { role: 'operator', about: keyText(key) } as const;
  return ui`<div class="acts">${button('Put through again', given, () => begin('POST /api/quarantine/again', { body }))}${button('Forget', { ...given, kind: 'quiet' }, forget)}</div>`;
};

const columns = (reload: () => void): Columns<QuarantineEntry> => ({
  Record: ({ feed, instance, partition, key }) =>
    stack(
      ui`<b>${value(keyText(key), 80)}</b>`,
      ui`<a href=${to(['feeds', instance || feed])}>${value(dotted(instance || feed, partition), 80)}</a>`,
    ),
  Reason: ({ error, code, place, next_run }) =>
    stack(
      value(error, 300),
      ui`${code}${place && ui` in the answer at <code>${legible(place)}</code>`}`,
      ui`The next run asks for it again: ${value(next_run, 200)}`,
    ),
  When: ({ at, run, since, until }) =>
    stack(ui`<a href=${to(['runs', run])}>${time(at)}</a>`, (since || until) && ui`window ${range(since, until)}`),
  '': (entry) => acts(entry, reload),
});

const LETTERS: Columns<RefusedView['refused'][number]> = {
  Object: (one) => objectLink({ ...one, identity: null }),
  Reason: ({ reason }) => value(reason, 300),
  Attempts: ({ attempts }) => attempts,
  When: ({ at }) => time(at),
};

/** What one destination refused. */
const Refused = ({ name, refused: number }: DestinationView): Piece => {
  const answer = useAnswer('GET /api/destinations/NAME/refused', { at: [name] }, { on: ['destination'] });
  const again = (): Promise<void> => begin('POST /api/destinations/NAME/push', { at: [name], body: { refused: true } });
  const none = empty('Nothing is refused any more.');
  const shown = ({ refused, is_cut }: RefusedView): Piece => ui`<div>
    ${table(`Objects that ${name} refused`, refused, ({ type, subtype, value: one }) => `${type} ${subtype} ${one}`, LETTERS, { wide: 'Reason', none })}
    ${is_cut && ui`<p class="padded says">The first ${count(refused.length)}: there are more.</p>`}
  </div>`;
  const send = button('Send these again', { role: 'operator' }, again);
  return section(`Refused by ${name}`, answered(answer, shown), many(number, 'object'), send);
};

export const Quarantine = (): Piece => {
  const { feed = '' } = location.value.query;
  const answer = useAnswer('GET /api/quarantine', { query: { feed } }, { on: ['job'] });
  const { destinations = [] } = useAnswer('GET /api/destinations', {}, { on: ['destination'] }).data ?? {};
  const refusing = destinations.filter(({ refused }) => refused > 0);
  const { entries: all = [], is_cut } = answer.data ?? {};
  const says = answer.data && (is_cut ? `the first ${count(all.length)}` : many(all.length, 'record'));
  const why = 'Every record that came was mapped, dropped or skipped for a reason that its ledger names.';
  const none = empty('Nothing is in quarantine.', feed === '' ? why : ui`<a href="#/quarantine">Of all feeds</a>`);
  const keyOf = ({ feed: of, instance, partition, key }: QuarantineEntry): string => `${of} ${instance} ${partition} ${key}`;
  const shown = ({ entries, advice }: QuarantineView): Piece => ui`<div>
    ${advice.length > 0 && ui`<ul class="advice">${advice.map((line) => ui`<li>${value(line, 300)}</li>`)}</ul>`}
    ${table('Records in quarantine', entries, keyOf, columns(answer.again), { wide: 'Reason', none })}
  </div>`;
  return ui`${head('Quarantine', { says: 'Records that could not be mapped, and objects that a destination refused. Nothing of it is lost.' })}
  ${section('Records set aside', answered(answer, shown), says, searchField('feed', 'Feed', 'pack/feed'))}
  ${refusing.length === 0 ? section('Dead letters', empty('No destination has refused anything.')) : refusing.map((one) => h(Refused, { key: one.name, ...one }))}`;
};
