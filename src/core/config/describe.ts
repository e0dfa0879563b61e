// A configuration in words, and as the shortest command line that reproduces it.
import { escapeUnseen, shellEscape } from '../text/sanitize.js';
import { CELLS } from './cells.js';
import { activationsOf, listInWords, widthsOf } from './layers.js';
import { isSetting, type Config, type ConfigField } from './schema.js';
import { idleReason, SETTINGS, settingOf } from './settings/index.js';
import { compact, wordForNull } from './settings/setting.js';

const FIELDS = Object.keys(SETTINGS) as ConfigField[];

/** `7 × 10 sigmoid, glorotUniform, sgd 0.3`, and what else is switched on. `times`: the sign between depth and width. */
export function networkInWords(config: Config, times = '×'): string {
  // Without hidden layers the cell matters to no layer.
  const word = config.depth === 0 ? '' : CELLS[config.cell].word;
  const gain = config.initializerGain === 1 ? '' : ` × ${compact(config.initializerGain)}`.replace('×', times);
  const std = config.initializer === 'randomNormal' ? ` ${compact(config.initializerStd)}` : '';
  const parts = [
    `${layersInWords(config, times)}${word === '' ? '' : ` ${word}`}`,
    `${config.initializer}${std}${gain}`,
    optimizerInWords(config),
  ];
  return [...parts, ...FIELDS.flatMap((field) => clauseOf(config, field) ?? [])].join(', ');
}

/** Null for a setting that changes nothing in this network. */
const clauseOf = (config: Config, field: ConfigField): string | null =>
  idleReason(config, field) === null ? (settingOf(field).clause?.(config[field] as never) ?? null) : null;

/** `sgd 0.3`; `momentum 0.99, rate 0.1` where the momentum is not the default. */
function optimizerInWords(config: Config): string {
  const { optimizer, momentum, learningRate } = config;
  const { schema, reads } = SETTINGS.momentum;
  const usual = momentum === schema.parse(undefined) || !reads.is.some((name) => name === optimizer);
  return usual
    ? `${optimizer} ${compact(learningRate)}`
    : `${optimizer} ${compact(momentum)}, rate ${compact(learningRate)}`;
}

/** `7 × 10 sigmoid`, `64-32 tanh`, `2 × 10 tanh-relu`, `linear model`. */
function layersInWords(config: Config, times: string): string {
  const { depth, width, activation, layerWidths, layerActivations } = config;
  if (depth === 0) return 'linear model';
  const sizes = layerWidths === null ? `${depth} ${times} ${width}` : widthsOf(config).join('-');
  return `${sizes} ${layerActivations === null ? activation : activationsOf(config).join('-')}`;
}

export const kebab = (field: string): string => field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** Quotes a word for a shell if needed. Control characters in a file name must not reach the terminal. */
export function quoted(value: string): string {
  if (/^[\w@%+=:,./-]+$/.test(value)) return value;
  const inside = value.replace(/[\\']/g, '\\$&');
  const escaped = escapeUnseen(inside, shellEscape);
  return escaped === inside ? `'${value.replace(/'/g, `'\\''`)}'` : `$'${escaped}'`;
}

/** A list would set the depth. */
const lists = ({ layerWidths, layerActivations }: Config): boolean => layerWidths !== null || layerActivations !== null;

interface Flagged {
  readonly field: ConfigField;
  readonly listed: ConfigField | undefined;
}
let known: readonly Flagged[] | undefined;
/** The settings that have a flag. A table of a sweep has a command line for each cell. */
const flagged = (): readonly Flagged[] =>
  (known ??= FIELDS.filter(isSetting).flatMap((field) => {
    const { list, listOf } = settingOf(field);
    return listOf === undefined ? [{ field, listed: list as ConfigField | undefined }] : [];
  }));

/**
 * `gradtop PRESET --depth 3 ...`: the shortest command line for `config`. `base` is the preset's own configuration, `preset` its name
 * or path. `name`, `teaches` and `provokes` belong to the preset and have no flag.
 */
export function configToCommandLine(config: Config, base: Config, preset: string, command = 'gradtop'): string {
  const words = [command, quoted(preset)];
  const differs = (field: keyof Config): boolean => config[field] !== base[field];
  // --data alone makes the data set csv.
  const dataset = differs('data') && config.data !== null ? 'csv' : base.dataset;
  for (const { field, listed } of flagged()) {
    const other = differs(field) || (listed !== undefined && differs(listed)) || (field === 'depth' && lists(config));
    if (field === 'dataset' ? config.dataset === dataset : !other) continue;
    const value = (field === 'width' || field === 'activation' ? listInWords(config, field) : null) ?? config[field];
    const text = value === null ? wordForNull(settingOf(field)) : String(value);
    // A value that begins with a dash would be read as a flag.
    words.push(`--${kebab(field)}${text.startsWith('-') ? '=' : ' '}${quoted(text)}`);
  }
  return words.join(' ');
}
