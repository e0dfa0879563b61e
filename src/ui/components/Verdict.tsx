// The verdict: one sentence with its numbers, marked by glyph and colour, and the keys that go with it.
import { Box, Text } from 'ink';
import type { ReactElement } from 'react';
import { verdict } from '../../core/diagnosis/verdict.js';
import { remedyInWords } from '../../core/diagnosis/explain.js';
import type { RunState } from '../../core/run/runState.js';
import { fitClauses, textWidth } from '../../core/text/width.js';
import type { Theme } from '../themes/theme.js';
import { inkColour } from './colour.js';

const MARKS = {
  unicode: { good: '✓', none: '·', warning: '!', alarm: '✗' },
  ascii: { good: 'ok', none: '.', warning: '!', alarm: '!!' },
} as const;

/** Cells that a break between words may leave blank. */
const SPARE = 16;
/** Behind a comparison that is cut: the key that shows it whole. */
const WHOLE = ' [v]';

export interface VerdictProps {
  readonly run: RunState;
  readonly step: number | null;
  readonly columns: number;
  readonly rows: number;
  readonly ascii: boolean;
  readonly theme: Theme;
  /** What the twins tell, where there are any. */
  readonly twin: string | null;
}

export function VerdictLine({ run, step, columns, rows, ascii, theme, twin }: VerdictProps): ReactElement {
  const { tone, text, finding } = verdict(run, step);
  const colour = { good: theme.good, none: theme.muted, warning: theme.warning, alarm: theme.alarm }[tone];
  const mark = (ascii ? MARKS.ascii : MARKS.unicode)[tone];
  const remedy = finding === null ? null : remedyInWords(finding);
  const asked = `  [v why${remedy === null ? '' : `, x ${remedy}`}]`;
  // Where nothing is wrong the key is told only beside the whole sentence.
  const spare = textWidth(text) + textWidth(asked) <= columns - 6;
  const keys = finding !== null || (tone === 'good' && spare) ? asked : '';
  const ellipsis = ascii ? '~' : '…';
  if (twin !== null) {
    const fits = textWidth(twin) <= columns - 3;
    return (
      <Box width={columns} height={rows} flexDirection="column">
        <Text wrap="truncate">
          <Text bold {...inkColour(theme.info, theme)}>
            {` ${ascii ? '=' : '≍'} ${fits ? twin : fitClauses(twin, columns - 3 - WHOLE.length, ellipsis)}`}
          </Text>
          <Text {...inkColour(theme.muted, theme)}>{fits ? '' : WHOLE}</Text>
        </Text>
        {rows > 1 ? (
          <Text wrap="truncate" {...inkColour(colour, theme)}>
            {` ${mark} ${fitClauses(text, columns - 5, ellipsis)}`}
          </Text>
        ) : null}
      </Box>
    );
  }
  // The mark has a column of its own, so that a second line begins under the sentence.
  const head = ` ${mark} `;
  const inner = columns - textWidth(head) - 1;
  // The sentence is cut, not the keys that go with it; words that do not fit at a line's end take room as well.
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
