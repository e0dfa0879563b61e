// What the address of a page says after its `#`: `step=120&panel=heatmap&theme=light`. Pure.
import { shown } from '../core/config/suggest.js';

/** Absent: as the page decides. */
export interface DeepLink {
  /** The time cursor; `end`: the last step, without a cursor. */
  readonly step?: number | 'end';
  readonly panel?: string;
  /** Number of the run in focus, from 1. */
  readonly run?: number;
  readonly theme?: string;
  readonly size?: { readonly columns: number; readonly rows: number };
}

const count = (text: string | null): number | undefined =>
  text !== null && /^[0-9]{1,9}$/.test(text) ? Number(text) : undefined;

export interface Allowed {
  readonly panels: readonly string[];
  readonly themes: readonly string[];
}

/** Unknown names and values that are no value are left out: an address is often cut or mistyped. */
export function parseLink(hash: string, allowed: Allowed): DeepLink {
  const fields = new URLSearchParams(hash.replace(/^#/, ''));
  const step = fields.get('step') === 'end' ? 'end' : count(fields.get('step'));
  const run = count(fields.get('run'));
  const panel = fields.get('panel') ?? '';
  const theme = fields.get('theme') ?? '';
  const [, columns = '', rows = ''] = /^([0-9]{2,3})x([0-9]{2,3})$/.exec(fields.get('size') ?? '') ?? [];
  return {
    ...(step === undefined ? {} : { step }),
    ...(run === undefined || run === 0 ? {} : { run }),
    ...(allowed.panels.includes(panel) ? { panel } : {}),
    ...(allowed.themes.includes(theme) ? { theme } : {}),
    ...(columns === '' ? {} : { size: { columns: Number(columns), rows: Number(rows) } }),
  };
}

/** What of an address is not understood, and what is allowed; null: all is. */
export function linkFault(hash: string, { panels, themes }: Allowed): string | null {
  const understood = parseLink(hash, { panels, themes });
  const allowed: Readonly<Record<keyof DeepLink, string>> = {
    step: 'a number, end',
    panel: panels.join(', '),
    run: 'a number from 1',
    theme: themes.join(', '),
    size: 'columns x rows, as 120x40',
  };
  for (const [name, value] of new URLSearchParams(hash.replace(/^#/, ''))) {
    const known = Object.entries(allowed).find(([field]) => field === name);
    if (known === undefined) return `address: unknown ${shown(name)}; allowed: ${Object.keys(allowed).join(', ')}`;
    if (understood[name as keyof DeepLink] === undefined)
      return `address: ${name} ${shown(value)} is not allowed; allowed: ${known[1]}`;
  }
  return null;
}

export function linkText({ step, panel, run, theme, size }: DeepLink): string {
  const fields = {
    step,
    panel,
    run,
    theme,
    size: size === undefined ? undefined : `${size.columns}x${size.rows}`,
  };
  const said = Object.entries(fields).filter(([, value]) => value !== undefined);
  return said.length === 0 ? '' : `#${said.map(([name, value]) => `${name}=${value}`).join('&')}`;
}
