import { h } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import UPlot, { type AlignedData, type Axis, type Options, type Series } from 'uplot';
import { colour, colours } from '../base/theme.ts';
import { ui, type Piece } from '../base/ui.ts';
import { count, utc } from '../base/words.ts';

interface Drawn {
  /** Seconds since 1970, rising. */
  readonly times: readonly number[];
  /** With a colour of the style sheet. */
  readonly lines: readonly { readonly label: string; readonly colour: string; readonly values: readonly number[] }[];
  readonly as: 'bars' | 'line';
  /** What it shows, in a sentence. */
  readonly label: string;
}

const HEIGHT = 180;
const paths = UPlot.paths.bars?.({ size: [0.6, 14] });

const seriesOf = ({ lines, as }: Drawn): Series[] => [
  { label: 'at', value: (_, at) => (at === null ? '' : utc(new Date(at * 1000).toISOString(), true)) },
  ...lines.map(({ label, colour: name }): Series => {
    const stroke = colour(name);
    const shape = as === 'bars' ? { fill: stroke, ...(paths && { paths }) } : { width: 2 };
    return { label, stroke, points: { show: false }, value: (_, one) => (one === null ? '–' : count(one)), ...shape };
  }),
];

/** As exact as the distance of the ticks asks for. */
const stamp = (at: number, step: number): string => {
  const text = new Date(at * 1000).toISOString();
  return step >= 86_400 ? text.slice(5, 10) : text.slice(11, step >= 60 ? 16 : 19);
};

const optionsOf = (drawn: Drawn, width: number): Options => {
  const grid = { stroke: colour('line'), width: 1 };
  const axis = { stroke: colour('ink-3'), grid, ticks: grid, font: '12px Inter, system-ui, sans-serif' };
  const times: Axis.DynamicValues = (_, ticks, __, ___, step) => ticks.map((at) => stamp(at, step));
  return {
    width,
    height: HEIGHT,
    tzDate: (at) => UPlot.tzDate(new Date(at * 1000), 'UTC'),
    series: seriesOf(drawn),
    axes: [
      { ...axis, label: 'UTC', labelSize: 18, labelFont: axis.font, values: times },
      { ...axis, size: 64, values: (_, all) => all.map(count) },
    ],
    scales: { y: { range: (_, __, most) => [0, Math.max(1, most * 1.1)] } },
    cursor: { points: { size: 6 }, drag: { x: false, y: false } },
  };
};

const Plot = (drawn: Drawn): Piece => {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<UPlot>(undefined);
  const data = [drawn.times, ...drawn.lines.map(({ values }) => values)] as unknown as AlignedData;
  const shade = colours.value;
  useEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const made = new UPlot(optionsOf(drawn, element.clientWidth), data, element);
    chart.current = made;
    const watch = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height: HEIGHT }));
    watch.observe(element);
    return () => {
      watch.disconnect();
      made.destroy();
    };
  }, [shade, drawn.lines.length]);
  useEffect(() => chart.current?.setData(data), [drawn.times.length, drawn.times.at(-1), drawn.lines]);
  return ui`<div class="plot" role="img" aria-label=${drawn.label} ref=${box}></div>`;
};

/** Lines or bars over time; times along it are UTC. */
export const plot = (drawn: Drawn): Piece => h(Plot, drawn);
