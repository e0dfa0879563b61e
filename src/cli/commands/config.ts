// `gradtop config`: its arguments and its flag.
import type { CommandModule } from 'yargs';
import { isOn, text, type Finish } from '../arguments.js';
import { tellFiles } from '../links.js';
import { print, tell } from '../output.js';
import { EXIT, UserError } from '../../core/userError.js';

export const configCommand = (finish: Finish): CommandModule => ({
  command: 'config [setting] [value]',
  describe: 'show or change your own defaults: theme, pace, mouse, notifications',
  builder: (y) =>
    y
      .positional('setting', {
        type: 'string',
        description: 'name of a setting; without it, show all; keys: the keymap',
      })
      .positional('value', { type: 'string', description: 'its new value' })
      .option('unset', { type: 'boolean', description: 'remove the setting', default: false }),
  handler: async (args) => {
    if (text(args, 'setting') === 'keys') {
      if (text(args, 'value') !== null || isOn(args, 'unset'))
        throw new UserError('config: keys takes no value: gradtop config keys shows the keymap, keys.yaml changes it');
      const { keysLines } = await import('../userKeys.js');
      print(await keysLines());
      return finish(EXIT.fine);
    }
    const { configLines, configValue, setConfig } = await import('../config.js');
    const [setting, value, unset] = [text(args, 'setting'), text(args, 'value'), isOn(args, 'unset')];
    if (unset && (setting === null || value !== null))
      throw new UserError('config: --unset takes a setting and no value: gradtop config theme --unset');
    if (setting === null) print(await configLines());
    else if (unset && (await configValue(setting)) === null) tell(`config: ${setting} is not set`);
    else if (unset || value !== null) tellFiles('wrote ', [setConfig(setting, value)]);
    else print([String((await configValue(setting)) ?? 'not set')]);
    finish(EXIT.fine);
  },
});
