// Settings that nothing reads in a configuration: a flag that changes nothing is a mistake that nobody would notice.
import { kebab } from './describe.js';
import type { Config } from './schema.js';

/** Whether the field is read, and where it would be. */
const READ: Readonly<Partial<Record<keyof Config, readonly [(config: Config) => boolean, string]>>> = {
  data: [({ dataset }) => dataset === 'csv', '--dataset csv'],
  target: [({ dataset }) => dataset === 'csv', '--data FILE'],
  samples: [({ dataset }) => dataset !== 'csv', 'data sets that are drawn; a table has the rows it has'],
  noise: [({ dataset }) => dataset !== 'csv', 'data sets that are drawn'],
  classes: [({ dataset }) => dataset === 'spiral' || dataset === 'blobs', '--dataset spiral and --dataset blobs'],
  sequenceLength: [({ dataset }) => dataset === 'sequenceSum', '--dataset sequenceSum'],
  recurrentGain: [({ cell }) => cell === 'simpleRnn', '--cell simpleRnn'],
  initializerStd: [({ initializer }) => initializer === 'randomNormal', '--initializer randomNormal'],
  momentum: [({ optimizer }) => optimizer === 'momentum', '--optimizer momentum'],
};

/** A sentence for each of `fields` that does nothing in `config`. */
export const idleFields = (config: Config, fields: Iterable<keyof Config>): string[] =>
  [...fields].flatMap((field) => {
    const [isRead, where] = READ[field] ?? [() => true, ''];
    return isRead(config) ? [] : [`--${kebab(field)} changes nothing here: it is for ${where}`];
  });
