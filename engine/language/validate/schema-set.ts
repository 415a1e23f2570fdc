import { reportScalarShape, reportValueShape } from '../shapes/common.ts';
import { outcome } from '../shapes/connection.ts';
import { userField } from '../shapes/user-field.ts';
import { requestShape } from '../shapes/request.ts';
import { supplemental, supplementals } from '../shapes/feed.ts';
import { namedShapes, pack } from '../shapes/pack.ts';
import type { JsonSchema } from '../shape.ts';
import type { Vocabulary } from '../vocabulary.ts';
import { decodeUnion, describedComponent } from './component-union.ts';

/** The root shapes: what the files of a definition hold. */
export type RootShape = 'pack' | 'connection' | 'object-type';

/** Every shape by name, the components' unions from the vocabulary among them. */
export const schemaSet = (vocabulary: Vocabulary): Readonly<Record<string, JsonSchema>> => ({
  pack: pack().schema,
  ...Object.fromEntries(Object.entries(namedShapes()).map(([name, shape]) => [name, shape.schema])),
  request: requestShape().schema,
  outcome: outcome().schema,
  'user-field': userField().schema,
  'report-scalar': reportScalarShape().schema,
  'report-value': reportValueShape().schema,
  supplemental: supplemental().schema,
  supplementals: supplementals().schema,
  auth: describedComponent(vocabulary.auth, 'How requests are authenticated.'),
  paginate: describedComponent(vocabulary.paginators, 'How the next page is asked for.'),
  state: describedComponent(vocabulary.states, 'What is kept between runs.'),
  decode: decodeUnion(vocabulary.decoders),
});
