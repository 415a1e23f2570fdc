/**
 * What the page does by itself: the colour scheme, the search, copying, where one is. It stands in the page's head, so that a chosen
 * colour scheme is there before the first paint. Without it all is still there to read.
 */
export const SCRIPT = String.raw`
'use strict';
const root = document.documentElement;
root.classList.add('js');
const kept = (() => { try { return localStorage; } catch { return undefined; } })();
const scheme = () => root.dataset.theme ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');
try { if (/^(dark|light)$/.test(kept?.getItem('guide-theme'))) root.dataset.theme = kept.getItem('guide-theme'); } catch {}

addEventListener('DOMContentLoaded', () => {
  const all = (what, within = document) => [...within.querySelectorAll(what)];

  const theme = document.querySelector('.theme');
  const named = () => theme.setAttribute('aria-label', 'Switch to ' + (scheme() === 'dark' ? 'light' : 'dark') + ' colours');
  theme.addEventListener('click', () => {
    root.dataset.theme = scheme() === 'dark' ? 'light' : 'dark';
    try { kept?.setItem('guide-theme', root.dataset.theme); } catch {}
    named();
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', named);
  named();

  const input = document.querySelector('.search input');
  const said = document.querySelector('.said');
  const text = (element) => element.textContent.toLowerCase();
  // What stands above a part counts as well: the words of its headings.
  const headings = (element) => {
    const words = [];
    for (let at = element.parentElement; at; at = at.parentElement) {
      const heading = at.querySelector(':scope > :is(h2, h3), :scope > .group');
      if (heading) words.push(text(heading));
    }
    return words.join(' ');
  };
  const parts = all('[data-unit]').map((element) => ({ element, words: text(element) + ' ' + headings(element) }));
  const holders = all('main :is(section, table, tbody, .whole)');
  const details = all('main details');

  const mark = (words) => {
    if (!CSS.highlights) return;
    const ranges = [];
    for (const { element } of words.length ? parts.filter((part) => !part.element.hidden) : []) {
      const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node && ranges.length < 2000; node = walker.nextNode()) {
        const within = node.data.toLowerCase();
        if (within.length !== node.data.length) continue;
        for (const word of words)
          for (let at = within.indexOf(word); at >= 0; at = within.indexOf(word, at + word.length)) {
            const range = new Range();
            range.setStart(node, at);
            range.setEnd(node, at + word.length);
            ranges.push(range);
          }
      }
    }
    CSS.highlights.set('found', new Highlight(...ranges));
  };
  let before;
  const search = () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    const isFound = (part) => words.every((word) => part.words.includes(word));
    let count = 0;
    for (const part of parts) {
      part.element.hidden = !isFound(part);
      if (!part.element.hidden) count += 1;
    }
    for (const holder of holders) holder.hidden = words.length > 0 && !holder.querySelector('[data-unit]:not([hidden])');
    before ??= words.length ? details.map((one) => one.open) : undefined;
    details.forEach((one, index) => {
      one.open = words.length ? words.every((word) => text(one).includes(word)) : (before?.[index] ?? one.open);
    });
    if (!words.length) before = undefined;
    root.classList.toggle('searching', words.length > 0);
    said.textContent = words.length ? (count === 0 ? 'Nothing found' : count === 1 ? '1 place found' : count + ' places found') : '';
    mark(words);
  };
  input.addEventListener('input', search);
  input.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    if (input.value === '') input.blur();
    input.value = '';
    search();
  });
  addEventListener('keydown', (event) => {
    if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|TEXTAREA)$/.test(event.target.tagName)) return;
    event.preventDefault();
    input.focus();
    input.select();
  });
  if (input.value) search();
  // A link into what the search has hidden ends the search.
  addEventListener('hashchange', () => {
    const there = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!there || there.offsetParent) return;
    input.value = '';
    search();
    there.scrollIntoView();
  });

  document.addEventListener('click', async ({ target }) => {
    const button = target.closest('.copy');
    if (!button) return;
    const code = button.closest('.code').querySelector('code');
    const label = button.firstChild;
    try {
      await navigator.clipboard.writeText(code.textContent);
      label.data = 'Copied';
    } catch {
      getSelection().selectAllChildren(code);
      label.data = 'Selected';
    }
    setTimeout(() => (label.data = 'Copy'), 1500);
  });

  const contents = document.querySelector('.contents');
  contents.addEventListener('click', ({ target }) => { if (target.closest('a')) contents.hidePopover?.(); });
  const links = new Map(all('a', contents).map((link) => [decodeURIComponent(link.hash.slice(1)), link]));
  const places = [...links.keys()].map((id) => document.getElementById(id)).filter(Boolean);
  let waiting = false;
  const where = () => {
    waiting = false;
    const top = innerHeight * 0.25;
    const here = places.findLast((place) => place.offsetParent && place.getBoundingClientRect().top < top);
    for (const [id, link] of links) link.toggleAttribute('aria-current', id === here?.id);
  };
  addEventListener('scroll', () => { if (!waiting) { waiting = true; requestAnimationFrame(where); } }, { passive: true });
  where();

  let opened = [];
  addEventListener('beforeprint', () => { opened = all('details:not([open])'); for (const one of opened) one.open = true; });
  addEventListener('afterprint', () => { for (const one of opened) one.open = false; });
});
`;
