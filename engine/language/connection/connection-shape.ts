import {
  anyOf,
  boolean,
  bytes,
  choice,
  described,
  duration,
  expr,
  integer,
  list,
  object,
  reference,
  tagged,
  text,
  treeMap,
  value,
  withExamples,
} from '../basics/shape.ts';
import type { Infer, Shape } from '../basics/shape.ts';
import { userFields } from '../user-field/user-field-shape.ts';
import { defaults } from '../basics/defaults.ts';
import type { Expr, Tmpl } from '../basics/value.ts';

const statusCode = () => integer({ minimum: 100, maximum: 599 });

export const successTest = (): Shape<'status' | Expr> =>
  described(
    anyOf(choice('status'), expr()),
    "When an answer counts as a success: `status` (any 2xx), or a condition over the decoded body. An endpoint's goes before the connection's; without either it is `status`.",
  );

export const outcome = () =>
  object(
    {
      do: described(
        choice('retry', 'no_records', 'skip', 'stop_here', 'fail'),
        'What the answer means: try again (after `Retry-After` or the pauses of `retry`, as often as `retry.attempts` says), an empty page, leave this call out, end here with what came so far, or a failure.',
      ),
    },
    {
      status: described(
        anyOf(statusCode(), list(statusCode(), { minItems: 1 })),
        'The HTTP status or statuses that it is about; alone it is decided before the body is decoded.',
      ),
      when: described(
        expr(),
        'A condition over the decoded body; together with `status` both must hold, and the body of an error is read as JSON.',
      ),
      because: described(text(), 'The reason, as the ledger shows it.'),
      message: described(tagged<Expr | Tmpl>('template-or-expr'), "The vendor's own message, taken from the answer."),
    },
    { description: 'What an answer that is no plain success means.' },
  );

export const outcomes = () =>
  described(list(reference<RawOutcome>('outcome')), "Tried in order; an endpoint's before the connection's.");

const timeouts = () =>
  object(
    {},
    {
      connect: described(duration(), 'Until the connection stands.', defaults.timeouts.connect),
      headers: described(duration(), "Until the answer's headers are there.", defaults.timeouts.headers),
      idle: described(duration(), 'The longest pause within a body.', defaults.timeouts.idle),
      call: described(duration(), 'The whole exchange, body included.', defaults.timeouts.call),
    },
  );

const limits = () =>
  object(
    {},
    {
      response: described(bytes(), 'The largest body, as it is sent.', defaults.limits.response),
      decompressed: described(bytes(), 'The largest body after decompression.', defaults.limits.decompressed),
      record: described(
        bytes(),
        'The largest record, as it stands in the body; a larger one is set aside in the quarantine and never held in memory. Also the most that is held of a document around its records, or of one from which an expression picks, if it is more than 8 MiB.',
        defaults.limits.record,
      ),
    },
  );

const retry = () =>
  object(
    {},
    {
      attempts: described(
        integer({ minimum: 1, maximum: 20 }),
        'How often a request is sent at most, the first time included.',
        defaults.retry.attempts,
      ),
      first_delay: described(
        duration(),
        'The pause before the first repetition; it doubles from then on.',
        defaults.retry.first_delay,
      ),
      max_delay: described(duration(), 'The longest such pause.', defaults.retry.max_delay),
      max_retry_after: described(duration(), 'The longest `Retry-After` that is waited for.', defaults.retry.max_retry_after),
    },
  );

const http = () =>
  object(
    {
      base_url: withExamples(
        described(value(), 'The address that all paths follow; its host is the only one reached unless `hosts` names more.'),
        'https://api.example.com/v2',
      ),
    },
    {
      hosts: withExamples(
        described(
          list(text({ minLength: 1, maxLength: 255 })),
          'Further hosts (`name`, `name:port`, or `*.name.example` for all below it) that requests, redirects and next addresses may reach. The credentials of `auth` go to the base address alone, unless it says otherwise.',
          [],
        ),
        ['files.example.com'],
      ),
      allow_http: described(boolean(), 'Plain `http` elsewhere than on this machine.', false),
      verify_tls: described(anyOf(boolean(), expr()), "Whether the server's certificate is checked.", true),
      client_certificate: described(
        object(
          {
            cert: described(expr(), 'The certificate, with its chain where it has one, as PEM text.'),
            key: described(expr(), 'Its private key as PEM text.'),
          },
          { passphrase: described(expr(), 'What the key is encrypted with.') },
        ),
        'What this side shows to a server that asks for it (mutual TLS). Where certificate and key are missing, nothing is shown.',
      ),
      use_proxy: described(anyOf(boolean(), expr()), 'Whether the proxy of the environment is used.', true),
      auth: withExamples(described(reference<RawComponent>('auth'), 'How requests are authenticated.'), {
        kind: 'bearer',
        token: '!expr $user.token',
      }),
      headers: described(
        treeMap(),
        'Headers of every request, whatever host it goes to: a secret that is for the base address alone belongs to `auth`.',
      ),
      rate_limit: withExamples(
        described(
          object(
            {
              requests: described(
                anyOf(integer({ minimum: 1 }), expr()),
                'So many requests; an expression that gives nothing lifts the limit.',
              ),
              per: described(anyOf(duration(), expr()), 'In such a stretch of time.'),
            },
            {},
          ),
          'At most so many requests in such a stretch of time: of all processes with one store together, for each account (address and secrets). An expression sees `$user` and is decided once a run.',
        ),
        { requests: 10, per: 'PT1S' },
        { requests: '!expr $user.requests_per_minute', per: 'PT1M' },
      ),
      concurrency: described(
        integer({ minimum: 1, maximum: 256 }),
        'Requests under way at once, in one process.',
        defaults.concurrency,
      ),
      timeouts: described(timeouts(), 'How long the parts of an exchange may take.'),
      limits: described(limits(), 'How large an answer may be.'),
      retry: described(retry(), 'How failed requests are repeated.'),
      success_when: successTest(),
      outcomes: outcomes(),
    },
  );

export type RawComponent = Readonly<Record<string, unknown>> & { readonly kind: string };

export const connection = () =>
  object(
    { http: described(http(), "The vendor's API.") },
    { user_fields: described(userFields(), 'Options that every pack with this connection has.') },
    { description: "How a vendor's API is reached; may be shared by several packs." },
  );

export type RawConnection = Infer<ReturnType<typeof connection>>;
export type RawOutcome = Infer<ReturnType<typeof outcome>>;
