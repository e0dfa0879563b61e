// The command line that trains a map or a shard of it, from the plan alone.
import { configToCommandLine, kebab, quoted } from '../config/describe.js';
import type { Config } from '../config/schema.js';
import { parseAxis, type SweepAxis } from './axis.js';
import type { SweepPlan } from './map.js';

/** `depth=1..30` with its number of points if a range gives exactly these values, else their list. */
function axisText({ field, values }: SweepAxis): { readonly text: string; readonly points: number | null } {
  const name = kebab(field);
  const [low, high] = [values[0], values.at(-1)];
  if (values.length > 2)
    for (const scale of ['', ':log']) {
      const text = `${name}=${low}..${high}${scale}`;
      if (gives(text, values)) return { text, points: values.length };
    }
  return { text: `${name}=${values.join(',')}`, points: null };
}

function gives(text: string, values: readonly number[]): boolean {
  try {
    const made = parseAxis(text, values.length).values;
    return made.length === values.length && made.every((value, at) => value === values[at]);
  } catch {
    // A descending list is not a range.
    return false;
  }
}

/** `base`: the preset's own configuration. */
export function sweepCommandLine(plan: SweepPlan, base: Config): string {
  const [x, y] = [axisText(plan.x), axisText(plan.y)];
  const points = x.points === null && y.points === null ? '' : ` --points ${x.points ?? 10}x${y.points ?? 10}`;
  // A list needs no number of points.
  const z = plan.z === undefined ? '' : ` --z ${quoted(`${kebab(plan.z.field)}=${plan.z.values.join(',')}`)}`;
  const seeds = plan.seeds === 1 ? '' : ` --seeds ${plan.seeds}`;
  const measures = plan.measures === undefined ? '' : ` --measure ${plan.measures.join(',')}`;
  const backend = plan.backend === 'auto' ? '' : ` --backend ${plan.backend}`;
  const head = configToCommandLine(plan.config, base, plan.preset, 'gradtop sweep');
  return `${head} --x ${quoted(x.text)} --y ${quoted(y.text)}${z}${points}${seeds}${measures}${backend}`;
}
