import { expect, test } from 'vitest';
import { paginators } from '../../../engine/components/paginators/registry.ts';
import { paginatorContract } from '../../contracts/paginator.contract.ts';
import type { PagingCase } from '../../contracts/paginator.contract.ts';
import { BASE } from './drive.ts';

const cases: Readonly<Record<string, PagingCase>> = {
  cursor: {
    options: 'token: !expr next',
    onward: (call) => ({ envelope: { next: `t${call}` } }),
    last: { around: { envelope: { next: null } }, because: 'no further token' },
    stuck: { around: { envelope: { next: 'same' } } },
  },
  keyset: {
    options: 'after: !expr id',
    onward: () => ({}),
    stuck: { around: {}, record: { id: 'same' } },
    endsWhereEmpty: true,
  },
  link_header: {
    options: 'rel: next',
    onward: (call) => ({ headers: { link: `<${BASE}?page=${call}>; rel=next` } }),
    last: { around: { headers: { link: `<${BASE}>; rel=first` } }, because: 'no link with rel="next"' },
    stuck: { around: { headers: { link: `<${BASE}>; rel=next` } } },
  },
  next_url: {
    options: 'url: !expr next',
    onward: (call) => ({ envelope: { next: `?page=${call}` } }),
    last: { around: { envelope: { next: '' } }, because: 'no next address' },
    stuck: { around: { envelope: { next: '/items' } } },
  },
  // The offset would stay as it is.
  offset: { options: '', onward: () => ({}), endsWhereEmpty: true },
  page_number: {
    options: 'total_pages: !expr pages',
    onward: () => ({}),
    last: { around: { envelope: { pages: 3 } }, because: 'the last of 3 pages' },
  },
  taxii: {
    options: '',
    onward: (call) => ({ envelope: { more: true, next: `t${call}` } }),
    last: { around: { envelope: { more: false } }, because: 'no more objects' },
    stuck: { around: { envelope: { more: true, next: 'same' } } },
  },
};

for (const [name, paginator] of Object.entries(paginators)) {
  const given = cases[name];
  if (given !== undefined) paginatorContract(name, paginator, given);
}

test('every paginator is held to the contract', () => {
  expect(Object.keys(cases)).toEqual(Object.keys(paginators));
});
