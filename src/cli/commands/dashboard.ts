// `gradtop [preset]` and `gradtop compare`: the dashboard, with one run or several.
import type { CommandModule } from 'yargs';
import { sanitizeLine } from '../../core/text/sanitize.js';
import { UserError } from '../../core/userError.js';
import { backendOf, isOn, lookOfScreen, paceOf, text, type Arguments, type Finish } from '../arguments.js';
import { tell } from '../output.js';
import { keyboardFor, readsStdin, type Keyboard } from '../keyboard.js';
import { loadDashboard } from '../inkModules.js';
import { configFrom, withBackend, withConfigFlags, withDashboard, type Asked } from '../options.js';
import { allPresets, defaultPreset } from '../presets.js';
import { inputsOf, refuseSame } from '../sameFile.js';
import { train } from './train.js';

interface Race {
  readonly presets: readonly string[];
  /** One seed for all runs of a race. With it, each run ends as it does with most seeds. */
  readonly seed: number;
}

/** Five cures beside the network that needs them. */
export const RACES: Readonly<Record<string, Race>> = {
  cures: { presets: ['vanishing-sigmoid', 'fewer-layers', 'relu', 'sigmoid-he', 'batch-norm', 'residual'], seed: 13 },
};
const MOST_RUNS = 9;

/** `commands`: alternatives for a misspelled first word. */
export const dashboardCommand = (finish: Finish, commands: readonly string[]): CommandModule => ({
  command: '$0 [preset]',
  describe: 'train a preset in the dashboard',
  builder: (y) =>
    withDashboard(
      withBackend(
        withConfigFlags(
          y.positional('preset', {
            type: 'string',
            description: `name (gradtop list; default: ${defaultPreset(undefined)}, with a table ${defaultPreset('')}), path of a .json file, or a table`,
          }),
        ),
      ),
    ),
  handler: async (args) => {
    const preset = text(args, 'preset') ?? defaultPreset(args['data']);
    const asked = configFrom(preset, args, commands);
    const options = dashboardOptions(args);
    const keyboard = keyboardFor(readsStdin([asked.config]), options.screen.linear);
    if (keyboard.lack === null) return finish(await show([asked], options, keyboard));
    process.stderr.write(
      `gradtop: ${keyboard.lack}, so this runs as gradtop train ${sanitizeLine(preset)}, with the same flags\n`,
    );
    finish(await train({ ...args, preset }));
  },
});

export const compareCommand = (finish: Finish): CommandModule => ({
  command: 'compare <presets..>',
  describe: 'train up to nine presets side by side; cures: five ways to cure vanishing gradients',
  builder: (y) =>
    withDashboard(
      withBackend(
        withConfigFlags(
          y.positional('presets', { type: 'string', array: true, description: 'names or paths, or cures' }),
        ),
      ),
    ),
  handler: async (args) => {
    const given = Array.isArray(args['presets']) ? args['presets'].map(String) : [];
    const asked = runnersOf(given, args);
    if (asked.length > MOST_RUNS) throw new UserError([`compare: ${asked.length} runs; allowed: up to ${MOST_RUNS}`]);
    const options = dashboardOptions(args);
    const keyboard = keyboardFor(readsStdin(asked.map(({ config }) => config)), options.screen.linear);
    if (keyboard.lack === null) return finish(await show(asked, options, keyboard));
    process.stderr.write(`gradtop: ${keyboard.lack}, so the runs are trained one after another\n`);
    idleIn(asked).forEach(tell);
    const { raceCommand } = await import('../race.js');
    finish(await raceCommand({ asked, backend: options.backend, log: options.log }));
  },
});

/** The runs of `compare`: presets with flags applied; races use their own seed. @throws UserError */
export const runnersOf = (names: readonly string[], args: Arguments): Asked[] =>
  names.flatMap((name) => {
    const { presets, ...shared } = RACES[name] ?? { presets: [name] };
    return presets.map((preset) => configFrom(preset, { ...shared, ...args }, Object.keys(RACES)));
  });

const dashboardOptions = (args: Arguments) => ({
  backend: backendOf(args),
  pace: paceOf(args),
  fullSpeed: isOn(args, 'full-speed'),
  ...lookOfScreen(args),
  log: text(args, 'log'),
});

/** Flags without effect in any of the runs. */
const idleIn = (asked: readonly Asked[]): readonly string[] =>
  asked[0]?.idle.filter((line) => asked.every((one) => one.idle.includes(line))) ?? [];

async function show(
  asked: readonly Asked[],
  options: ReturnType<typeof dashboardOptions>,
  { keys, close }: Keyboard,
): Promise<number> {
  refuseSame([{ what: '--log', file: options.log }], asked.flatMap(inputsOf));
  const { openRunLog } = await import('../runLog.js');
  const { log, asciiReason, ...look } = options;
  const recorder = await openRunLog(log);
  // Start the child now, so that it loads in parallel with the dashboard.
  const { createChildClient } = await import('../../worker/client.js');
  const child = createChildClient({ early: true });
  try {
    const { runDashboard, depth } = await loadDashboard();
    const idle = idleIn(asked);
    const said = [asciiReason, ...idle].filter((line) => line !== null).join('; ');
    const warning = said === '' ? {} : { warning: said };
    return await runDashboard({ ...look, recorder, asked, presets: allPresets(), depth, child, keys, ...warning });
  } finally {
    await Promise.all([child.close(), recorder?.close()]);
    close();
  }
}
