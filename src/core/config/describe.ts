// A configuration in words, and as the shortest command line that reproduces it.
import { escapeUnseen, shellEscape } from '../text/sanitize.js';
import { isSetting, type Config, type ConfigField } from './schema.js';
import { SETTINGS, settingOf } from './settings/index.js';
import { compact } from './settings/setting.js';

const FIELDS = Object.keys(SETTINGS) as ConfigField[];

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
  return [...parts, ...FIELDS.flatMap((field) => settingOf(field).clause?.(config[field] as never) ?? [])].join(', ');
}

export const kebab = (field: string): string => field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** For a shell: bare where that is safe, else in single quotes; a terminal shall not obey what stands in a file's name. */
export function quoted(value: string): string {
  if (/^[\w@%+=:,./-]+$/.test(value)) return value;
  const inside = value.replace(/[\\']/g, '\\$&');
  const escaped = escapeUnseen(inside, shellEscape);
  return escaped === inside ? `'${value.replace(/'/g, `'\\''`)}'` : `$'${escaped}'`;
}

/**
 * `gradtop PRESET --depth 3 ...`: the shortest that makes `config` of `base`, the preset's own configuration. `preset` is its name
 * or path. Name, teaching and what it provokes are the preset's and have no flag.
 */
export function configToCommandLine(config: Config, base: Config, preset: string, command = 'gradtop'): string {
  const words = [command, quoted(preset)];
  const differs = (field: keyof Config): boolean => config[field] !== base[field];
  // --data alone makes the data set csv.
  const dataset = differs('data') && config.data !== null ? 'csv' : base.dataset;
  for (const field of FIELDS.filter(isSetting)) {
    if (field === 'dataset' ? config.dataset === dataset : !differs(field)) continue;
    const value = config[field];
    const text = value === null ? 'none' : String(value);
    // A value that begins with a dash would be read as a flag.
    words.push(`--${kebab(field)}${text.startsWith('-') ? '=' : ' '}${quoted(text)}`);
  }
  return words.join(' ');
}
