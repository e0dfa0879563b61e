// The coordinate check as text and as JSON.
import { configToCommandLine } from '../config/describe.js';
import type { Config } from '../config/schema.js';
import { formatFixed } from '../format.js';
import {
  checkCoordinates,
  SLOPE_LIMIT,
  type CoordinateCheck,
  type Coordinates,
  type Fault,
  type Scaling,
  type Slope,
} from './coordinates.js';
import { encode } from './log.js';

export const COORDINATE_SOURCE = 'Yang et al. 2022, Tensor Programs V, arXiv:2203.03466, appendix D.1';

export interface CoordinateReport {
  readonly config: Config;
  readonly backend: string;
  readonly widths: readonly number[];
  readonly seeds: number;
  readonly names: readonly string[];
  readonly runs: readonly Coordinates[];
}

const DECIMALS = 2;
const inWords = ({ slope }: Slope): string => (Number.isNaN(slope) ? '-' : formatFixed(slope, DECIMALS));

/** A table of slopes, the verdict and its receipt. */
export function coordinateLines(report: CoordinateReport): string[] {
  const { config, backend, widths, seeds, names, runs } = report;
  const { layers, faults, transfers } = checkCoordinates(runs, names);
  const steps = (layers[0]?.size ?? []).map((_, step) => step);
  const rows = layers.map(({ name, size, change }) => [name, ...size.map(inWords), ...change.slice(1).map(inWords)]);
  const head = ['layer', ...steps.map((step) => `size ${step}`), ...steps.slice(1).map((step) => `change ${step}`)];
  const columns = head.map((word, at) => Math.max(word.length, ...rows.map((row) => row[at]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    row.map((text, at) => (at === 0 ? text.padEnd(columns[0] ?? 0) : text.padStart(columns[at] ?? 0))).join('  ');
  const { optimizer, learningRate, initializer } = config;
  return [
    `coordinate check of ${config.name}: widths ${widths.join(' ')}, ${seeds} ${seeds === 1 ? 'seed' : 'seeds'} from ${config.seed}, ` +
      `${optimizer} ${learningRate}, ${initializer}, ${backend}`,
    'slope of log size against log width, of the RMS of the preactivations after each step, and of their change since step 0',
    '',
    line(head),
    ...rows.map(line),
    '',
    ...verdictLines({ layers, faults, transfers }, learningRate),
    `receipt: limit ${SLOPE_LIMIT} on either side of 0, half way to the nearest other exponent, 1/2; ${COORDINATE_SOURCE}`,
  ];
}

function verdictLines({ layers, faults, transfers }: CoordinateCheck, rate: number): string[] {
  if (transfers === 'yes')
    return [
      'settings transfer across width: the size and the change of every layer depend on it by less than the limit',
    ];
  if (transfers === 'unclear')
    return ['unclear: some slopes lie too near to the limit; use more --seeds or wider --widths'];
  const [worst] = faults;
  const others = faults.length - 1;
  const more = others > 0 ? `, and ${others} more ${others === 1 ? 'slope' : 'slopes'} beyond the limit` : '';
  return [
    'settings do not transfer across width' + (worst === undefined ? '' : `: ${faultWords(worst)}${more}`),
    ...consequence(faults, layers, rate),
  ];
}

function faultWords({ layer, step, what, slope, error, scaling }: Fault): string {
  const which = what === 'size' ? `the size of ${layer}` : `the change of ${layer}`;
  const at = `at step ${step}`;
  if (scaling === 'none') return `${which} is 0 or not finite at some width ${at}`;
  const range = Number.isNaN(error) ? '' : ` ± ${formatFixed(error, DECIMALS)}`;
  return `${which} ${scaling} ${at} as width^${formatFixed(slope, DECIMALS)}${range}`;
}

/** What the changes say about a learning rate that was found at another width. */
function consequence(faults: readonly Fault[], layers: CoordinateCheck['layers'], rate: number): string[] {
  const of = (scaling: Scaling): string[] =>
    layers
      .map(({ name }) => name)
      .filter((name) =>
        faults.some((fault) => fault.layer === name && fault.what === 'change' && fault.scaling === scaling),
      );
  const [grows, shrinks] = [of('grows'), of('shrinks')];
  return [
    ...(grows.length === 0 ? [] : [`a step at rate ${rate} moves ${listed(grows)} further, the wider the network is`]),
    ...(shrinks.length === 0 ? [] : [`a step at rate ${rate} moves ${listed(shrinks)} less, the wider the network is`]),
  ];
}

const listed = (names: readonly string[]): string =>
  names.length <= 2 ? names.join(' and ') : `${names[0]} to ${names.at(-1)} (${names.length} layers)`;

/** Every measured value, slope and limit. `base`: the preset's own configuration. */
export function coordinateJson(report: CoordinateReport, base: Config, preset: string): string {
  const { config, backend, widths, seeds, names, runs } = report;
  const { layers, faults, transfers } = checkCoordinates(runs, names);
  return `${encode(
    {
      ...{
        type: 'coordinateCheck',
        schema: 1,
        command: configToCommandLine(config, base, preset),
        backend,
        widths,
        seeds,
      },
      ...{ transfers, limit: SLOPE_LIMIT, source: COORDINATE_SOURCE, faults, layers, runs },
    },
    1,
  )}\n`;
}
