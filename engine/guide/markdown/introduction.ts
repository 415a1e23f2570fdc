import type { Guide, GuideRequest } from '../model/guide.ts';
import { plain, prose } from './escape.ts';

type Blocks = readonly (readonly string[])[];

/** What the pack is for: its feeds with their calls, its actions, and what comes of them. */
export const introductionSection = (guide: Guide): Blocks => {
  const { text, feeds, actions, objects } = guide.introduction;
  return [
    ['## Introduction'],
    ...text.map((paragraph) => [prose(paragraph)]),
    ...(feeds.length === 0
      ? []
      : [
          [`The pack has ${feeds.length === 1 ? 'this feed' : 'these feeds'}:`],
          feeds.flatMap(({ name, title, description }) => [
            item('', title, description),
            ...callsOf(name, guide).map((call) => item('  ', `${call.title} (${call.role})`, call.description)),
          ]),
        ]),
    ...(actions.length === 0
      ? []
      : [
          [`The pack has ${actions.length === 1 ? 'this action' : 'these actions'}:`],
          actions.map(({ title, description }) => item('', title, description)),
        ]),
    ...(objects.length === 0
      ? []
      : [
          ['These objects come of it:'],
          objects.map(({ plural, subtypes, custom, hasAttributes }) => {
            const more = [
              ...(subtypes.length === 0 ? [] : [subtypes.map(plain).join(', ')]),
              ...(hasAttributes ? ['with attributes'] : []),
              ...(custom ? ["a type of the pack's own"] : []),
            ];
            return `- ${plain(plural)}${more.length === 0 ? '' : `: ${more.join('; ')}`}`;
          }),
        ]),
  ];
};

const item = (indent: string, title: string, description: string | null): string =>
  `${indent}- **${plain(title)}**${description === null ? '' : ` – ${prose(description)}`}`;

/** Beside the login, which all have. */
const callsOf = (feed: string, { requests }: Guide): readonly GuideRequest[] =>
  requests.filter(({ role, feeds }) => role !== 'login' && feeds.includes(feed));
