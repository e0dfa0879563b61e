// What another program left out of an event, filled in with what says so: empty lists, no name, no configuration. After the checks.
import { CONFIG_FIELDS, parseConfig } from '../core/config/presets.js';
import { LAYER_METRICS } from '../core/run/runState.js';

type Fields = Record<string, unknown>;

const PROBE_LISTS = [
  'saturated',
  'dead',
  'preMean',
  'preStd',
  'activationMean',
  'activationStd',
  'meanDerivative',
  'backwardGain',
  'percentChange',
  'histograms',
] as const;

/** Without these it is no configuration of ours, and a default in their place would be told of a network that never was. */
const DECISIVE = [
  'dataset',
  'depth',
  'width',
  'activation',
  'outputActivation',
  'loss',
  'initializer',
  'optimizer',
  'learningRate',
  'batchSize',
  'epochs',
  'seed',
] as const;

/** Whether `config` is gradtop's; that of another program may hold anything, and is left aside. */
export const isOwnConfig = (config: Readonly<Fields>): boolean => DECISIVE.every((field) => field in config);

/** Mutates an event that has passed the checks. */
export function fillIn(event: Fields): void {
  dropNulls(event);
  // A name of its own keeps runs apart that a program counts.
  if (typeof event['runId'] !== 'string') event['runId'] = 'runId' in event ? JSON.stringify(event['runId']) : 'run';
  COMPLETE[event['type'] as string]?.(event);
}

/** How some programs write that they don't know. */
function dropNulls(fields: Fields): void {
  for (const name in fields) if (fields[name] === null) delete fields[name];
}

const COMPLETE: Readonly<Record<string, (event: Fields) => void>> = {
  run(event) {
    for (const part of [event['dataset'], event['engine'], ...((event['layers'] ?? []) as unknown[])])
      if (part !== undefined) dropNulls(part as Fields);
    const config = event['config'] as Fields | undefined;
    if (config === undefined) return;
    if (isOwnConfig(config)) event['config'] = withDefaults(config);
    else delete event['config'];
  },
  step({ layers }) {
    if (layers === undefined) return;
    for (const metric of LAYER_METRICS) (layers as Fields)[metric] ??= [];
  },
  probe({ layers }) {
    for (const list of PROBE_LISTS) (layers as Fields)[list] ??= [];
  },
  weights({ parameters }) {
    for (const one of parameters as Fields[]) {
      one['name'] ??= 'kernel';
      one['shape'] ??= [(one['values'] as number[]).length, 1];
    }
  },
  finding(event) {
    event['layer'] ??= -1;
    event['measured'] ??= {};
    event['limit'] ??= {};
    event['message'] ??= event['rule'];
  },
};

/** Fields that the writing version did not know get their defaults, at the end. */
function withDefaults(config: Fields): Fields {
  const known = Object.fromEntries(Object.entries(config).filter(([field]) => CONFIG_FIELDS.includes(field)));
  if (Object.keys(known).length === CONFIG_FIELDS.length) return config;
  const defaults = Object.entries(parseConfig(known, 'config')).filter(([field]) => !(field in config));
  return { ...config, ...Object.fromEntries(defaults) };
}
