import type { Findings } from '../../language/basics/findings.ts';
import type { Place } from '../../language/basics/place.ts';
import { type Container, placeOfValue } from '../../language/yaml/positions.ts';
import type { Config, ConfiguredValues } from './config.ts';
import { referenceParts } from './reference-parts.ts';

const checkText = (text: unknown, place: Place, findings: Findings): void => {
  if (typeof text !== 'string') return;
  for (const part of referenceParts(text))
    if (typeof part === 'object' && part.kind === 'wrong') findings.error('config.reference', place, part.because, part.hint);
};

const checkValues = (values: ConfiguredValues, findings: Findings): void => {
  for (const { value, place } of values.values()) for (const one of [value].flat()) checkText(one, place, findings);
};

const checkPart = (value: unknown, place: Place, findings: Findings): void => {
  if (typeof value === 'object' && value !== null) checkTree(value, findings);
  else checkText(value, place, findings);
};

const checkTree = (tree: object, findings: Findings): void => {
  for (const [key, value] of Object.entries(tree)) checkPart(value, placeOfValue(tree as Container, key), findings);
};

/** References that are none, wherever the configuration may have one. Whether they lead somewhere is known where they are used. */
export const checkReferences = (config: Config, findings: Findings): void => {
  const { store, attachments, packs, instances, destinations, serve, taxii, vault } = config;
  if (store !== undefined) checkText(store.value, store.place, findings);
  if (attachments !== undefined) checkPart(attachments.raw, attachments.place, findings);
  for (const { set, http } of packs.values()) {
    checkValues(set, findings);
    checkTree(http, findings);
  }
  for (const { set } of instances.values()) checkValues(set, findings);
  for (const one of [...destinations.values(), serve, taxii, vault]) if (one !== undefined) checkTree(one.raw, findings);
};
