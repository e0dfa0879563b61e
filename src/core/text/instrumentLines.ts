// What the instruments of a run measured last, a short line each, for its summary.
import { formatCount, formatPlace, formatSmall } from '../format.js';
import { rmsOf } from '../rms.js';
import { valueAt } from '../run/lookup.js';
import type { RunState } from '../run/runState.js';

interface Found {
  readonly step: number;
  readonly value: number;
}

/** Empty for a run without instruments. */
export function instrumentLines(run: RunState): string[] {
  const last = (name: string): Found | null => {
    const series = run.scalars.get(name);
    return (series === undefined ? undefined : valueAt(run, series, null)) ?? null;
  };
  const noise = last('noiseScale');
  return [
    ...sharpnessLine(last),
    ...(noise === null ? [] : [`noise scale ${formatCount(Math.round(noise.value))}${atStep(noise)}`]),
    ...(jacobianLine(last) ?? startLine(run)),
  ];
}

type Last = (name: string) => Found | null;
const atStep = ({ step }: Found): string => ` at step ${formatPlace(step)}`;

function sharpnessLine(last: Last): string[] {
  const [exact, rate] = [last('sharpness'), last('stableRate')];
  const [least, most] = [last('sharpnessAtLeast'), last('stableRateAtMost')];
  const found = exact ?? least;
  if (found === null) return [];
  const [bound, limit] = exact === null ? ['at least ', most] : ['', rate];
  const highest =
    limit === null ? '' : `, highest stable rate ${exact === null ? 'at most ' : ''}${formatSmall(limit.value)}`;
  return [`sharpness ${bound}${formatSmall(found.value)}${highest}${atStep(found)}`];
}

/** The largest singular value of a chain of layers, and their RMS. */
interface Stretch {
  readonly largest: number | undefined;
  readonly rms: number | undefined;
}

function jacobianLine(last: Last): string[] | null {
  const found = last('jacobianLargest');
  if (found === null) return null;
  const stretch = (name: string): Stretch => ({
    largest: last(`${name}Largest`)?.value,
    rms: last(`${name}Rms`)?.value,
  });
  const whole = last('outputJacobianLargest') === null ? null : stretch('outputJacobian');
  return [stretchLine(found.step, stretch('jacobian'), whole)];
}

/** Of a run too short for a second measurement: that before the first step, which is no figure of a step. */
function startLine({ probes }: RunState): string[] {
  const probe = probes.find(({ singularValues }) => singularValues !== undefined);
  if (probe?.singularValues === undefined) return [];
  const stretch = (values: ArrayLike<number>): Stretch => ({ largest: values[0], rms: rmsOf(values) });
  const { step, singularValues, outputSingularValues: whole } = probe;
  return [stretchLine(step, stretch(singularValues), whole === undefined ? null : stretch(whole))];
}

function stretchLine(step: number, hidden: Stretch, whole: Stretch | null): string {
  const words = ({ largest, rms }: Stretch): string => `largest ${formatSmall(largest)}, RMS ${formatSmall(rms)}`;
  const outputs = whole === null ? '' : `; inputs to logits: ${words(whole)}`;
  return `singular values of the hidden layers: ${words(hidden)}${outputs} at step ${formatPlace(step)}`;
}
