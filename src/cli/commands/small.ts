// `gradtop schema`, `gradtop list` and `gradtop doctor`: commands without flags.
import type { CommandModule } from 'yargs';
import type { Finish } from '../arguments.js';
import { columnsOf, print } from '../output.js';
import { EXIT } from '../../core/userError.js';

export const schemaCommand = (finish: Finish): CommandModule => ({
  command: 'schema <what>',
  describe: 'print the JSON Schema of presets, lessons or keys, for editors',
  builder: (y) =>
    y.positional('what', { choices: ['preset', 'lesson', 'keys'] as const, description: 'preset, lesson or keys' }),
  handler: async (args) => {
    const schema = await schemaOf(args['what']);
    process.stdout.write(`${JSON.stringify(schema, null, 2)}\n`);
    finish(EXIT.fine);
  },
});

async function schemaOf(what: unknown): Promise<object> {
  if (what === 'keys') return (await import('../../core/keys/schema.js')).keysSchema();
  const { jsonSchema } = await import('../../core/config/jsonSchema.js');
  return jsonSchema(what === 'lesson' ? 'lesson' : 'preset');
}

export const listCommand = (finish: Finish): CommandModule => ({
  command: 'list',
  describe: 'list the presets and what each shows',
  handler: async () => {
    const { listPresets } = await import('../list.js');
    print(listPresets(columnsOf(process.stdout)));
    finish(EXIT.fine);
  },
});

export const doctorCommand = (finish: Finish): CommandModule => ({
  command: 'doctor',
  describe: 'report what works on this machine, and how to fix the rest',
  handler: async () => {
    const { doctor } = await import('../doctor.js');
    const { lines, fit } = await doctor(process.env, process.stdout);
    print(lines);
    finish(fit ? EXIT.fine : EXIT.failed);
  },
});
