/** What stands around every page: where one can go, who is there, what was told. */
import { effect } from '@preact/signals';
import { ask, attempt, h, local, location, may, me, names, now, path, signal, tick, ui, utc, zone, type Piece } from '../base.ts';
import { dismiss, listen, lostSince, nextTheme, note, notes, theme, useEffect, useEvents } from '../base.ts';
import { closeDialog, Dialog } from '../parts.ts';
import { icon, time, type IconName } from '../shown.ts';
import { showKeys } from './keys.ts';
import { SignInPage } from './sign-in.ts';
import { Page, PAGES } from './pages.ts';

const isOpen = signal(false);
const THEME_ICONS = { system: 'screen', light: 'sun', dark: 'moon' } as const;

/** What a page belongs to in the list of pages. */
const HOME: Readonly<Record<string, string>> = { jobs: 'runs', object: 'objects' };

const Clock = (): Piece => {
  void tick.value;
  const at = new Date(now()).toISOString();
  return ui`<div class="clock" aria-label="The server's time"><b>${utc(at).replace(/:\d\d UTC/, ' UTC')}</b><span>${local(at)}</span><span>${zone()}</span></div>`;
};

const Places = (): Piece => {
  const [first = 'feeds'] = location.value.path;
  const here = HOME[first] ?? first;
  const link = ({ name, title }: (typeof PAGES)[number]): Piece =>
    ui`<li key=${name}><a href=${`#/${name}`} title=${title} aria-current=${here === name ? 'page' : undefined}>${icon(name)}<span>${title}</span></a></li>`;
  return ui`<nav id="pages" class=${names('pages', isOpen.value && 'open')} aria-label="Pages">
    <ul>${PAGES.filter(({ isFor }) => may(isFor)).map(link)}</ul><${Clock} />
  </nav>`;
};

const signOut = (): Promise<unknown> =>
  attempt(async () => {
    await ask('DELETE /api/session');
    me.value = null;
  });

const square = (label: string, shape: IconName, act: () => unknown): Piece =>
  ui`<button type="button" class="quiet square" aria-label=${label} title=${label} onClick=${() => void act()}>${icon(shape)}</button>`;

const Bar = (): Piece => ui`<header class="bar">
  <button type="button" class="quiet square menu" aria-label="Pages" aria-expanded=${isOpen.value} aria-controls="pages"
    onClick=${() => (isOpen.value = !isOpen.value)}>${icon(isOpen.value ? 'close' : 'menu')}</button>
  <a class="brand" href="#/feeds"><img src="/icon.svg" alt="" width="22" height="22" /><span>Feedwright</span></a>
  ${me.value?.mock === true && ui`<span class="badge warn" title="Requests go to a mock vendor made of fixtures">mock vendor</span>`}
  <div class="who">
    <span class="name"><b>${me.value?.user}</b> <span>${me.value?.role}</span></span>
    ${square('Keys (?)', 'help', showKeys)}${square(`Colours: ${theme.value}`, THEME_ICONS[theme.value], nextTheme)}${square('Sign out', 'out', signOut)}
  </div>
</header>`;

const noteOf = ({ id, kind, text, hint }: (typeof notes.value)[number]): Piece => ui`<div key=${id} class=${names('note', kind)}>
  <div><p>${text}</p>${hint && ui`<p class="remedy">${hint}</p>`}</div>${square('Dismiss', 'close', () => dismiss(id))}
</div>`;

const Notes = (): Piece => ui`<div class="notes" role="status" aria-live="polite">
  ${notes.value.map(noteOf)}
</div>`;

const Lost = (): Piece =>
  lostSince.value !== null &&
  ui`<p class="lost" role="status">The server has not been heard of since ${time(lostSince.value, 'line')}: what you see is as of then. It is tried again by itself.</p>`;

/** A new page begins at its top, and with its title for who hears it. */
const begin = (): void => {
  isOpen.value = false;
  closeDialog();
  scrollTo(0, 0);
  document.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true });
};

const skip = (event: Event): void => {
  event.preventDefault();
  document.querySelector<HTMLElement>('main')?.focus();
};

const Inside = (): Piece => {
  useEffect(listen, []);
  useEvents((event) => {
    if (event !== 'back' && event.kind === 'notice' && event.level !== 'info')
      note(event.level === 'error' ? 'bad' : 'plain', event.message);
  });
  useEffect(() => {
    let isFirst = true;
    return effect(() => {
      void path.value;
      if (!isFirst) requestAnimationFrame(begin);
      isFirst = false;
    });
  }, []);
  return ui`<div class="app">
    <a class="skip" href="#main" onClick=${skip}>Skip to the content</a>
    <${Bar} /><${Places} /><main id="main" tabindex="-1"><${Lost} /><${Page} /></main>
  </div>`;
};

const ASKING = ui`<div class="waits whole"><span>asking the server…</span></div>`;

export const App = (): Piece =>
  ui`<div>${me.value === undefined ? ASKING : me.value === null ? h(SignInPage, {}) : h(Inside, {})}<${Notes} /><${Dialog} /></div>`;
