// The list of presets, with the description of the selected one below it.
import { networkInWords } from '../../core/config/describe.js';
import { sanitizeLine } from '../../core/text/sanitize.js';
import { wrap } from '../../core/text/wrap.js';
import { shorten } from '../paint/words.js';
import type { Maker, OverlayLine } from './frame.js';
import { namesOf } from './keyWords.js';

/** Rows of the picker for the full description of a preset. */
const DETAIL_ROWS = 2;

export const picker: Maker = (state, theme, width, ascii) => {
  const { listIndex, marked, pickerAdds } = state.ui;
  const { list } = namesOf(state);
  const name = Math.max(...state.presets.map((preset) => preset.name.length));
  const lines = state.presets.map((preset, index): OverlayLine => {
    const mark = marked.includes(preset.name) ? '*' : ' ';
    const teaches = preset.teaches || networkInWords(preset, 'x');
    return {
      text: `${mark} ${preset.name.padEnd(name)}  ${sanitizeLine(teaches)}`,
      selected: index === listIndex,
    };
  });
  const several = marked.length > 1 ? ` ${marked.length}` : '';
  const chosen = `${list('choose')} ${pickerAdds ? 'adds' : several === '' ? 'starts' : 'races'}${several}`;
  const room = Math.max(1, state.size.rows - 5 - DETAIL_ROWS);
  const here = state.presets[listIndex];
  const about = here === undefined ? '' : sanitizeLine(`${networkInWords(here, 'x')}: ${here.teaches}`);
  const wrapped = wrap(about, width);
  const last = shorten(wrapped.slice(DETAIL_ROWS - 1).join(' '), width, ascii);
  const detail = [...wrapped.slice(0, DETAIL_ROWS - 1), last];
  return {
    title: pickerAdds ? 'add presets' : 'presets',
    keys: `${chosen}, ${list('mark')} marks several, ${list('close')} closes`,
    lines: lines.map((line) => (line.selected === true ? line : { ...line, style: { fg: theme.text } })),
    detail: [...detail, ...Array<string>(DETAIL_ROWS - detail.length).fill('')],
    scroll: Math.max(0, listIndex - Math.floor(room / 2)),
  };
};
