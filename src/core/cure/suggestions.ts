// Lists the changes that the verdict of a run suggests, in the order in which to try them, without those already tried.
import { onAllLayers } from '../config/layers.js';
import type { Config, ConfigChange } from '../config/schema.js';
import type { RuleName } from '../diagnosis/ruleNames.js';
import { CAUSE_ORDER, RULES } from '../diagnosis/rules/index.js';
import type { FindingEvent } from '../run/events.js';
import { activeAt } from '../run/lookup.js';
import type { RunState } from '../run/runState.js';
import { changedFields } from '../text/change.js';

export interface Suggestion {
  /** The rule that suggests it. */
  readonly rule: RuleName;
  readonly change: ConfigChange;
}

/** Rules of lower rank judge the configuration and the data; rules from this rank on judge measured figures. */
const MEASURED_FROM = 9;
/** This fault is repaired before measured ones, whatever its level, because the sizes of other cures assume the repair. */
const FIRST: RuleName = 'unscaled';

/** A configuration with a change; per-layer lists that the change overrides are cleared. */
export const changed = (config: Config, change: ConfigChange): Config => ({
  ...config,
  ...onAllLayers(config, change),
});

/** Equal for configurations that train alike. */
export const configKey = ({ name: _name, teaches: _teaches, provokes: _provokes, ...settings }: Config): string =>
  JSON.stringify(Object.entries(settings).sort(([a], [b]) => (a < b ? -1 : 1)));

/**
 * Suggestions of the findings active at `step` (null means now): alarms before warnings, causes before symptoms, as the verdict names
 * them, but data that are not scaled before measured faults. The first suggestion of every finding comes before its alternatives. `tried`
 * holds keys of configurations that are out of question.
 */
export function suggestionsAt(
  run: RunState,
  step: number | null,
  tried: ReadonlySet<string> = new Set(),
): Suggestion[] {
  const { config } = run;
  if (config === null) return [];
  const active = activeAt(run, step);
  const inOrder = CAUSE_ORDER.flatMap((rule) => active.get(rule) ?? []);
  const place = ({ rule, level }: FindingEvent): number => {
    if (RULES[rule].rank < MEASURED_FROM && (level === 'alarm' || rule === FIRST)) return 0;
    return level === 'alarm' ? 1 : 2;
  };
  const findings = inOrder.toSorted((a, b) => place(a) - place(b));
  const listed = findings.map(({ rule, remedy, alternatives = [] }) =>
    [remedy, ...alternatives].flatMap((change) => (change === undefined ? [] : [{ rule, change }])),
  );
  // What an explosion leaves behind is no cause of its own: a still lower rate comes before the cures of dead or saturated units.
  const exploded = findings[0]?.rule === 'exploding' && findings[0].level === 'alarm';
  const firsts = listed.flatMap((own, i) => own.slice(0, exploded && i === 0 ? own.length : 1));
  const rest = listed.flatMap((own, i) => own.slice(exploded && i === 0 ? own.length : 1));
  const seen = new Set(tried);
  return [...firsts, ...rest].filter(({ change }) => {
    const key = configKey(changed(config, change));
    if (changedFields(config, change).length === 0 || seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
