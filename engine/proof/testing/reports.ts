import { annotation } from '../../api/wording/annotation.ts';
import { escapedMarkup } from '../../api/wording/markup.ts';
import { formatPlace } from '../../language/basics/place.ts';
import { sentenceOf } from '../expect/difference.ts';
import { hasFailed, type Ran } from './ran.ts';
import type { Testing } from './run-cases.ts';

type ShownPath = (path: string) => string;

/** Why a case failed, a sentence for each reason. */
const reasons = (
  one: Ran,
  shown: ShownPath,
): readonly { readonly message: string; readonly file: string; readonly line: number }[] => {
  if (one.error !== undefined) {
    const { message, place } = one.error;
    return [{ message, file: shown(place?.file ?? one.file), line: place?.line ?? 1 }];
  }
  return one.differences.map((found) => ({
    message: sentenceOf(found),
    file: shown(found.place.file),
    line: found.place.line,
  }));
};

/** The results as JUnit's XML, which CI servers read. */
export const junit = ({ ran }: Testing, shown: ShownPath): string => {
  const cases = ran.map((one) => {
    const inner = reasons(one, shown).map(
      ({ message, file, line }) =>
        `      <failure message="${escapedMarkup(message)}">${escapedMarkup(`${file}:${line}`)}</failure>`,
    );
    const head = `    <testcase classname="${escapedMarkup(one.pack)}" name="${escapedMarkup(shown(one.file))}" time="${(one.took / 1000).toFixed(3)}"`;
    return inner.length === 0 ? `${head}/>` : `${head}>\n${inner.join('\n')}\n    </testcase>`;
  });
  const failed = ran.filter(hasFailed).length;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n  <testsuite name="feedwright" tests="${ran.length}" failures="${failed}">\n${cases.join('\n')}\n  </testsuite>\n</testsuites>`;
};

/** Each failure as an annotation of GitHub's workflows. */
export const annotations = ({ ran }: Testing, shown: ShownPath): readonly string[] =>
  ran.flatMap((one) => reasons(one, shown).map(({ message, file, line }) => annotation('error', { file, line }, message)));

/** The results for machines. */
export const asJson = ({ ran, untested }: Testing, shown: ShownPath): object => ({
  cases: ran.map((one) => ({
    pack: one.pack,
    file: shown(one.file),
    title: one.title === '' ? null : one.title,
    passed: !hasFailed(one),
    took_ms: Math.round(one.took),
    error: one.error === undefined ? null : { code: one.error.code, message: one.error.message },
    differences: one.differences.map(({ what, expected = null, actual = null, place }) => ({
      what,
      expected,
      actual,
      place: formatPlace({ ...place, file: shown(place.file) }),
    })),
  })),
  passed: ran.filter((one) => !hasFailed(one)).length,
  failed: ran.filter(hasFailed).length,
  untested,
});
