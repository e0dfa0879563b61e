// Flags of the benches: `--rounds N`, `--seconds N`, `--steps N`, `--peers`, `--resume`, `--json`.

export interface BenchOptions {
  readonly rounds: number;
  /** Seconds for which CPU and bytes are counted. */
  readonly seconds: number;
  /** Steps of a synthetic log. */
  readonly steps: number;
  /** Whether to install the peers first. */
  readonly peers: boolean;
  /** Whether to keep the scores of an earlier, interrupted run. */
  readonly resume: boolean;
  /** Whether a line of JSON follows the table. */
  readonly json: boolean;
}

/** A usage error of one line. */
export class BenchUsage extends Error {
  override readonly name = 'BenchUsage';
}

const NUMBERS = ['rounds', 'seconds', 'steps'] as const;
const SWITCHES = ['peers', 'resume', 'json'] as const;

/** @throws BenchUsage */
export function parseOptions(args: readonly string[], defaults: Partial<BenchOptions> = {}): BenchOptions {
  const options = { rounds: 5, seconds: 8, steps: 1_000_000, peers: false, resume: false, json: false, ...defaults };
  for (let i = 0; i < args.length; i += 1) {
    const [flag = '', inline] = (args[i] ?? '').split('=');
    const number = NUMBERS.find((name) => flag === `--${name}`);
    const toggle = SWITCHES.find((name) => flag === `--${name}`);
    if (number !== undefined) {
      const text = inline ?? args[(i += 1)] ?? 'nothing';
      if (!/^[1-9]\d{0,7}$/.test(text))
        throw new BenchUsage(`${flag}: ${text} is not allowed; allowed: a whole number from 1`);
      options[number] = Number(text);
    } else if (toggle !== undefined && inline === undefined) options[toggle] = true;
    else
      throw new BenchUsage(
        `unknown argument ${args[i]}; allowed: ${NUMBERS.map((name) => `--${name} N`).join(', ')}, ${SWITCHES.map((name) => `--${name}`).join(', ')}`,
      );
  }
  return options;
}
