import type { JsonRecord } from '../../../language/basics/json.ts';

const marking = (uuid: string, tlp: string): readonly [string, JsonRecord] => {
  const id = `marking-definition--${uuid}`;
  return [id, { type: 'marking-definition', id, name: `TLP:${tlp.toUpperCase()}`, definition_type: 'tlp', definition: { tlp } }];
};

/**
 * The marking definitions of the traffic light protocol that everybody refers to and nobody need send: of TLP 1 in STIX 2.1,
 * section 7.2.1.4, of TLP 2 in OASIS's extension definition for it.
 */
export const tlpMarkings: ReadonlyMap<string, JsonRecord> = new Map([
  marking('613f2e26-407d-48c7-9eca-b8e91df99dc9', 'white'),
  marking('34098fce-860f-48ae-8e50-ebd3cc5e41da', 'green'),
  marking('f88d31f6-486f-44da-b317-01333bde0b82', 'amber'),
  marking('5e57c739-391a-4eb3-b6be-7d15ca92d5ed', 'red'),
  marking('94868c89-83c2-464b-929b-a1a8aa3c8487', 'clear'),
  marking('bab4a63c-aed9-4cf5-a766-dfca5abac2bb', 'green'),
  marking('55d920b0-5e8b-4f79-9ee9-91f868d9b421', 'amber'),
  marking('939a9414-2ddd-4d32-a0cd-375ea402b003', 'amber+strict'),
  marking('e828b379-4e03-4974-9ac4-e53a884c97c1', 'red'),
]);
