import { render, h } from 'preact';
import { failureOf, note, recognize } from './base.ts';
import { watchKeys } from './shell/keys.ts';
import { App } from './shell/app.ts';

const place = document.getElementById('console');

const begin = async (): Promise<void> => {
  try {
    await recognize();
  } catch (error) {
    const { problem } = failureOf(error);
    note('bad', problem.message, problem.hint);
    setTimeout(() => void begin(), 3000);
  }
  if (place !== null) render(h(App, {}), place);
};

watchKeys();
void begin();
