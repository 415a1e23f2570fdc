import { UsageError } from '../../language/basics/errors.ts';
import type { CaseParts } from '../testing/play-case.ts';
import type { Proof, ProofOfFeed } from './proof-shape.ts';
import { type Subject, subjectOf } from './subject.ts';

/** Something that is not as it was proved. */
export interface Mismatch {
  /** Undefined where it is about all of them. */
  readonly target: string | undefined;
  /** From the folder that holds the definitions; undefined where it is about no file. */
  readonly file: string | undefined;
  /** The end of a sentence that begins with the file. */
  readonly says: string;
  /** There is no such feed here that could be proved. */
  readonly isGone: boolean;
}

/** Holds a proof against the definitions, cases and fixtures that lie here, and against this engine. `wanted`: feeds that it must hold. */
export const verifyProof = (
  { engine, feeds }: Proof,
  parts: CaseParts,
  version: string,
  wanted: readonly string[] = [],
): readonly Mismatch[] => [
  ...(engine === version
    ? []
    : [{ ...general, says: `it was proved by version ${engine} of Feedwright, and this is ${version}` }]),
  ...wanted
    .filter((name) => !feeds.some(({ target }) => target === name || target.split('/')[0] === name))
    .map((name) => ({ ...general, target: name, says: `the proof says nothing of ${name}` })),
  ...feeds.flatMap((feed) => ofFeed(feed, parts)),
];

const general = { target: undefined, file: undefined, isGone: false };

const ofFeed = (feed: ProofOfFeed, parts: CaseParts): readonly Mismatch[] => {
  const { target } = feed;
  try {
    return changes(feed, subjectOf(target, parts)).map((one) => ({ target, isGone: false, ...one }));
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const says = `${target} can't be proved here: ${error.message}`;
    return [{ target, file: feed.definition.file, says, isGone: true }];
  }
};

const changes = (was: Subject, is: Subject): readonly Pick<Mismatch, 'file' | 'says'>[] => {
  const { file, version, sha256 } = is.definition;
  const versions = version === was.definition.version ? '' : `: version ${was.definition.version} then, ${version} now`;
  const isOther = sha256 !== was.definition.sha256 || versions !== '';
  return [
    ...(isOther ? [{ file, says: `the definition has changed since it was proved${versions}` }] : []),
    ...Object.entries(was.files).flatMap(([name, hash]) => {
      const now = is.files[name];
      if (now === hash) return [];
      return [{ file: name, says: now === undefined ? 'was there then, and is not now' : 'has changed since then' }];
    }),
    ...Object.keys(is.files)
      .filter((name) => was.files[name] === undefined)
      .map((name) => ({ file: name, says: 'was not there then' })),
  ];
};
