/** What could not be mapped, and what a destination refused. */
import type { DestinationView, RefusedView } from '../../serve/contract/destinations.ts';
import type { QuarantineEntry } from '../../serve/contract/quarantine.ts';
import { ask, begin, count, h, location, many, note, to, ui, useAnswer, type Piece } from '../base.ts';
import {
  answered,
  button,
  col,
  confirm,
  empty,
  head,
  keyText,
  legible,
  range,
  searchField,
  section,
  table,
  time,
  value,
  type Column,
} from '../parts.ts';
import { objectHref, typeOf } from './objects/objects.ts';

const acts = ({ feed, instance, key }: QuarantineEntry, reload: () => void): Piece => ui`<div class="acts">
  ${button('Put through again', { role: 'operator', about: keyText(key) }, async () => {
    await begin('POST /api/quarantine/again', { body: { feed, instance, key } });
  })}
  ${button('Forget', { kind: 'quiet', role: 'operator', about: keyText(key) }, async () => {
    if (
      !(await confirm(
        'Forget this record?',
        ui`<p>${value(key, 200)} is taken off the list. It comes back where the vendor sends it again and it still can't be mapped.</p>`,
        'Forget it',
      ))
    )
      return;
    const { forgotten } = await ask('POST /api/quarantine/forget', { body: { feed, instance, key } });
    note('good', `${many(forgotten, 'record')} forgotten.`);
    reload();
  })}
</div>`;

const columns = (reload: () => void): readonly Column<QuarantineEntry>[] => [
  col.text(
    'Record',
    ({ feed, instance, partition, key }) => ui`<div class="stack">
    <span class="strong">${value(keyText(key), 80)}</span>
    <a class="sub" href=${to(['feeds', instance || feed])}>${value([instance || feed, partition].filter(Boolean).join(' · '), 80)}</a>
  </div>`,
  ),
  col.wide(
    'Reason',
    ({ error, code, place, next_run }) => ui`<div class="stack">
    <span>${value(error, 300)}</span>
    <span class="where"><span>${code}</span> ${place && ui`<span>in the answer at <code>${legible(place)}</code></span>`}</span>
    <span class="sub">The next run asks for it again: ${value(next_run, 200)}</span>
  </div>`,
  ),
  col.text(
    'When',
    ({ at, run, since, until }) =>
      ui`<div class="stack"><a href=${to(['runs', run])}>${time(at)}</a>${(since || until) && ui`<span class="sub">window ${range(since, until)}</span>`}</div>`,
  ),
  col.acts((entry) => acts(entry, reload)),
];

type Letter = RefusedView['refused'][number];

const LETTERS: readonly Column<Letter>[] = [
  col.text(
    'Object',
    (one) =>
      ui`<div class="stack"><a class="strong" href=${objectHref({ ...one, identity: null })}>${value(one.value, 80)}</a><span class="sub">${typeOf(one)}</span></div>`,
  ),
  col.wide('Reason', ({ reason }) => value(reason, 300)),
  col.number('Attempts', ({ attempts }) => count(attempts)),
  col.text('When', ({ at }) => time(at)),
];

/** What one destination refused. */
const Refused = ({ name, refused }: DestinationView): Piece => {
  const answer = useAnswer('GET /api/destinations/NAME/refused', { at: [name] }, { on: ['destination'] });
  return section(
    {
      title: `Refused by ${name}`,
      says: many(refused, 'object'),
      kind: 'flush',
      acts: button('Send these again', { role: 'operator' }, async () => {
        await begin('POST /api/destinations/NAME/push', { at: [name], body: { refused: true } });
      }),
    },
    answered(answer, ({ refused: all, is_cut }) =>
      all.length === 0
        ? empty('Nothing is refused any more.')
        : ui`<div>${table(`Objects that ${name} refused`, all, LETTERS, ({ type, subtype, value: one }) => `${type} ${subtype} ${one}`)}
        ${is_cut && ui`<p class="padded says">The first ${count(all.length)}: there are more.</p>`}</div>`,
    ),
  );
};

export const Quarantine = (): Piece => {
  const { feed = '' } = location.value.query;
  const answer = useAnswer('GET /api/quarantine', { query: { feed } }, { on: ['job'] });
  const destinations = useAnswer('GET /api/destinations', {}, { on: ['destination'] });
  const refusing = destinations.data.value?.destinations.filter(({ refused }) => refused > 0) ?? [];
  return ui`${head({ title: 'Quarantine', says: 'Records that could not be mapped, and objects that a destination refused. Nothing of it is lost.' })}
  ${section(
    {
      title: 'Records set aside',
      kind: 'flush',
      says:
        answer.data.value &&
        (answer.data.value.is_cut
          ? `the first ${count(answer.data.value.entries.length)}`
          : many(answer.data.value.entries.length, 'record')),
      acts: searchField('feed', 'Feed', 'pack/feed'),
    },
    answered(answer, ({ entries, advice }) =>
      entries.length === 0
        ? empty(
            'Nothing is in quarantine.',
            feed === ''
              ? 'Every record that came was mapped, dropped or skipped for a reason that its ledger names.'
              : ui`<a href="#/quarantine">Of all feeds</a>`,
          )
        : ui`<div>
          ${advice.length > 0 && ui`<ul class="advice">${advice.map((line) => ui`<li>${value(line, 300)}</li>`)}</ul>`}
          ${table('Records in quarantine', entries, columns(answer.again), ({ feed: of, instance, partition, key }) => `${of} ${instance} ${partition} ${key}`)}
        </div>`,
    ),
  )}
  ${refusing.length === 0 ? section({ title: 'Dead letters' }, empty('No destination has refused anything.')) : refusing.map((one) => h(Refused, { key: one.name, ...one }))}`;
};
