import { choice, described, list, text, type Infer, object } from '../../../language/basics/shape.ts';
import type { OutboundObject } from '../../../object/outbound.ts';
import { uuidV5 } from '../stix/ids/uuid.ts';

const DISTRIBUTIONS = ['organisation', 'community', 'connected', 'all'] as const;
const LEVELS = ['high', 'medium', 'low', 'undefined'] as const;
const STAGES = ['initial', 'ongoing', 'complete'] as const;

/** What every way to MISP may be told of its events. */
export const eventOptions = {
  event: described(
    choice('day', 'feed', 'one'),
    'Which event an object stands in: one for each day, by when the object was seen first (UTC), one for each feed, or one for all.',
    'day',
  ),
  info: described(
    text({ minLength: 1, maxLength: 200 }),
    'The title of an event, with the day or the feed behind it. This and what follows is for events that are made from here on.',
    'Feedwright',
  ),
  distribution: described(choice(...DISTRIBUTIONS), 'Who may see the events there.', 'organisation'),
  threat_level: described(choice(...LEVELS), 'How bad they are.', 'undefined'),
  analysis: described(choice(...STAGES), 'How far their analysis is.', 'ongoing'),
  tags: described(list(text({ minLength: 1, maxLength: 255 })), 'Tags of the events; objects have their own.', []),
};

const shape = object({}, eventOptions);
export type EventOptions = Infer<typeof shape>;

/** Ids of events and of their attributes are of this one, and of nothing else. */
const NAMESPACE = 'b1a3c6f2-6c2c-4a57-9a53-0d7a5b7a1e64';

const named = (...parts: readonly string[]): string => uuidV5(NAMESPACE, JSON.stringify(parts));

/** Another kind of destination may have had the name, and what it knew. */
export const isUuid = (text: string): boolean => /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);

/** An event as it is made; numbers are texts, as MISP writes them. */
export interface EventHead {
  readonly uuid: string;
  readonly info: string;
  /** YYYY-MM-DD */
  readonly date: string;
  readonly threat_level_id: string;
  readonly analysis: string;
  readonly distribution: string;
  readonly tags: readonly string[];
}

const DAY = 10;

/** The events of a destination, by its name. */
export class Events {
  readonly #options: EventOptions;
  readonly #name: string;

  constructor(options: EventOptions, name: string) {
    this.#options = options;
    this.#name = name;
  }

  /** The event that an object stands in. */
  of({ firstSeen, feeds }: OutboundObject): EventHead {
    const { event = 'day' } = this.#options;
    const day = new Date(firstSeen).toISOString().slice(0, DAY);
    return this.#head(event === 'day' ? day : event === 'feed' ? (feeds.toSorted()[0] ?? 'no feed') : '', day);
  }

  /** Whether it is one of these, and not another that is called alike. */
  isOwn(uuid: string, info: string): boolean {
    const start = this.info;
    return info.startsWith(start) && this.#uuid(info.slice(start.length).replace(/^ /, '')) === uuid;
  }

  get info(): string {
    return this.#options.info ?? 'Feedwright';
  }

  /** The id of an object's attribute: of the event and the object, since an id belongs to one event for ever. */
  attribute(event: string, { type, subtype, key }: OutboundObject): string {
    return named('attribute', event, type, subtype, key);
  }

  #uuid(part: string): string {
    return named('event', this.#name, part);
  }

  #head(part: string, date: string): EventHead {
    const { distribution = 'organisation', threat_level: level = 'undefined', analysis = 'ongoing', tags = [] } = this.#options;
    return {
      uuid: this.#uuid(part),
      info: part === '' ? this.info : `${this.info} ${part}`,
      date,
      threat_level_id: String(LEVELS.indexOf(level) + 1),
      analysis: String(STAGES.indexOf(analysis)),
      distribution: String(DISTRIBUTIONS.indexOf(distribution)),
      tags,
    };
  }
}

/** The id of who publishes a feed, where none is given. */
export const organisationId = (name: string): string => named('organisation', name);
