/** How much a change may break: an error what relies on the feed, a warning what looks at it, an info nothing. */
export const LEVELS = ['error', 'warning', 'info'] as const;
export type Level = (typeof LEVELS)[number];

interface ChangeKind {
  readonly level: Level;
  /** What has happened, in a sentence. */
  readonly means: string;
}

const error = (means: string): ChangeKind => ({ level: 'error', means });
const warning = (means: string): ChangeKind => ({ level: 'warning', means });
const info = (means: string): ChangeKind => ({ level: 'info', means });

/** Every kind of change by its stable id. */
export const CHANGE_KINDS = {
  'pack.gone': error('The pack is there no more.'),
  'pack.renamed': error('The pack has another name: states, instances and environment variables go by the old one.'),
  'pack.new': info('There was no such pack.'),
  'feed.gone': error('The feed is there no more.'),
  'feed.title': warning('The feed has another title, which is the source that its objects name.'),
  'feed.new': info('There was no such feed.'),
  'action.gone': error('The action is there no more.'),
  'action.accepts': error('The action no longer takes an object type.'),
  'action.result': warning('The action ends with another status or result.'),
  'action.new': info('There was no such action.'),
  'option.gone': error('The option is there no more: whoever sets it is refused.'),
  'option.required': error('A value is needed where none was, and there is no default.'),
  'option.type': error('The option is of another type.'),
  'option.choice-gone': error('A choice is there no more: whoever has chosen it is refused.'),
  'option.required-when': warning('A value is needed under a condition that was another one, or none.'),
  'option.default': warning('Without a value something else is taken.'),
  'option.limits': warning('Other values are accepted: `minimum`, `maximum`, `integer`, `max_length` or `pattern`.'),
  'option.choice-new': info('There is one more choice.'),
  'option.optional': info('A value is no longer needed.'),
  'option.new': info('There was no such option, and it needs no value.'),
  'object.gone': error('An object is there no more.'),
  'object.identity': error(
    'The same record makes an object of another type, subtype, value or identity: the known one is not updated.',
  ),
  'object.new': info('An object comes that did not.'),
  'attribute.gone': error('An object has an attribute of this name no more.'),
  'attribute.changed': warning('An attribute has other values.'),
  'attribute.sensitive': warning('An attribute is sensitive in one of the two only.'),
  'attribute.new': info('An object has an attribute of a name that it did not have.'),
  'field.gone': warning('An object has a field no more, such as its description.'),
  'field.changed': warning('A field, the tags or the file of an object say something else.'),
  'field.new': info('An object has a field that it did not have.'),
  'relation.gone': error('Two objects are no longer related.'),
  'relation.new': info('Two objects are related that were not.'),
  'request.changed': warning('A request is sent with another address, header or body.'),
  'request.new': warning('A request is sent that was not.'),
  'request.gone': info('A request is sent no more.'),
  'checkpoint.changed': warning('The next run goes on somewhere else.'),
  'case.failed': error('A step that succeeded fails; what it would have left is not compared.'),
  'case.other-error': warning('A step fails with another error.'),
  'case.mended': info('A step that failed succeeds; what it leaves is not compared.'),
} as const satisfies Readonly<Record<string, ChangeKind>>;

export type ChangeId = keyof typeof CHANGE_KINDS;

export const levelOf = (id: ChangeId): Level => CHANGE_KINDS[id].level;

/** Is the level at least this one? */
export const isAtLeast = (level: Level, least: Level): boolean => LEVELS.indexOf(level) <= LEVELS.indexOf(least);
