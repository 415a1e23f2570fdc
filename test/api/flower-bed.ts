/** The garden of the command line's tests, with an action. */
import { definition, garden, mock } from '../cli/garden.ts';

const actions = `actions:
  remark:
    title: Remark
    accepts: [indicator]
    options:
      text: { label: Text, type: text, required: true }
    request:
      method: POST
      path: /remarks
      json: { plant: !expr $object.value, text: !expr $options.text }
`;

const remarks = `  - route: POST /remarks
    status: 201
    json: { taken: true }
`;

/** A working folder with definition and mock. */
export const flowerBed = (files: Readonly<Record<string, string>> = {}): string =>
  garden({ 'definitions/garden.yaml': definition + actions, 'fixtures/garden/mock.yaml': mock + remarks, ...files });
