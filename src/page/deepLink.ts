// What the address of a page says after its `#`: `step=120&panel=heatmap&theme=light`. Pure.

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

/** Unknown names and values that are no value are left out: an address is often cut or mistyped. */
export function parseLink(hash: string, allowed: { panels: readonly string[]; themes: readonly string[] }): DeepLink {
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
