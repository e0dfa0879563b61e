// What the instruments add to the events of a run.
import type { LossStep, ProbeEvent } from '../core/run/events.js';
import { noJacobian } from './jacobian.js';
import type { Prepared } from './prepare.js';

type Figures = Readonly<Record<string, number>> | null;

export const measuresJacobian = ({ config, layout }: Prepared): boolean =>
  config.jacobian === 'on' && noJacobian(layout) === null;

/** Instruments that the user asked for and that the network or its engine does not have, as part of `engine.why`. */
export function declined({ config, layout }: Prepared, sharpness: unknown): string {
  const jacobian = config.jacobian === 'on' ? noJacobian(layout) : null;
  const noSharpness = typeof sharpness === 'string' ? `; no sharpness: ${sharpness}` : '';
  return jacobian === null ? noSharpness : `${noSharpness}; no Jacobian: ${jacobian}`;
}

/** A step with the figures that were measured in it; the same event without any. */
export function withFigures(event: LossStep, noise: Figures, sharp: Figures, probe: ProbeEvent | null): LossStep {
  const values = probe?.singularValues;
  if (noise === null && sharp === null && values === undefined) return event;
  const jacobian = values === undefined ? {} : { jacobianLargest: values[0] ?? NaN, jacobianRms: rmsOf(values) };
  return { ...event, scalars: { ...noise, ...sharp, ...jacobian } };
}

function rmsOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i += 1) sum += values[i]! ** 2;
  return Math.sqrt(sum / values.length);
}
