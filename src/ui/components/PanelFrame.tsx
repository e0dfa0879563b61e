// A panel's border with its title; the inside is left blank for the painter.
import { Box, Text } from 'ink';
import type { ReactElement } from 'react';
import { inkColour } from './colour.js';
import type { Theme } from '../themes/theme.js';

export interface PanelFrameProps {
  readonly title: string;
  readonly width: number;
  readonly height: number;
  readonly focused: boolean;
  readonly ascii: boolean;
  readonly theme: Theme;
}

export function PanelFrame({ title, width, height, focused, ascii, theme }: PanelFrameProps): ReactElement {
  const [left, line, right] = ascii ? ['+', '-', '+'] : focused ? ['┏', '━', '┓'] : ['╭', '─', '╮'];
  const name = ` ${title} `.slice(0, Math.max(0, width - 4));
  const colour = inkColour(focused ? theme.focus : theme.border, theme);
  const rest = line.repeat(Math.max(0, width - 3 - [...name].length));
  return (
    <Box flexDirection="column" width={width} height={height}>
      <Text wrap="truncate">
        <Text {...colour}>{left + line}</Text>
        <Text {...inkColour(focused ? theme.focus : theme.title, theme)} bold={focused}>
          {name}
        </Text>
        <Text {...colour}>{rest + right}</Text>
      </Text>
      <Box
        width={width}
        height={height - 1}
        borderStyle={ascii ? 'classic' : focused ? 'bold' : 'round'}
        borderTop={false}
        {...borderColour(focused ? theme.focus : theme.border, theme)}
      />
    </Box>
  );
}

const borderColour = (colour: number, theme: Theme): { borderColor?: string } => {
  const { color } = inkColour(colour, theme);
  return color === undefined ? {} : { borderColor: color };
};
