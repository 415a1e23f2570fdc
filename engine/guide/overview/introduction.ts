import type { Pack, ReportEntry } from '../../language/model.ts';
import type { GuideIntroduction, GuideObjectType, Named } from '../model/guide.ts';
import { makesObjects, objectTypeOf, wordsOf } from './entry-types.ts';

/** What the pack is, and what comes of it. */
export const introductionOf = (pack: Pack): GuideIntroduction => ({
  text: pack.description === undefined ? [] : [pack.description],
  feeds: named(pack.feeds),
  actions: named(pack.actions),
  objects: objectTypesOf(pack),
});

type Titled = ReadonlyMap<string, { readonly name: string; readonly title: string; readonly description: string | undefined }>;

const named = (all: Titled): readonly Named[] =>
  [...all.values()].map(({ name, title, description }) => ({ name, title, description: description ?? null }));

/** The types of all entries, in the order in which they come first. */
const objectTypesOf = (pack: Pack): readonly GuideObjectType[] => {
  const found = new Map<string, ReportEntry[]>();
  for (const { report } of pack.feeds.values())
    for (const entry of report.filter(makesObjects))
      for (const code of wordsOf(entry.type)) found.set(code, [...(found.get(code) ?? []), entry]);
  return [...found].map(([code, entries]) => {
    const type = objectTypeOf(code, pack);
    return {
      code,
      name: type?.name ?? code,
      plural: type?.plural ?? code,
      subtypes: [...new Set(entries.flatMap(({ subtype }) => wordsOf(subtype)))],
      custom: type?.custom ?? false,
      hasAttributes: entries.some(({ attributes }) => attributes.length > 0),
    };
  });
};
