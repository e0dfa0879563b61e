// The flags of every command that trains: one a setting, in kebab case, with the schema's own limits.
import { UserError } from '../userError.js';
import { datasetRecord } from './datasets.js';
import { kebab } from './describe.js';
import { listAgainstDepth, withoutLists, wrongPart } from './layers.js';
import { allowedIn, isAllowed, parseConfig } from './presets.js';
import { isSetting, type Config, type ConfigField } from './schema.js';
import { idleReason, SETTINGS, settingOf } from './settings/index.js';
import { isNullable, isNumber, namesOf, wordForNull } from './settings/setting.js';
import { didYouMean } from './suggest.js';

export interface Flag {
  /** `learning-rate`. */
  readonly name: string;
  readonly field: keyof Config;
  readonly description: string;
  /** In words: what the flag takes. */
  readonly allowed: string;
  /** The allowed names, if the flag takes one of a set. */
  readonly names: readonly string[] | null;
  /** The flag alone, without a value, means this. */
  readonly bare?: string;
}

const hasFlag = (field: ConfigField): boolean => isSetting(field) && settingOf(field).listOf === undefined;

export const FLAGS: readonly Flag[] = (Object.keys(SETTINGS) as ConfigField[]).filter(hasFlag).map((field) => {
  const setting = settingOf(field);
  return {
    name: kebab(field),
    field,
    description: setting.doc,
    get allowed() {
      return (allowedIn(field) ?? '').replace(/ or null$/, ` or ${setting.absent ?? 'none'}`);
    },
    names: namesOf(setting),
    ...(setting.bare === undefined ? {} : { bare: setting.bare }),
  };
});

/** The value of a flag's text, by the type of its field. */
function valueOf(flag: Flag, text: string): unknown {
  const setting = settingOf(flag.field);
  if (isNullable(setting) && (text === wordForNull(setting) || (text === 'none' && setting.literal !== true)))
    return null;
  if (isNumber(setting)) return text.trim() === '' || Number.isNaN(Number(text)) ? text : Number(text);
  return setting.aliases?.[text] ?? text;
}

/** Of a list the wrong part. */
function refusalOf({ name, field, names, allowed }: Flag, text: string): string {
  const part = wrongPart(field, text, isAllowed);
  const given = part === null ? JSON.stringify(text) : `${JSON.stringify(part)} in ${JSON.stringify(text)}`;
  const lists = settingOf(field).list === undefined ? '' : ', or a list of these with commas between them';
  return `--${name}: ${given} is not allowed${didYouMean(part ?? text, names ?? [])}; allowed: ${allowed}${lists}`;
}

/**
 * The configuration that flags make of a preset. `given` maps flag names to their text (`''` for a bare flag).
 * @throws UserError naming the flag
 */
export function applyFlags(base: Config, given: ReadonlyMap<string, string>): Config {
  const lines: string[] = [];
  const change: Record<string, unknown> = {};
  for (const [name, raw] of given) {
    const flag = FLAGS.find((candidate) => candidate.name === name);
    if (flag === undefined) continue;
    const text = raw === '' && flag.bare !== undefined ? flag.bare : raw;
    const value = valueOf(flag, text);
    try {
      parseConfig({ [flag.field]: value }, '');
      change[flag.field] = value;
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      lines.push(refusalOf(flag, text));
    }
  }
  const listed = listAgainstDepth(change);
  if (listed !== null)
    lines.push(
      `--${listed}: ${JSON.stringify(change[listed])} is not allowed with --depth ${change['depth'] as number}; allowed: one value, or one for each hidden layer`,
    );
  if (lines.length > 0) throw new UserError(lines);
  if (typeof change['data'] === 'string' && change['dataset'] === undefined) change['dataset'] = 'csv';
  return parseConfig({ ...base, ...withoutLists(change, isAllowed) }, 'command line');
}

/** A sentence for each of `fields` that has no effect in `config`, or not the one asked for, so that the user notices the mistake. */
export const idleFields = (config: Config, fields: Iterable<ConfigField>): string[] =>
  [...fields].flatMap((field) => {
    const reason = idleReason(config, field);
    if (reason !== null) return [`--${kebab(field)} changes nothing here: ${reason}`];
    const beyond = field === 'accumulate' ? accumulatesBeyond(config, drawnForTraining(config)) : null;
    return beyond === null ? [] : [beyond];
  });

/** Training samples of a data set; null for a table, whose rows are not known before it is read. */
function drawnForTraining({ dataset, samples: drawn, rows, validationSplit }: Config): number | null {
  const { draw, collection } = datasetRecord(dataset);
  if (draw === null) return null;
  const samples = collection === undefined ? drawn : Math.min(rows ?? Infinity, collection.samples);
  return samples - Math.max(0, Math.min(samples - 2, Math.round(validationSplit * samples)));
}

/** Steps end with the epoch: a sentence if `accumulate` asks for more batches than the epoch of `samples` has. */
export function accumulatesBeyond({ accumulate, batchSize }: Config, samples: number | null): string | null {
  if (samples === null || accumulate === 1) return null;
  const batches = Math.ceil(samples / batchSize);
  if (accumulate <= batches) return null;
  return `--accumulate ${accumulate}: an epoch has ${batches} ${batches === 1 ? 'batch' : 'batches'}; a step takes all of them`;
}
