/** The chapter on cases: what a definition is to do, and proves by itself. */
import { caseShape } from '../../engine/proof/case/case-shape.ts';
import { printed } from './printed.ts';
import { Sections } from './sections.ts';

const introduction = `A case says what a feed or an action asks for and what comes of it. Cases lie beside the definitions, as
\`fixtures/<pack>/cases/NAME.yaml\`, and \`feedwright test\` runs them: each over the pack's mock (or what \`feedwright record\` kept, as its
\`cassette\`) on loopback, with a store and a time of its own. A wait costs nothing, and the time goes on by as much. Steps follow one another
over the same store: where the clock has moved on, a run goes on where the last one ended; where it has not, a run over a mock starts over.
A step succeeds unless it expects an \`error\`, and leaves something in the store unless it expects \`objects: none\`. Whatever it
expects, a case fails where a request finds no route in its mock, where the mock cannot answer, and where one of its \`faults\` meets no
request at all; a status that is meant, such as that of a path that is not there, is written as a fault: \`GET /v1/gone: 404\`.

\`\`\`yaml
case: 1
title: A page that fails is read by the next run.
feed: acme/phishing-domains
options: { minimum_score: 90 }
steps:
  - step: the second page fails
    faults: ["GET /v1/domains: 500 after 1"]
    expect: { error: http.status }
  - step: five minutes later
    clock: +PT5M
    expect:
      objects: { count: 1, with: [{ value: login.example.com, attributes: { Score: "91" } }] }
      ledger: { fetched: 3, mapped: 1 }
  - { step: killed, clock: +PT5M, kill: 2 }
  - step: again
    expect: { changes: none }
\`\`\`

Objects are written as the store shows them: what is empty is left out, an attribute with one value is that value, a relation is
\`(indicates) malware: Name\`. In requests a secret stands as the name of its option, \`<api_key>\`. \`feedwright test --update\` writes what comes
to a step without \`expect\`, and rewrites what differs; neither an error nor an empty result is ever taken over.
\`feedwright test --watch\` runs the cases of a pack again whenever one of them, its definition or a fixture is saved.`;

const coverage = `### Coverage

\`feedwright test --coverage\` runs the cases and says what of the definitions none of them takes: a row for each definition (and each of its
feeds and actions, where it has several; what these share is in the first row alone), then every place, as \`file:line:column\`. \`--json\`
has the same under \`coverage\`. With \`--threshold 95\` it fails (exit 1) where the cases take less than 95 % of the branches of a definition.
What is shared, such as a connection's file or a fragment, counts for each definition that uses it, and only by that one's own cases. A
definition without a case counts 0.

| Counted | What it is | Where it is not taken |
| --- | --- | --- |
| expressions | Each \`!expr\` and \`!tmpl\`, evaluated at least once | \`never evaluated\` |
| values | Each expression that is no condition and has given something: a misspelt path never does | \`never gives a value\` |
| branches | Both sides of everything that decides (below) | \`else side never taken: …\` |
| filters | Each \`keep\` and \`drop\`: one record at least stays, one is dropped; among the branches as well | \`never drops a record\` |
| outcomes | Each item of \`outcomes\` has decided an answer | \`outcome … never taken\` |
| supplemental | Each supplemental call was made | \`never called\` |
| options | Each choice, both values of a boolean; any other option was set to something else than its default | \`option … never true\` |

What decides, each with two sides unless it says more:

- \`a ? b : c\`; \`a ?: b\` and \`a ?? b\` (the default is taken, or not).
- \`a and b\`, \`a or b\`: the left side decides alone, or the right side is reached.
- A predicate \`[…]\` keeps something, and rejects something, where it asks: a comparison, \`in\`, \`and\`, \`or\`, a plain path, or a call of
  \`$not\`, \`$exists\`, \`$boolean\` or \`$contains\`. Any other may be a place in the list, such as \`[0]\` or \`[$at]\`, and does not count.
- \`$first(a, b, …)\`: each of its arguments is given; \`$table(name, key, otherwise)\`: there is an entry, or not. What other functions do
  within them does not count.
- A condition of the definition is true, and false: \`when\`, \`where\`, \`withdraw\`, \`keep\`, \`drop\`, \`that\`, \`done\`, \`failed\`,
  \`success_when\`, \`required_when\`, \`halve_when\`, \`stop_when\`, \`stop_at\`, \`snapshot\`. One that is a literal has no other side.
- A look-up \`{ of, table, else }\` finds an entry, or takes its \`else\`; without \`else\`, or with \`quarantine\`, that is a failure and no side.
- A member \`name?:\` of a request has a value, or is left out.`;

export const proofChapter = (): string => {
  const sections = new Sections({ case: caseShape.schema }, ['case'], {});
  return `## Cases\n\n${introduction}\n\n${printed(sections.of('case'), 3)}

${coverage}`;
};
