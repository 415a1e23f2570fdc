/** The chapter on `mock.yaml`: by hand what it is for, from its shape every key; its example is run by `test/mock/reference-example.test.ts`. */
import { FAULT_FORMS } from '../../engine/mock/faults/fault-forms.ts';
import { mockShape } from '../../engine/mock/definition/mock-shape.ts';
import { code, table } from './markdown.ts';
import { printed } from './printed.ts';
import { Sections } from './sections.ts';

/** A file beside the example's. */
export const exampleCases = `[
  { "id": "C1", "opened": "2026-01-05T08:00:00Z", "title": "A look-alike domain" },
  { "id": "C2", "opened": "2026-01-07T09:30:00Z", "title": "A leaked password" }
]
`;

export const exampleMock = `mock: 1
title: A case desk with two made-up cases.
clock: 2026-01-08T00:00:00Z
since: 2026-01-01T00:00:00Z
user: { api_key: mock-api-key }
# quiet: no case has been opened.
variants: [usual, quiet]
data: { cases: ./cases.json }
state: { acknowledged: [] }

session:
  token: !expr $substringAfter(headers.authorization, 'Bearer ')
  except: [GET /status, GET /exports/cases]
  refusal: { status: 401, json: { error: The token is unknown or has expired. } }

routes:
  - route: POST /login
    session: issue
    require:
      - { that: !expr json.key = $user.api_key, status: 403, json: { error: The key is wrong. } }
    json: { token: !expr $session }

  - route: GET /cases
    when: !expr $variant = 'quiet'
    json: { cases: [] }
  - route: GET /cases
    let:
      rows: !expr |-
        [$data.cases[$epoch(opened) >= $number($request.query.since) and $not(id in $state.acknowledged)]]
    require:
      - { that: !expr $exists(query.since), status: 400, text: Say since when. }
    json: { cases: !expr $rows, total: !expr $count($rows), at: !expr $clock }

  - route: POST /cases/{id}/acknowledge
    require:
      - { that: !expr $params.id in $data.cases.id, status: 404, json: { error: !tmpl "There is no case {{@params.id}}." } }
    set: { acknowledged: !expr "$append($state.acknowledged, $params.id)" }
    status: 201
    json: { acknowledged: !expr $params.id }

  # An export is made while it is asked for: it is there the third time.
  - route: GET /status
    set: { polls: !expr ($state.polls ?? 0) + 1 }
    json: { ready: !expr ($state.polls ?? 0) >= 2 }
  - route: GET /exports/cases
    headers: { ETag: '"export-1"' }
    file: cases.json
    gzip: true
`;

const text = `A mock is a vendor made of fixtures: \`fixtures/<pack>/mock.yaml\` beside the folder of definitions. \`feedwright run PACK/FEED --mock\` and
\`feedwright act PACK/ACTION --mock\` go to it, with a store of their own; \`feedwright mock PACK\` serves it to whoever asks;
\`startMock\` of \`feedwright/mock\` serves it to tests. \`feedwright validate\` checks it with the pack, or by itself where its file is named, and
\`schemas/mock.schema.json\` completes it in an editor.

A request is answered by the first route whose method and path fit and whose \`when\` is true. Then, in this order: the mock's \`require\`, the
session, the route's \`require\`, the answer, and what \`set\` remembers until the mock ends.

In expressions bare paths read the request: \`method\`, \`path\`, \`query\` (decoded; a list where a name is repeated), \`headers\` (names in lower
case), \`text\`, \`json\` and \`form\` (the body); within another path it is \`$request\`. Besides there are \`$params\` (the route's braces), \`$data\`, \`$user\`,
\`$clock\`, \`$variant\`, \`$state\`, in a route with \`session: issue\` \`$session\`, and the names of the route's own \`let\`, which \`when\` does not see.

\`--variant\`, \`--fault\` (again and again) and \`--clock\` of \`run\` and \`act\` say how the mock behaves in one run, \`--clock\` of \`plan\` where its clock stands.

A whole one, with a file \`cases.json\` beside it:

\`\`\`yaml
${exampleMock.trimEnd()}
\`\`\`

Its own mistakes the mock tells as its own: 404 where no route takes a request, with the \`when\` of those that nearly did, else 501, both with
the header \`x-mock-problem\`; by itself no run asks again after either. A run that fails says on stderr what it was:
\`the mock: fixtures/desk/mock.yaml:31:5: …\`. Values of \`user\` are masked there.`;

const faults = `A fault is written \`ROUTE: KIND [xN | always] [after N]\`: it hits one request, N of them or all, after N that are left alone. A route is
written as above; \`*\` stands for any method or any path, alone for any request. \`GET /cases: 429 retry-after=Thu, 01 Jan 2026 00:00:05 GMT x2\` hits two
requests. A request asks for one by itself with the header \`x-mock-fault: KIND\`.`;

export const mockChapter = (): string => {
  const section = new Sections({ mock: mockShape.schema }, ['mock'], {}).of('mock');
  return [
    text,
    printed(section, 3),
    `### Faults\n\n${faults}`,
    table(
      ['kind', 'what the mock does'],
      FAULT_FORMS.map(([form, does]) => [code(form), does]),
    ),
  ].join('\n\n');
};
