// A run log as another program writes it: a loss each step, and figures of every layer if there are any.
import { appendFileSync } from 'node:fs';

export interface ForeignLog {
  readonly layers: number;
  readonly steps: number;
}

const PIECE = 64;

const figures = (layers: number, size: number): string =>
  `[${Array.from({ length: layers }, (_, layer) => (size * (1 + layer / layers)).toExponential(15)).join(',')}]`;

export const stepLine = (step: number, layers = 0): string => {
  const loss = 3 * step ** -0.2;
  const values =
    layers === 0
      ? ''
      : `,"layers":{"gradRms":${figures(layers, 1e-4 * loss)},"weightRms":${figures(layers, 0.02)},"updateRms":${figures(layers, 1e-5)}}`;
  return `{"type":"step","runId":"r","step":${step},"loss":${loss}${values}}\n`;
};

/** The beginning of a log whose steps follow. */
export const runLine = ({ layers, steps }: ForeignLog): string => {
  const told = Array.from({ length: layers }, (_, layer) => ({
    name: `encoder.layer.${Math.floor(layer / 12)}.part${layer % 12}.weight`,
    role: 'kernel',
    parameterCount: 4096,
  }));
  return `${JSON.stringify({ type: 'run', schema: 1, runId: 'r', name: 'foreign', totalSteps: steps, layers: told })}\n`;
};

export function writeForeignLog(file: string, log: ForeignLog): void {
  appendFileSync(file, runLine(log));
  for (let from = 1; from <= log.steps; from += PIECE) {
    const count = Math.min(PIECE, log.steps - from + 1);
    appendFileSync(file, Array.from({ length: count }, (_, i) => stepLine(from + i, log.layers)).join(''));
  }
}
