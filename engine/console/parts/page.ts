/** What every page is made of: a head, sections, and what stands there while nothing does. */
import { useEffect, useRef } from 'preact/hooks';
import { h } from 'preact';
import type { Finding } from '../../serve/contract/session.ts';
import type { Answer } from '../base/live.ts';
import type { Failure } from '../base/api.ts';
import { ui, names, type Piece } from '../base/ui.ts';
import { many } from '../base/words.ts';
import { legible, value } from './value.ts';

interface Head {
  readonly title: string;
  /** Shown instead of the title, where there is more to it. */
  readonly shown?: Piece;
  readonly says?: Piece;
  /** Where it is a part of: its name and address. */
  readonly above?: readonly [string, string];
  readonly acts?: Piece;
}

const Heading = ({ title, shown, says, above, acts }: Head): Piece => {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · Feedwright`;
  }, [title]);
  return ui`<header class="head">
    <div class="head-text">
      ${above && ui`<nav aria-label="Where this is"><a class="above" href=${above[1]}>${above[0]}</a></nav>`}
      <h1 tabindex="-1" ref=${heading}>${shown ?? legible(title)}</h1>
      ${says && ui`<p class="says">${says}</p>`}
    </div>
    ${acts && ui`<div class="acts">${acts}</div>`}
  </header>`;
};

export const head = (given: Head): Piece => h(Heading, given);

interface SectionGiven {
  readonly title: string;
  readonly says?: Piece;
  readonly acts?: Piece;
  readonly kind?: 'flush';
}

let sections = 0;

const Section = ({ title, says, acts, kind, children }: SectionGiven & { readonly children?: Piece }): Piece => {
  const id = useRef('');
  if (id.current === '') {
    sections++;
    id.current = `section-${sections}`;
  }
  return ui`<section class=${names('section', kind)} aria-labelledby=${id.current}>
    <div class="section-head">
      <h2 id=${id.current}>${title}</h2>
      ${says && ui`<p class="says">${says}</p>`}
      ${acts && ui`<div class="acts">${acts}</div>`}
    </div>
    <div class="section-body">${children}</div>
  </section>`;
};

export const section = (given: SectionGiven, children: Piece): Piece => h(Section, { ...given, children });

/** Nothing is there: why, and what to do about it. */
export const empty = (text: string, remedy?: Piece): Piece =>
  ui`<div class="empty"><p>${text}</p>${remedy && ui`<p class="says">${remedy}</p>`}</div>`;

interface Trouble {
  readonly message: string;
  readonly hint: string | null;
  readonly place: string | null;
  readonly code?: string;
}

/** What went wrong, where, and the remedy. */
export const trouble = ({ message, hint, place, code }: Trouble, more?: Piece): Piece =>
  ui`<div class="trouble" role="group" aria-label="Error">
    <p>${value(message, 600)}</p>
    ${hint && ui`<p class="remedy"><b>What to do:</b> ${value(hint, 600)}</p>`}
    ${(place || code) && ui`<p class="where">${place && ui`<code>${legible(place)}</code> `}${code && ui`<span>${code}</span>`}</p>`}
    ${more}
  </div>`;

export const findings = (all: readonly Finding[], onPick?: (finding: Finding) => void): Piece =>
  ui`<ol class="findings" aria-label=${many(all.length, 'finding')}>
    ${all.map((one) => {
      const place = `${one.place.file}:${one.place.line}:${one.place.column}`;
      return ui`<li class=${one.severity}>
        <span class=${names('badge', one.severity === 'error' ? 'bad' : 'warn')}>${one.severity}</span>
        <div>
          <p>${value(one.message, 400)}</p>
          ${one.hint && ui`<p class="remedy">${value(one.hint, 400)}</p>`}
          <p class="where">
            ${onPick ? ui`<button type="button" class="link" onClick=${() => onPick(one)}>${place}</button>` : ui`<code>${legible(place)}</code>`}
            <span>${one.code}</span>
          </p>
        </div>
      </li>`;
    })}
  </ol>`;

const Failed = ({ failure, again }: { readonly failure: Failure; readonly again: () => void }): Piece =>
  ui`<div role="alert">${trouble(
    failure.problem,
    ui`${failure.problem.findings.length > 0 && findings(failure.problem.findings)}
      <p><button type="button" onClick=${again}>Ask again</button></p>`,
  )}</div>`;

/** What came of a question; what came last stays while it is asked again, and says that it is old where that failed. */
export const answered = <Data>({ data, failure, again }: Answer<Data>, show: (data: Data) => Piece): Piece => {
  const known = data.value;
  const failed = failure.value;
  if (known === undefined && failed === undefined) return ui`<div class="waits" aria-busy="true"><span>asking…</span></div>`;
  return ui`<div class="answered">${failed && h(Failed, { failure: failed, again })}${known !== undefined && show(known)}</div>`;
};
