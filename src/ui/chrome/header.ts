// The top line: run, network, backend and state. `progressLine` is the second.
import { configOf } from '../../core/app/selectors.js';
import { networkInWords } from '../../core/config/describe.js';
import { formatCount } from '../../core/format.js';
import { isComplete, isQuiet } from '../../core/run/quiet.js';
import type { RunState } from '../../core/run/runState.js';
import type { Look } from '../themes/theme.js';
import { fitRow, rowWidth, tone, type Row } from './row.js';

const STATES = {
  starting: 'starting',
  running: 'running',
  paused: 'PAUSED',
  ended: 'ended',
  failed: 'FAILED',
} as const;
const NO_END = 'no end recorded';
/** Columns from which the number of parameters, and the reason for the backend, have room. */
const ROOM = { parameters: 100, why: 140 } as const;

export function headerRow(run: RunState, label: string, columns: number, { theme, ascii }: Look): Row {
  const config = configOf(run);
  const network = config === null ? '' : networkInWords(config, ascii ? 'x' : '×');
  const count = columns >= ROOM.parameters ? parametersInWords(run) : '';
  const engine = engineInWords(run, columns);
  const reason = run.end?.reason ?? 'completed';
  const state = reason === 'completed' ? stateInWords(run) : reason;
  const colour =
    run.status === 'failed' || run.end?.reason === 'diverged'
      ? theme.alarm
      : run.status === 'paused' || saysQuiet(run) || state === NO_END
        ? theme.warning
        : theme.good;
  const right: Row = [
    { text: engine === '' ? ' ' : ` ${engine}  `, style: tone(theme.muted, theme) },
    { text: `${state} `, style: tone(colour, theme, true) },
  ];
  const room = Math.max(0, columns - rowWidth(right));
  const left = fitRow(
    [
      { text: ` ${label}`, style: tone(theme.focus, theme, true) },
      { text: `  ${network}` },
      { text: count, style: tone(theme.muted, theme) },
    ],
    room,
  );
  return [...left, { text: ' '.repeat(room - rowWidth(left)) }, ...right];
}

const saysQuiet = (run: RunState): boolean => run.status === 'running' && isQuiet(run);

/** A picture of a log also shows runs as ended that have no end event. */
function stateInWords(run: RunState): string {
  if (run.status === 'ended' && run.end === null && !isComplete(run)) return NO_END;
  return saysQuiet(run) ? 'quiet' : STATES[run.status];
}

/** Empty if the log lacks the parameters of a layer. */
export function parametersInWords(run: RunState): string {
  const parameters = run.run?.layers?.map((layer) => layer.parameterCount) ?? [];
  const known = parameters.filter((count) => count !== undefined);
  const total = known.reduce((sum, one) => sum + one, 0);
  return known.length === 0 || known.length < parameters.length ? '' : `  ${formatCount(total)} parameters`;
}

/** The backend and, if there is room, the reason for its choice. */
function engineInWords(run: RunState, columns: number): string {
  const engine = run.run?.engine;
  if (engine?.backend === undefined) return '';
  return columns >= ROOM.why && engine.why ? `${engine.backend} (${engine.why})` : engine.backend;
}
