// The verdict: one sentence with numbers, marked by glyph and colour, and its keys.
import { Box, Text } from 'ink';
import type { ReactElement } from 'react';
import { verdict } from '../../core/diagnosis/verdict.js';
import type { RunState } from '../../core/run/runState.js';
import { fitClauses, textWidth } from '../../core/text/width.js';
import type { Theme } from '../themes/theme.js';
import { inkColour } from './colour.js';

const MARKS = {
  unicode: { good: '✓', none: '·', warning: '!', alarm: '✗' },
  ascii: { good: 'ok', none: '.', warning: '!', alarm: '!!' },
} as const;

/** Cells that a line break may leave blank. */
const SPARE = 16;
/** Follows a comparison that is cut: the key that shows all of it. */
const WHOLE = ' [v]';

export interface VerdictProps {
  readonly run: RunState;
  readonly step: number | null;
  readonly columns: number;
  readonly rows: number;
  readonly ascii: boolean;
  readonly theme: Theme;
  /** The change that a key makes: `x activation relu`; null without a suggestion. */
  readonly hint: string | null;
  /** The comparison of twins, if any. */
  readonly twin: string | null;
  /** Whether keys are named. */
  readonly keys: boolean;
}

export function VerdictLine(props: VerdictProps): ReactElement {
  const { run, step, columns, rows, ascii, theme, hint, twin } = props;
  const { tone, text, finding } = verdict(run, step);
  const colour = { good: theme.good, none: theme.muted, warning: theme.warning, alarm: theme.alarm }[tone];
  const mark = (ascii ? MARKS.ascii : MARKS.unicode)[tone];
  const asked = `  [v why${finding === null || hint === null ? '' : `, ${hint}`}]`;
  // Without findings the key is shown only beside the whole sentence.
  const spare = textWidth(text) + textWidth(asked) <= columns - 6;
  const keys = props.keys && (finding !== null || (tone === 'good' && spare)) ? asked : '';
  const whole = props.keys ? WHOLE : '';
  const ellipsis = ascii ? '~' : '…';
  if (twin !== null) {
    const fits = textWidth(twin) <= columns - 3;
    return (
      <Box width={columns} height={rows} flexDirection="column">
        <Text wrap="truncate">
          <Text bold {...inkColour(theme.info, theme)}>
            {` ${ascii ? '=' : '≍'} ${fits ? twin : fitClauses(twin, columns - 3 - whole.length, ellipsis)}`}
          </Text>
          <Text {...inkColour(theme.muted, theme)}>{fits ? '' : whole}</Text>
        </Text>
        {rows > 1 ? (
          <Text wrap="truncate" {...inkColour(colour, theme)}>
            {` ${mark} ${fitClauses(text, columns - 5, ellipsis)}`}
          </Text>
        ) : null}
      </Box>
    );
  }
  // The mark has its own column, so a second line starts under the sentence.
  const head = ` ${mark} `;
  const inner = columns - textWidth(head) - 1;
  // Cut the sentence, not its keys; line breaks also take room.
  const room = inner * rows - textWidth(keys) - 1 - (rows > 1 ? SPARE : 0);
  return (
    <Box width={columns} height={rows}>
      <Text bold {...inkColour(colour, theme)}>
        {head}
      </Text>
      <Box width={inner}>
        <Text wrap={rows > 1 ? 'wrap' : 'truncate'}>
          <Text bold {...inkColour(colour, theme)}>
            {fitClauses(text, room, ellipsis)}
          </Text>
          <Text {...inkColour(theme.muted, theme)}>{keys}</Text>
        </Text>
      </Box>
    </Box>
  );
}
