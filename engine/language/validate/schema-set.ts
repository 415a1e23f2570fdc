import { reportScalarShape, reportValueShape } from '../basics/common-shapes.ts';
import { outcome } from '../connection/connection-shape.ts';
import { userField } from '../user-field/user-field-shape.ts';
import { requestShape } from '../endpoint/request-shape.ts';
import { supplemental, supplementals } from '../feed/feed-shape.ts';
import { namedShapes, pack } from '../pack/pack-shape.ts';
import type { JsonSchema } from '../basics/shape.ts';
import type { Vocabulary } from '../basics/vocabulary.ts';
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
