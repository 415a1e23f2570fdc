/** The chapter on destinations: what all of them may say, and what each sink may say beside that. */
import { sharedShapes } from '../../engine/api/outputs/destination/destination-shape.ts';
import { sinks } from '../../engine/components/sinks/registry.ts';
import { serveShape } from '../../engine/api/serving/serve-shape.ts';
import { taxiiShape } from '../../engine/api/taxii/taxii-shape.ts';
import { printed } from './printed.ts';
import { Sections } from './sections.ts';

const introduction = `Objects leave the store for destinations, which stand in \`feedwright.yaml\` under \`destinations:\`, by name. \`feedwright push NAME\` sends one what
it does not have yet: objects that are new or have changed, and what is gone is taken back; \`feedwright destinations\` shows how far each has come.
\`\${env:NAME}\` and \`\${file:PATH}\` are replaced. A tool gets a batch again until it has confirmed it, also after a crash, and each object
under the same identity: sending it twice changes nothing there. What it refuses is kept with its words, and sent again with \`--refused\`. What becomes
of an object in a format stands in a table, such as \`definitions/formats/ecs.yaml\`; a pack adds rows under \`formats:\`.`;

const yaml = (text: string): string => `\`\`\`yaml\n${text}\n\`\`\``;

const reached = `A vendor's own connection may need a proxy, or certificates that only this house knows, as well. That stands in the configuration too, by the
name of the pack: the definition stays as it is.

${yaml('packs:\n  acme: { http: { ca_file: certificates/house.pem, proxy: "${env:HOUSE_PROXY}" } }')}`;

const served = `\`feedwright taxii-server\` serves the store by TAXII 2.1, for reading: OpenCTI, Sentinel, Splunk, Elastic and other clients poll it. Objects
come in the order of their latest changes; a moment is never given twice for two changes, so that a client may go on by \`next\` or by the moment of the last
object. What is withdrawn comes again as \`revoked\`. What may no longer go to a collection is not told to it: it serves whoever asks, and does not
know what they have. Encryption is for a proxy in front of it.

${yaml('taxii_server:\n  users: { reader: "${env:TAXII_PASSWORD}" }\n  collections:\n    partners: { title: For partners, tlp: { at_most: green }, only: { type: [indicator, malware] } }')}`;

const letRun = `\`feedwright serve\` runs instances when they are due, brings destinations up to date as changes come, and has a console for the browser. On this
machine alone it prints an address that lets one browser in; elsewhere it wants users (\`feedwright user add\`) or a provider of OpenID Connect, and a
proxy for encryption, whose address browsers come by is named with \`--name https://…\`. It takes over definitions and configuration as they are saved, and on
SIGHUP; what has mistakes stays as it was. \`/metrics\`, \`/healthz\` and \`/readyz\` are for collectors and service managers. A notice is sent once when the
health of a feed changes, as JSON with \`feed\`, \`before\`, \`state\`, \`words\`, \`remedy\` and \`acts\` (somebody has to act). What is filled in for a feed in the console can be saved as an instance: its
lines in the file are shown first, the rest of the file stays as it is written, and secrets go to files of their own under \`secrets/\`.

${yaml(`serve:
  notices: { desk: { url: "https://hooks.example/feeds", secret: "\${env:HOOK_SECRET}" } }
  oidc: { issuer: "https://id.example", client_id: feedwright, client_secret: "\${env:OIDC_SECRET}", roles: { viewer: [soc], admin: [soc-lead] } }
  two_people: [acme/block]`)}`;

export const destinationsChapter = (): string => {
  const all = Object.values(sinks);
  const shared = sharedShapes();
  const sections = new Sections({}, [], {});
  const said = (name: string, description: string, schema: object): string =>
    printed(sections.of(name, { ...schema, description }), 3);
  return [
    `## Destinations\n\n${introduction}`,
    said('destination', 'What every destination may say.', shared.common.schema),
    said('file destination', 'What a destination that writes files may say as well.', shared.file.schema),
    said('folder destination', 'What a destination that keeps a folder may say as well.', shared.folder.schema),
    said('tool destination', 'What a destination that sends over the network may say as well.', shared.remote.schema),
    ...all.map((sink) =>
      printed(sections.of(`sink.${sink.name}`, { ...sink.options.schema, description: sink.summary }), 3, [yaml(sink.example)]),
    ),
    `### Reached from here\n\n${reached}`,
    `### A TAXII server\n\n${served}`,
    said('taxii_server', 'What is served, and to whom.', taxiiShape.schema),
    `### Let it run\n\n${letRun}`,
    said('serve', 'What `feedwright serve` tells, and whom it lets in.', serveShape.schema),
  ].join('\n\n');
};
