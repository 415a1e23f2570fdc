import { outcomeShape } from '../connection/answer-rules.ts';
import { userField } from '../user-field/user-field-shape.ts';
import { requestShape } from '../endpoint/request.ts';
import { formatsShape, rowsShape } from '../format-table/table-shape.ts';
import { supplementalShape, supplementalsShape } from '../feed/supplemental.ts';
import { namedShapes, packShape } from '../pack/pack.ts';
import { reportScalarShape, reportValueShape } from '../report/report-value.ts';
import type { JsonSchema } from '../basics/shape.ts';
import type { Vocabulary } from '../basics/vocabulary.ts';
import { decodeUnion, describedComponent } from './component-union.ts';

/** The root shapes: what the files of a definition hold. */
export type RootShape = 'pack' | 'connection' | 'object-type';

/** Every shape by name, the components' unions from the vocabulary among them. */
export const schemaSet = (vocabulary: Vocabulary): Readonly<Record<string, JsonSchema>> => ({
  pack: packShape.schema,
  ...Object.fromEntries(Object.entries(namedShapes()).map(([name, shape]) => [name, shape.schema])),
  request: requestShape.schema,
  outcome: outcomeShape.schema,
  'user-field': userField().schema,
  'report-scalar': reportScalarShape().schema,
  'report-value': reportValueShape().schema,
  supplemental: supplementalShape.schema,
  supplementals: supplementalsShape().schema,
  auth: describedComponent(vocabulary.auth, 'How requests are authenticated.'),
  paginate: describedComponent(vocabulary.paginators, 'How the next page is asked for.'),
  state: describedComponent(vocabulary.states, 'What is kept between runs.'),
  decode: decodeUnion(vocabulary.decoders),
  formats: formatsShape(vocabulary.formats),
  ...Object.fromEntries(Object.values(vocabulary.formats).map((one) => [`format-${one.name}`, rowsShape(one).schema])),
});
