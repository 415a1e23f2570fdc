/** The chapter on destinations: what all of them may say, and what each sink may say beside that. */
import { sharedShapes } from '../../engine/api/outputs/destination/destination-shape.ts';
import { sinks } from '../../engine/components/sinks/registry.ts';
import { serveShape } from '../../engine/api/serving/serve-shape.ts';
import { bucketShape } from '../../engine/api/store/objects/attachments-shape.ts';
import { vaultShape } from '../../engine/api/vault/vault-shape.ts';
import { taxiiShape } from '../../engine/api/taxii/taxii-shape.ts';
import { printed } from './printed.ts';
import { Sections } from './sections.ts';

const introduction = `Objects leave the store for destinations, which stand in \`feedwright.yaml\` under \`destinations:\`, by name. \`feedwright push NAME\` sends one what
it does not have yet: objects that are new or have changed, and what is gone is taken back; \`feedwright destinations\` shows how far each has come.
\`\${env:NAME}\`, \`\${file:PATH}\` and \`\${vault:PATH#KEY}\` are replaced. A tool gets a batch again until it has confirmed it, also after a crash, and each object
under the same identity: sending it twice changes nothing there. What it refuses is kept with its words, and sent again with \`--refused\`. What becomes
of an object in a format stands in a table, such as \`definitions/formats/ecs.yaml\`; a pack adds rows under \`formats:\`.`;

const yaml = (text: string): string => `\`\`\`yaml\n${text}\n\`\`\``;

const reached = `A vendor's own connection may need a proxy, or certificates that only this house knows, as well. That stands in the configuration too, by the
name of the pack: the definition stays as it is.

${yaml('packs:\n  acme: { http: { ca_file: certificates/house.pem, proxy: "${env:HOUSE_PROXY}" } }')}`;

const kept = `The content of attachments lies in a folder beside a SQLite file, and in chunks in the database of PostgreSQL. \`attachments:\` puts it
elsewhere: into a folder (\`file:PATH\`), or into a bucket of a server that speaks S3 (\`s3://BUCKET/PREFIX\`), by its hash. They are those of the store
that \`store:\` names (where it names none, also of one on PostgreSQL that the command line or the tenant gives), and of no other: \`store compact\` deletes
there what that one does not name and is older than a day, uploads that were broken off among it. \`store check\` reads all of it; \`store backup\` copies it beside the copy of a file.

${yaml('attachments: { address: s3://feeds/attachments, endpoint: "https://objects.example", access_key: FEEDS, secret_key: "${vault:feeds/bucket#secret}" }')}`;

const fromVault = `Wherever the configuration has a text, \`\${vault:PATH#KEY}\` stands for a value of HashiCorp Vault's key-value store, version 2: in options of
packs and instances, destinations, \`serve\`, \`taxii_server\` and \`store\`. \`PATH\` counts from the mount, without \`data/\`. It is read when a run, a push or the
server begins, and again once the vendor answers 401; it is masked in all that is told, and kept nowhere. \`plan\`, \`health\`, \`try\` and \`validate\` ask
for no secret of a vendor. \`VAULT_ADDR\`, \`VAULT_TOKEN\`, \`VAULT_NAMESPACE\` and \`VAULT_CACERT\` do where the configuration says nothing.

${yaml('vault:\n  address: https://vault.example:8200\n  app_role: { role_id: feeds, secret_id: "${file:/run/secrets/vault}" }\ninstances:\n  acme: { feed: acme/all, every: PT1H, set: { api_key: "${vault:feeds/acme#key}" } }')}`;

const served = `\`feedwright taxii-server\` serves the store by TAXII 2.1, for reading: OpenCTI, Sentinel, Splunk, Elastic and other clients poll it. Objects
come in the order of their latest changes; a moment is never given twice for two changes, so that a client may go on by \`next\` or by the moment of the last
object. What is withdrawn comes again as \`revoked\`. What may no longer go to a collection is not told to it: it serves whoever asks, and does not
know what they have. Encryption is for a proxy in front of it.

${yaml('taxii_server:\n  users: { reader: "${env:TAXII_PASSWORD}" }\n  collections:\n    partners: { title: For partners, tlp: { at_most: green }, only: { type: [indicator, malware] } }')}`;

const letRun = `\`feedwright serve\` runs instances when they are due, brings destinations up to date as changes come, and has a console for the browser. On this
machine alone it prints an address that lets one browser in; elsewhere it wants users (\`feedwright user add\`) or a provider of OpenID Connect, and a
proxy for encryption, whose address browsers come by is named with \`--name https://…\`. It takes over definitions and configuration as they are saved, and on
SIGHUP; what has mistakes stays as it was. \`/metrics\` (with the bearer token of \`metrics_token\` also for what tenants run, with a label \`tenant\`),
\`/healthz\` and \`/readyz\` are for collectors and service managers. A notice is sent once when the
health of a feed changes, as JSON with \`feed\`, \`before\`, \`state\`, \`words\`, \`remedy\` and \`acts\` (somebody has to act). What is filled in for a feed in the console can be saved as an instance: its
lines in the file are shown first, the rest of the file stays as it is written, and secrets go to files of their own under \`secrets/\`.

${yaml(`serve:
  notices: { desk: { url: "https://hooks.example/feeds", secret: "\${env:HOOK_SECRET}" } }
  oidc: { issuer: "https://id.example", client_id: feedwright, client_secret: "\${env:OIDC_SECRET}", roles: { viewer: [soc], admin: [soc-lead] } }
  two_people: [acme/block]`)}`;

/** What an operator of workers has to know. Figures are those of the chapter "Ten thousand instances" of CONTRIBUTING.md. */
const beyond = `With \`store: postgres://USER@HOST/DATABASE\` runs are jobs in that database (\`pg-boss\`), and \`feedwright worker\` does them, as many workers as you like on
as many machines as have the same definitions and secrets. \`serve\` decides which turns are due and queues them, each once, however many \`serve\` run;
one of them pushes destinations and tells of health. On SQLite all stays as it is: \`serve\` runs feeds itself.

- **Tenants** have a folder each, with a \`feedwright.yaml\`, definitions, secrets, instances and destinations of its own, and a schema of their own in the
  database (on SQLite a file in the folder). Places of workers go to the tenant with the least under way: one with very much to do holds up no
  other. \`--tenant NAME\` runs a command in a tenant's folder; \`feedwright user add NAME --tenant acme\` makes a user who sees that tenant alone, and
  \`feedwright user token NAME\` a token for a program (\`Authorization: Bearer …\`). An admin of the project itself names a tenant by the header
  \`x-feedwright-tenant\`.
- **The queue**: \`feedwright jobs list\` shows what is queued, under way and with which worker, and dead letters with the reason; \`jobs add --priority\`
  queues a run, \`jobs cancel\` stops one at its next safe point, \`jobs again\` queues a dead letter once more. A dead letter is a run that could not begin
  (a definition with mistakes), or with which twelve workers died one after the other. A run that fails is none: it is in \`feedwright runs\`, and its next turn
  goes on from the checkpoint.
- **Size**: a worker does 8 runs at once (\`--runs\`) in one process; of small feeds two processors carry 20 to 35 runs a second, however many workers there are. It takes four
  connections for each tenant that has something to do, and five for the queue: see that \`max_connections\` is more than that for all workers, with ten for each \`serve\`. A run
  that takes more memory than there is takes its worker along; what it had sealed on that machine is fetched again elsewhere.
- **A worker that dies** says nothing any more: after 15 seconds its runs go on elsewhere, from their checkpoints. One that was only stopped, and
  comes back, writes nothing any more: its instances were taken over. SIGTERM ends a worker at the next safe point of each run, and gives the runs back.
  A run of more than a day is given to another worker as well, which goes on from the checkpoint.
- **PostgreSQL away**: workers and \`serve\` wait, at their start as well, say so once, and once more when it is back. A run under way repeats its batch; nothing that was committed is lost or
  done twice.
- **Upgrade**: bring up \`serve\` first, which brings up the tables of the queue; then one worker after the other, by SIGTERM. Those of the version before go on meanwhile.
  A worker that finds the queue older or newer than it knows refuses with a sentence.
- **Backup** is the database's own (\`pg_dump\`, or a base backup with WAL): store and queue are in one, so they fit together. What workers have staged need not be saved.

${yaml(`store: "postgres://feedwright@db.example/feeds"
tenants: { acme: ./tenants/acme, globex: ./tenants/globex }`)}`;

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
    `### Secrets of a vault\n\n${fromVault}`,
    said('vault', 'How the vault is asked.', vaultShape.schema),
    `### Where attachments lie\n\n${kept}`,
    said('attachments', 'Where they lie, and how one gets there.', bucketShape.schema),
    `### A TAXII server\n\n${served}`,
    said('taxii_server', 'What is served, and to whom.', taxiiShape.schema),
    `### Let it run\n\n${letRun}`,
    said('serve', 'What `feedwright serve` tells, and whom it lets in.', serveShape.schema),
    `### Workers and tenants\n\n${beyond}`,
  ].join('\n\n');
};
