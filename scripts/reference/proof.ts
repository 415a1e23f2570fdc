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

export const proofChapter = (): string => {
  const sections = new Sections({ case: caseShape.schema }, ['case'], {});
  return `## Cases\n\n${introduction}\n\n${printed(sections.of('case'), 3)}`;
};
