// The top line: run, network, backend and state. The second line stays blank for the painter (`progressLine`).
import { Box, Text } from 'ink';
import type { ReactElement } from 'react';
import { configOf } from '../../core/app/selectors.js';
import { networkInWords } from '../../core/config/describe.js';
import { formatCount } from '../../core/format.js';
import type { RunState } from '../../core/run/runState.js';
import type { Theme } from '../themes/theme.js';
import { inkColour } from './colour.js';

export interface HeaderProps {
  readonly run: RunState;
  readonly label: string;
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

export function Header({ run, label, columns, ascii, theme }: HeaderProps): ReactElement {
  const config = configOf(run);
  const network = config === null ? '' : networkInWords(config, ascii ? 'x' : '×');
  const parameters = run.run?.layers?.map((layer) => layer.parameterCount) ?? [];
  const known = parameters.filter((count) => count !== undefined);
  const total = known.reduce((sum, one) => sum + one, 0);
  const count = known.length === 0 || known.length < parameters.length ? '' : `${formatCount(total)} parameters`;
  const engine = run.run === null ? '' : engineInWords(run, columns);
  const reason = run.end?.reason ?? 'completed';
  const state = reason === 'completed' ? STATES[run.status] : reason;
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
    </Box>
  );
}

/** The backend and, if there is room, the reason for its choice. */
function engineInWords(run: RunState, columns: number): string {
  const engine = run.run?.engine;
  if (engine?.backend === undefined) return '';
  return columns >= 140 && engine.why ? `${engine.backend} (${engine.why})` : engine.backend;
}
