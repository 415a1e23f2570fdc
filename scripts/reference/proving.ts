/** The chapter on proofs: what a feed is put through, what the verdicts mean, and the file that a proof travels in. */
import { KINDS } from '../../engine/proof/prove/troubles/network-troubles.ts';
import { proofShape } from '../../engine/proof/proof-file/proof-shape.ts';
import { VERDICTS } from '../../engine/proof/proving/verdicts.ts';
import { code, table } from './markdown.ts';
import { printed } from './printed.ts';
import { Sections } from './sections.ts';

const introduction = `\`feedwright prove\` plays the cases of a feed or action again and again, each time with one thing gone wrong, and holds what is in the
store against a run without trouble. It takes the cases that begin with runs that succeed; the one with most requests stands for the others. Each play has a
vendor on loopback, a store and a time of its own, so that no wait costs time. A trouble, where it hit and what came of it make a cell, whose id,
such as \`network/reset/2\`, plays it again: \`feedwright prove PACK/FEED --seed 1 --only network/reset/2\`. \`--only network/reset\` plays all whose ids begin so.

\`--cells 30\` plays so many cells of each feed, chosen by \`--seed\` evenly over the groups, and \`--kills 50\` so many deaths of the process: for each
change to a definition, where the whole takes too long. The same seed, definitions and cases make the same choice.`;

const verdicts = `Each cell and each death has one verdict. The last four are failures: with one of them the command ends with exit code 1.`;

const network = `Each hits one request, once, by the number of the request: \`network/reset/2\`. Requests that are alike stand for each other: at most
four are hit, the first of each route and the last. With \`+\` behind it, as in \`network/reset/2+\`, the trouble lasts until the run has ended.`;

const kills = `The process dies behind each durable step of the store, and while each request is under way: the store is copied as it is then, and the next run
goes on with the copy. \`kill/first-run/12\` is the twelfth moment of the case \`first-run\`; \`kill/first-run/12.3\` dies a second time, in the third
moment of going on. There are as many deaths as \`--kills\` says, or as there are moments. Up to five of them are processes of their own
that get a SIGKILL at a random instant, as \`kill-9/3\`. An action dies while its request is under way, and is sent again.`;

const file = `\`--out proof.json\` writes what was proved; a proof in which something failed is not written. \`feedwright prove --verify proof.json\` holds
it against what lies where it is called, and plays nothing: the text of the definition with all files that it is made of, each case, the objects and
the cassette that the case names, every other file of the pack's fixtures (a mock may serve it), and the version of Feedwright. Each difference is told,
with the command that proves it again. Paths count from the folder that holds the definitions, so that a proof holds wherever the same files
lie. It is no signature: it says that files are the ones that were proved, not who did it.`;

/** Ids of troubles of the data, as they begin, with what happens. */
export const DATA: Readonly<Record<string, string>> = {
  duplicate: 'A record comes twice.',
  reordered: 'The records of a page come in another order.',
  'poison-null': 'Among the records is a null.',
  'poison-text': 'Among the records is a text.',
  'poison-list': 'Among the records is a list.',
  'poison-empty': 'Among the records is one without a member.',
  'poison-deep': 'Among the records is one nested a hundredfold.',
  'poison-line': 'Among the lines is one of garbage.',
  records: 'No list of records is found in what the vendor sends: none of these can be made.',
  shift: 'A record goes from the first page while the list is read, and those behind it move up.',
  'shift-back': 'A record is added to the first page while the list is read, and those behind it move on.',
  'empty-page': 'A page has no records although there are more.',
  'repeated-page': 'A page comes again in the place of the next.',
  total: 'The total that the vendor gives changes while the list is read.',
  changed: 'A record says something else in the next run, which must bring what a run brings that skips no work.',
  edge: 'The last record of a run comes again in the next one.',
  late: 'A record comes a run later than its time says.',
  'clock-forward': 'The clock jumps an hour forward between two requests.',
  'clock-back': 'The clock jumps an hour back between two requests.',
};

/** The same for the process and its disk. */
export const PROCESS: Readonly<Record<string, string>> = {
  'full-disk': 'The disk is full at a share of what the store needs, in per cent, or in the next run (`later`).',
  'read-only': 'The store takes no writes, in the first run or in the next.',
  'two-at-once': 'Two runs begin at once; the second is to find the instance taken.',
  'no-shortcuts': 'Nothing of the work is skipped, although it could be.',
  upgrade: 'The process ends behind a durable step, and the next version of the definition goes on.',
};

const described = (group: string, all: Readonly<Record<string, string>>): string =>
  table(
    ['id', 'what happens'],
    Object.entries(all).map(([id, what]) => [code(`${group}/${id}`), what]),
  );

export const provingChapter = (): string => {
  const sections = new Sections({ 'proof-file': proofShape.schema }, ['proof-file'], {});
  return [
    `## Proof\n\n${introduction}`,
    `### Verdicts\n\n${verdicts}`,
    table(
      ['verdict', 'in a matrix', 'what it means'],
      VERDICTS.map(({ verdict, mark, meaning }) => [verdict, mark === undefined ? '' : code(mark), meaning]),
    ),
    `### Trouble of the network\n\n${network}`,
    table(
      ['id', 'what happens'],
      KINDS.map(({ id, trouble }) => [code(`network/${id}`), trouble]),
    ),
    `### Trouble of the data\n\n${described('data', DATA)}`,
    `### Trouble of the process and its disk\n\n${described('process', PROCESS)}`,
    `### Deaths\n\n${kills}`,
    `### A proof that travels\n\n${file}`,
    printed(sections.of('proof-file'), 3),
  ].join('\n\n');
};
