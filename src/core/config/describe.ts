// A configuration in words, and as the shortest command line that reproduces it.
import { configSchema, type Config } from './schema.js';

const compact = (value: number): string => String(Number(value.toPrecision(6)));

/** `7 × 10 sigmoid, glorotUniform, sgd 0.3`, and what else is switched on. `times`: the sign between depth and width. */
export function networkInWords(config: Config, times = '×'): string {
  const cell = config.cell === 'simpleRnn' ? ' rnn' : '';
  const gain = config.initializerGain === 1 ? '' : ` × ${compact(config.initializerGain)}`.replace('×', times);
  const std = config.initializer === 'randomNormal' ? ` ${compact(config.initializerStd)}` : '';
  const parts = [
    `${config.depth} ${times} ${config.width} ${config.activation}${cell}`,
    `${config.initializer}${std}${gain}`,
    `${config.optimizer} ${compact(config.learningRate)}`,
  ];
  if (config.batchNorm !== 'none') parts.push(`batch norm ${config.batchNorm}`);
  if (config.residual > 0) parts.push(`skip ${config.residual}`);
  if (config.clipNorm !== null) parts.push(`clip ${compact(config.clipNorm)}`);
  if (config.clipValue !== null) parts.push(`clip value ${compact(config.clipValue)}`);
  return parts.join(', ');
}

export const kebab = (field: string): string => field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** Fields that are no settings of a run and have no flag. */
export const UNFLAGGED = ['name', 'teaches', 'provokes'] as const;
const isFlag = (field: string): boolean => !(UNFLAGGED as readonly string[]).includes(field);

/** For a shell: bare where that is safe, else in single quotes. */
export const quoted = (value: string): string =>
  /^[\w@%+=:,./-]+$/.test(value) ? value : `'${value.replace(/'/g, `'\\''`)}'`;

/**
 * `gradtop PRESET --depth 3 ...`: only what differs from `base` (the preset's own configuration). `preset` is its name or path.
 */
export function configToCommandLine(config: Config, base: Config, preset: string, command = 'gradtop'): string {
  const words = [command, quoted(preset)];
  for (const field of Object.keys(configSchema.shape) as (keyof Config)[]) {
    const value = config[field];
    if (!isFlag(field) || JSON.stringify(value) === JSON.stringify(base[field])) continue;
    words.push(`--${kebab(field)}`, quoted(value === null ? 'none' : String(value)));
  }
  return words.join(' ');
}
