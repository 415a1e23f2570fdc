import { signal } from '@preact/signals';

/** The server's time at the page's zero: this machine's own clock may be wrong. */
let zero = Number.NaN;

/** Changes every few seconds: who shows how long ago something was reads it. */
export const tick = signal(0);

export const setClock = (serverTime: string): void => {
  zero = Date.parse(serverTime) - performance.now();
  tick.value++;
};

/** ms since 1970, of the server. */
export const now = (): number => zero + performance.now();

setInterval(() => tick.value++, 5000);
