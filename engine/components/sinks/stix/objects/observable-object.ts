import { observableProperties } from './name-objects.ts';
import { extensionOf, type ObjectParts } from './object-parts.ts';
import { type StixObject, withoutEmpty } from './stix-object.ts';

/** An observable has no times, no labels and no author of its own (STIX 2.1, section 3.2): those stand in the extension. */
export const observableObject = (parts: ObjectParts): StixObject => {
  const { object, own, placed, common } = parts;
  const { size, mediaType } = object.content ?? {};
  return {
    type: own.type,
    spec_version: '2.1',
    id: own.id,
    ...observableProperties(own, object.content),
    ...withoutEmpty(own.type === 'file' ? { size, mime_type: mediaType } : {}),
    ...withoutEmpty(placed.properties),
    ...withoutEmpty({ object_marking_refs: common.object_marking_refs }),
    extensions: extensionOf(parts),
  };
};

/** What an indicator matches, where both go out. */
export const observableBeside = ({ own, common }: ObjectParts): readonly StixObject[] => {
  if (own.beside === undefined || own.observable === undefined) return [];
  const { type } = own.observable.path;
  const marked = withoutEmpty({ object_marking_refs: common.object_marking_refs });
  return [{ type, spec_version: '2.1', id: own.beside, ...observableProperties(own), ...marked }];
};
