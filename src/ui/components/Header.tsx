// Two lines at the top: what runs, and how far it is.
import { Box, Text } from 'ink';
import type { ReactElement } from 'react';
import { configOf, progressOf } from '../../core/app/selectors.js';
import { networkInWords } from '../../core/config/describe.js';
import {
  formatAccuracy,
  formatCount,
  formatDuration,
  formatLoss,
  formatRate,
  formatShare,
  formatSmall,
} from '../../core/format.js';
import type { UiState } from '../../core/app/state.js';
import { valueAt } from '../../core/run/lookup.js';
import type { RunState } from '../../core/run/runState.js';
import type { Theme } from '../themes/theme.js';
import { inkColour } from './colour.js';

export interface HeaderProps {
  readonly run: RunState;
  readonly label: string;
  readonly ui: UiState;
  readonly columns: number;
  readonly ascii: boolean;
  readonly theme: Theme;
}

const STATES = {
  starting: 'starting',
  running: 'running',
  paused: 'PAUSED',
  ended: 'ended',
  failed: 'FAILED',
} as const;

export function Header({ run, label, ui, columns, ascii, theme }: HeaderProps): ReactElement {
  const config = configOf(run);
  const network = config === null ? '' : networkInWords(config, ascii ? 'x' : '×');
  const parameters = run.run?.layers.reduce((sum, layer) => sum + layer.parameterCount, 0);
  const count = parameters === undefined ? '' : `${formatCount(parameters)} parameters`;
  const engine = run.run === null ? '' : engineInWords(run, columns);
  const state = run.end !== null && run.end.reason !== 'completed' ? run.end.reason : STATES[run.status];
  const tone =
    run.status === 'failed' || run.end?.reason === 'diverged'
      ? theme.alarm
      : run.status === 'paused'
        ? theme.warning
        : theme.good;
  return (
    <Box flexDirection="column" width={columns} height={2}>
      <Box width={columns} height={1} justifyContent="space-between">
        <Box flexShrink={1}>
          <Text wrap="truncate">
            <Text bold {...inkColour(theme.focus, theme)}>
              {` ${label}`}
            </Text>
            {`  ${network}`}
            <Text {...inkColour(theme.muted, theme)}>{columns >= 100 && count !== '' ? `  ${count}` : ''}</Text>
          </Text>
        </Box>
        <Box flexShrink={0}>
          <Text>
            <Text {...inkColour(theme.muted, theme)}>{engine === '' ? ' ' : ` ${engine}  `}</Text>
            <Text bold {...inkColour(tone, theme)}>{`${state} `}</Text>
          </Text>
        </Box>
      </Box>
      <Text wrap="truncate">{progressLine(run, ui, columns, ascii)}</Text>
    </Box>
  );
}

/** The backend, and where there is room, why it was chosen. */
function engineInWords(run: RunState, columns: number): string {
  const engine = run.run?.engine;
  if (engine === undefined) return '';
  return columns >= 140 && engine.why !== '' ? `${engine.backend} (${engine.why})` : engine.backend;
}

function progressLine(run: RunState, ui: UiState, columns: number, ascii: boolean): string {
  const { fraction, epoch, totalEpochs, step, totalSteps, remainingMs } = progressOf(run);
  const at = ui.cursorStep;
  const loss = valueAt(run, run.loss, at)?.value;
  const accuracy = valueAt(run, run.accuracy, at)?.value;
  const width = columns >= 140 ? 30 : columns >= 100 ? 16 : 8;
  const filled = Math.round((fraction ?? 0) * width);
  const bar = (ascii ? '#' : '█').repeat(filled) + (ascii ? '.' : '░').repeat(width - filled);
  const parts = [
    ui.recording === null ? '' : ascii ? 'REC' : '● REC',
    at === null
      ? `epoch ${epoch}/${totalEpochs ?? '?'}  step ${step}/${totalSteps ?? '?'}`
      : `AT STEP ${at} of ${step}`,
    fraction === null ? '' : bar,
    run.status === 'running' && remainingMs !== null ? `ETA ${formatDuration(remainingMs)}` : '',
    loss === undefined ? '' : `loss ${formatLoss(loss)}`,
    accuracy === undefined ? '' : `accuracy ${formatAccuracy(accuracy)}`,
    clippingInWords(run, ui),
    run.status === 'running' && run.stepsPerSecond !== null ? formatRate(run.stepsPerSecond) : '',
    run.status === 'running' ? (ui.fullSpeed ? 'full speed' : `pace ${ui.pace}/s`) : '',
  ];
  return ` ${parts.filter((part) => part !== '').join('  ')}`;
}

/** Share of the steps that were clipped so far, and the gradient's norm before and after; empty without clipping. */
function clippingInWords(run: RunState, ui: UiState): string {
  const limit = configOf(run)?.clipNorm ?? null;
  if (limit === null && (configOf(run)?.clipValue ?? null) === null) return '';
  let steps = 0;
  let clipped = 0;
  const last = ui.cursorStep === null ? run.clipped.length - 1 : run.clipped.indexAt(ui.cursorStep);
  for (let i = 0; i <= last; i += 1) {
    const bucket = run.clipped.bucket(i);
    steps += bucket?.count ?? 0;
    clipped += bucket?.sum ?? 0;
  }
  if (steps === 0) return '';
  const norm = valueAt(run, run.gradNorm, ui.cursorStep)?.value;
  const before =
    norm === undefined || limit === null ? '' : `, norm ${formatSmall(norm)} -> ${formatSmall(Math.min(norm, limit))}`;
  return `clipped ${formatShare(clipped / steps)}${before}`;
}
