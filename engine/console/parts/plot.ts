import { h } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import UPlot, { type AlignedData, type Options, type Series } from 'uplot';
import { colour, colours } from '../base/theme.ts';
import { ui, type Piece } from '../base/ui.ts';
import { count } from '../base/words.ts';

export interface Line {
  readonly label: string;
  /** A colour of the style sheet. */
  readonly colour: string;
  readonly values: readonly (number | null)[];
}

interface Drawn {
  /** Seconds since 1970, rising. */
  readonly times: readonly number[];
  readonly lines: readonly Line[];
  readonly as: 'bars' | 'line';
  /** What it shows, in a sentence. */
  readonly label: string;
}

const HEIGHT = 180;
const { bars } = UPlot.paths;

const seriesOf = ({ lines, as }: Drawn): Series[] => [
  {
    value: (_, at) => (at === null ? '' : `${new Date(at * 1000).toISOString().slice(0, 19).replace('T', ' ')} UTC`),
    label: 'at',
  },
  ...lines.map(({ label, colour: name }): Series => {
    const tone = colour(name);
    return {
      label,
      stroke: tone,
      value: (_, one) => (one === null ? '–' : count(one)),
      ...(as === 'bars'
        ? { fill: tone, ...(bars === undefined ? {} : { paths: bars({ size: [0.6, 14] }) }), points: { show: false } }
        : { width: 2, points: { show: false } }),
    };
  }),
];

/** As exact as the distance of the ticks asks for. */
const stamp = (at: number, step: number): string => {
  const text = new Date(at * 1000).toISOString();
  if (step >= 86_400) return text.slice(5, 10);
  return step >= 60 ? text.slice(11, 16) : text.slice(11, 19);
};

const optionsOf = (drawn: Drawn, width: number): Options => {
  const ink = colour('ink-3');
  const grid = { stroke: colour('line'), width: 1 };
  const axis = { stroke: ink, grid, ticks: grid, font: '12px Inter, system-ui, sans-serif' };
  return {
    width,
    height: HEIGHT,
    tzDate: (at) => UPlot.tzDate(new Date(at * 1000), 'UTC'),
    series: seriesOf(drawn),
    axes: [
      {
        ...axis,
        label: 'UTC',
        labelSize: 18,
        labelFont: axis.font,
        values: (_, ticks, __, ___, step) => ticks.map((at) => stamp(at, step)),
      },
      { ...axis, size: 64, values: (_, all) => all.map((one) => count(one)) },
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
