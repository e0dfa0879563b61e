// The chrome of the dashboard in Ink: a line of text for each of its rows. All else is painted into the blanks.
import { Box, Text } from 'ink';
import type { ReactElement } from 'react';
import { BOLD, DEFAULT, type Style } from '../core/screen/canvas.js';
import { hexColour } from '../runtime/terminal/colour.js';
import type { PlacedRow } from './chrome/chrome.js';
import type { Row } from './chrome/row.js';
import type { Size } from './shell/view.js';

export interface AppProps {
  readonly size: Size;
  /** From top to bottom. */
  readonly rows: readonly PlacedRow[];
}

const props = ({ fg = DEFAULT, attributes = 0 }: Style): { color?: string; bold?: true } => ({
  ...(fg === DEFAULT ? {} : { color: hexColour(fg) }),
  ...((attributes & BOLD) === 0 ? {} : { bold: true }),
});

const Line = ({ row }: { readonly row: Row }): ReactElement => (
  <Text wrap="truncate">
    {row.map(({ text, style = {} }, i) => (
      <Text key={i} {...props(style)}>
        {text}
      </Text>
    ))}
  </Text>
);

export function App({ size, rows }: AppProps): ReactElement {
  return (
    <Box flexDirection="column" width={size.columns} height={size.rows}>
      {rows.map(({ y, row }, i) => (
        <Box key={y} marginTop={y - (rows[i - 1]?.y ?? -1) - 1} height={1} flexShrink={0}>
          <Line row={row} />
        </Box>
      ))}
    </Box>
  );
}
