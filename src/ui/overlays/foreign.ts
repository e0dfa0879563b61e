// The receipt of a run that another program trained: each finding with its remedy, and the rules that cannot judge it.
import type { ForeignVerdict } from '../../core/diagnosis/foreign/index.js';
import { wrap, wrapHanging } from '../../core/text/wrap.js';
import { BOLD } from '../../core/screen/canvas.js';
import type { Theme } from '../themes/theme.js';
import type { OverlayLine } from './frame.js';

export function foreignLines({ findings, notJudged }: ForeignVerdict, theme: Theme, width: number): OverlayLine[] {
  const lines: OverlayLine[] = [];
  for (const { level, message, remedy } of findings) {
    const fg = level === 'alarm' ? theme.alarm : theme.warning;
    lines.push(...wrap(message, width).map((text) => ({ text, style: { fg, attributes: BOLD } })));
    if (remedy !== '')
      lines.push(...wrap(`try: ${remedy}`, width).map((text) => ({ text, style: { fg: theme.good } })));
    lines.push({ text: '' });
  }
  if (notJudged.length === 0) return lines;
  lines.push({ text: 'Not judged, because the log lacks what the rule needs:' });
  const reasons = notJudged.flatMap(({ rule, why }) => wrapHanging(`  ${rule}: ${why}`, width));
  return [...lines, ...reasons.map((text) => ({ text, style: { fg: theme.muted } }))];
}
