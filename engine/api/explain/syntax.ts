import { type Explanation, type Explanations, line } from './explanation.ts';

const VALUE = 'value: !expr domain';

const syntax = (why: string, bad: string, good: string): Explanation =>
  line(why, VALUE, `value: !expr |-\n  ${bad}`, `value: !expr |-\n  ${good}`);

/** What is no JSONata; the codes behind `expression.` are JSONata's own. */
export const syntaxFindings: Explanations = {
  'expression.S0101': syntax('A text in an expression begins and ends with the same quote.', "'x' & 'y", "'x' & 'y'"),
  'expression.S0102': syntax('Numbers have bounds: a larger one would become infinite.', '1e999', '1e99'),
  'expression.S0103': syntax('Within a text a backslash begins one of the escape sequences of JSON.', '"a\\qb"', '"a\\\\qb"'),
  'expression.S0104': syntax('`\\u` is followed by four hexadecimal digits.', '"\\u12"', '"\\u0012"'),
  'expression.S0105': syntax('A name with special characters stands between two backquotes.', '`x-name', '`x-name`'),
  'expression.S0106': syntax(
    'A comment ends with `*/`; otherwise all that follows belongs to it.',
    'domain /* as it came',
    'domain /* as it came */',
  ),
  'expression.S0201': syntax('Two values stand beside each other without an operator.', 'domain host', 'domain & host'),
  'expression.S0202': syntax(
    'Another character is expected here, most often because a bracket or a comma is missing.',
    '$lowercase(domain]',
    '$lowercase(domain)',
  ),
  'expression.S0203': syntax(
    'The expression ends before something that was opened is closed.',
    '$lowercase(domain',
    '$lowercase(domain)',
  ),
  'expression.S0204': syntax('This operator is none of JSONata.', 'domain ! host', 'domain != host'),
  'expression.S0207': syntax('Behind an operator something has to follow.', 'domain &', 'domain & host'),
  'expression.S0208': syntax(
    'The parameters of a function are variables.',
    'function(x){ x }(domain)',
    'function($x){ $x }(domain)',
  ),
  'expression.S0209': syntax(
    'What is grouped cannot be filtered in the same step.',
    '$string((list){id: domain}[0])',
    '$string((list){id: domain})',
  ),
  'expression.S0210': syntax('A step is grouped once.', '$string(list{id: domain}{id: domain})', '$string(list{id: domain})'),
  'expression.S0211': syntax('This operator stands between two values.', '= domain', "domain = 'x'"),
  'expression.S0212': syntax('Only a variable can be bound.', '(x := 1; domain)', '($x := 1; domain)'),
  'expression.S0213': syntax(
    'A step of a path is a name, an expression in parentheses or a function, not a literal number.',
    'list.1.domain',
    'list[1].domain',
  ),
  'expression.S0214': syntax('Behind `@` and `#` stands the variable that is bound.', 'list#i.domain', 'list#$i.domain'),
  'expression.S0215': syntax(
    'The context is bound before anything of the step is left out.',
    'list[0]@$x.domain',
    'list@$x[0].domain',
  ),
  'expression.S0216': syntax('The context is bound before the step is sorted.', 'list^(id)@$x.domain', 'list@$x.domain'),
  'expression.S0217': syntax('`%` is the step before; at the beginning of a path there is none.', '%.domain', 'list.(%.domain)'),
  'expression.S0301': syntax('An empty pattern would match everywhere.', '$match(domain, //).match', '$match(domain, /x/).match'),
  'expression.S0302': syntax('A regular expression ends with a slash.', '$match(domain, /x).match', '$match(domain, /x/).match'),
  'expression.S0303': syntax(
    'The regular expression is none of JavaScript, or one that could take very long.',
    '$match(domain, /[z-a]/).match',
    '$match(domain, /[a-z]/).match',
  ),
  'expression.S0401': syntax(
    'In the signature of a function only functions and lists take a type.',
    'function($x)<s<n>:s>{ $x }(domain)',
    'function($x)<s:s>{ $x }(domain)',
  ),
  'expression.S0402': syntax(
    'A choice of types in a signature is made of simple ones.',
    'function($x)<(sa<n>):s>{ $x }(domain)',
    'function($x)<(sn):s>{ $x }(domain)',
  ),
  'expression.U1003': syntax(
    'The length and the depth of an expression are bounded, so that checking it takes no time.',
    `${'('.repeat(600)}domain${')'.repeat(600)}`,
    'domain',
  ),
};
