import { choice, described, list, object, text } from '../../language/basics/shape.ts';
import { encoding } from './bytes/encodings.ts';
import type { RecordDecoder } from './decoder.ts';
import { streamXml, type XmlOptions } from './xml/stream.ts';

export const xml: RecordDecoder<XmlOptions> = {
  name: 'xml',
  stage: 'records',
  summary: 'An XML document; the elements at the path of `records` (`rss.channel.item`) are streamed, each a record.',
  options: object(
    {},
    {
      attributes: described(text(), "What stands before an attribute's name to make it a member.", '_'),
      text: described(
        text({ minLength: 1 }),
        'The member that holds the text of an element which has attributes or elements too.',
        '_text',
      ),
      lists: described(list(text()), 'Names of elements that are always a list, even where only one is there.'),
      texts: described(
        list(text()),
        'Names of elements that are always their text, whatever attributes they have, such as the `title` and `guid` of a feed.',
      ),
      prefixes: described(choice('keep', 'drop'), 'Whether names keep the prefix of their namespace.', 'keep'),
      encoding,
    },
  ),
  example: 'decode: [{ xml: { lists: [category] } }]',
  decode: (source, options, context) => streamXml(source, options, context),
};
