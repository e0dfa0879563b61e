// The chrome of the dashboard in Ink: header, frames, verdict, footer. Frequently changing parts are painted into its blanks.
import { Box, Text } from 'ink';
import type { ReactElement } from 'react';
import { comparisonHere } from '../core/app/comparison.js';
import { remedyHint } from '../core/app/remedy.js';
import { focusedRun, isChanged, runLabel } from '../core/app/selectors.js';
import type { AppState } from '../core/app/state.js';
import { sanitizeLine } from '../core/text/sanitize.js';
import { Footer } from './components/Footer.js';
import { Header } from './components/Header.js';
import { PanelFrame } from './components/PanelFrame.js';
import { VerdictLine } from './components/Verdict.js';
import type { Layout } from './layout.js';
import type { PanelView } from './panels/panel.js';
import { glyphs } from './paint/glyphs.js';
import { plain } from '../core/text/ascii.js';
import type { Theme } from './themes/theme.js';

export interface AppProps {
  readonly state: AppState;
  /** Null if the window is too small; the layers then show a message. */
  readonly layout: Layout | null;
  readonly view: PanelView | null;
  readonly theme: Theme;
  readonly ascii: boolean;
  /** Whether keys are named; a picture for a slide names none. */
  readonly keys?: boolean;
}

/** The comparison with a twin or a pinned run, or null; hidden if the verdict has only one row. */
function twinLine(state: AppState, ascii: boolean, rows: number): string | null {
  const comparison = comparisonHere(state);
  // If many settings differ, the verdict is more useful.
  if (comparison === null || (comparison.kind === 'apart' && rows < 2)) return null;
  return plain(comparison.sentence, ascii);
}

export function App({ state, layout, view, theme, ascii, keys = true }: AppProps): ReactElement {
  const { columns, rows } = state.size;
  const run = focusedRun(state);
  if (layout === null) return <Box width={columns} height={rows} />;
  if (run === undefined || view === null) return <Text>{state.ui.message?.text ?? 'no run yet; q quits'}</Text>;
  const pin = state.pinned.includes(run.runId) ? `${glyphs(ascii).pin} ` : '';
  const name = sanitizeLine(runLabel(state, run.runId), 40);
  // `+ activation relu` already names the change.
  const label = `${pin}${name}${!name.startsWith('+') && isChanged(state, run.runId) ? '*' : ''}`;
  return (
    <Box flexDirection="column" width={columns} height={rows}>
      <Header run={run} label={label} columns={columns} ascii={ascii} theme={theme} />
      {layout.bands.map((band, index) => (
        <Box key={index} width={columns} height={band[0]?.outer.height ?? 0}>
          {band.map(({ id, outer }) => (
            <PanelFrame
              key={id}
              width={outer.width}
              height={outer.height}
              focused={id === state.ui.focusPanel}
              ascii={ascii}
              theme={theme}
            />
          ))}
        </Box>
      ))}
      {layout.lesson !== null && layout.lesson.x === 0 ? <Box width={columns} height={layout.lesson.height} /> : null}
      <VerdictLine
        run={run}
        step={state.ui.cursorStep}
        columns={columns}
        rows={layout.verdict.height}
        ascii={ascii}
        theme={theme}
        hint={remedyHint(state)}
        twin={twinLine(state, ascii, layout.verdict.height)}
        keys={keys}
      />
      {keys ? <Footer state={state} theme={theme} /> : null}
    </Box>
  );
}
