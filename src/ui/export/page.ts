// A page in which others explore a run: one file with the log and the program, which loads nothing else.
import { hexColour } from '../../runtime/terminal/colour.js';
import { escapeMarkup as escape } from './markup.js';
import { themeOf } from '../themes/index.js';

export interface PageLook {
  readonly title: string;
  readonly theme: string;
  /** The verdict, or a description of the lab, for readers without scripts. */
  readonly said: string;
  /** A picture for the same; empty: none. */
  readonly svg: string;
}

interface PageScripts {
  /** Text of the elements that the program reads, by id. */
  readonly held: Readonly<Record<string, string>>;
  /** The bundled script. */
  readonly program: string;
}

const LABEL =
  'Dashboard of a training run. The keys of gradtop work here; question mark lists them, escape and then tab leaves.';

/** A script must not hold its own end. */
const inScript = (text: string): string => text.replaceAll('</script', '<\\/script').replaceAll('<!--', '<\\!--');

export function pageHtml({ title, theme, said, svg }: PageLook, { held, program }: PageScripts): string {
  const { background, foreground } = themeOf(theme).paper;
  const scripts = Object.entries(held).map(
    ([id, text]) => `<script id="${id}" type="text/plain">${inScript(text)}</script>`,
  );
  return `<!doctype html>
<html lang="en" data-theme="${escape(theme)}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escape(title)}</title>
<style>html,body{margin:0;background:${hexColour(background)};color:${hexColour(foreground)};font:14px/1.4 system-ui,sans-serif}
canvas{display:block;margin:2px;touch-action:none}canvas:focus-visible{outline:2px solid #888}canvas:focus:not(:focus-visible){outline:none}h1,#said{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
noscript h1,.broken #said{position:static;width:auto;height:auto;clip-path:none;padding:1em}
#words{position:absolute;right:0;bottom:0}#words:not(:focus-within,:hover,[open]){opacity:0}#words[open]{position:static}
#words pre{overflow:auto;font:13px/1.25 ui-monospace,monospace;padding:0 1em}noscript svg{max-width:100%;height:auto}</style></head><body>
<main><h1>${escape(title)}</h1>
<canvas id="screen" tabindex="0" role="application" aria-label="${LABEL}" aria-describedby="said"></canvas>
<p id="said" role="status"></p>
<details id="words"><summary>the screen as text</summary><pre tabindex="0"></pre></details></main>
<noscript><p>${escape(said)}</p>${svg.trim()}</noscript>
${scripts.join('\n')}
<script>${inScript(program)}</script>
</body></html>
`;
}
