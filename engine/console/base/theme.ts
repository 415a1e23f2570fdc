import { effect, signal } from '@preact/signals';

const THEMES = ['system', 'light', 'dark'] as const;
const KEY = 'feedwright.theme';

/** Where nothing may be kept it lasts as long as the page. */
const keeping = <T>(work: () => T): T | undefined => {
  try {
    return work();
  } catch {
    return undefined;
  }
};

const kept = keeping(() => localStorage.getItem(KEY));
export const theme = signal(THEMES.find((one) => one === kept) ?? 'system');

/** Changes with the colours that are seen, whoever changed them: what draws on a canvas reads it. */
export const colours = signal(0);
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => colours.value++);

effect(() => {
  document.documentElement.dataset['theme'] = theme.value;
  colours.value = colours.peek() + 1;
  keeping(() => localStorage.setItem(KEY, theme.value));
});

export const nextTheme = (): void => {
  theme.value = THEMES[(THEMES.indexOf(theme.value) + 1) % THEMES.length] ?? 'system';
};

/** A colour of the style sheet as it now is. */
export const colour = (name: string): string => {
  const probe = document.createElement('span');
  probe.style.color = `var(--${name})`;
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
};
