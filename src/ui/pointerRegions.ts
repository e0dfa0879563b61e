// The regions of the dashboard that react to the mouse: panels with the regions of their records, footer, lesson, overlay.
import { dashboardKeys, type Intent } from '../core/app/keymap.js';
import type { AppState } from '../core/app/state.js';
import type { Action } from '../core/app/action.js';
import { lastStepOf } from '../core/run/stepDomain.js';
import type { Place } from '../core/screen/area.js';
import { inside, type Region } from '../core/screen/regions.js';
import { swapped } from '../core/app/layouts.js';
import { footerKeyAt, footerKeys } from './chrome/footerKeys.js';
import type { Layout, PanelPlace } from './layout.js';
import { lessonRegions } from './lesson/lessonPanel.js';
import { overlayRegions } from './overlays/index.js';
import { panelOf } from './panels/index.js';
import type { PanelRegion, PanelView } from './panels/panel.js';
import { layoutOf, panelView } from './screen.js';
import type { Look } from './themes/theme.js';

/** One turn of the wheel. */
const WHEEL = 1.5;

const press = (key: string | null | undefined): readonly Action[] => (key == null ? [] : [{ type: 'key', key }]);
const asked = (intent: Intent): Action => ({ type: 'intent', intent });
const ui = (patch: Extract<Intent, { type: 'ui' }>['patch']): Action => asked({ type: 'ui', patch });

/** Later regions lie over earlier ones; none in a window that is too small. */
export function dashboardRegions(state: AppState, look: Look): readonly Region<Action>[] {
  const places = layoutOf(state);
  const view = panelView(state, look.theme, look.ascii);
  if (places === null || view === null) return [];
  const onScreen = places.bands.flat();
  const panels = onScreen.flatMap((place) => [
    ...panelRegions(state, view, place),
    titleRegion(state, onScreen, place),
  ]);
  const lesson =
    places.lesson === null
      ? []
      : lessonRegions(state, places.lesson, look).map(({ area, key }) => ({ area, click: () => press(key) }));
  return [...chrome(state, places), ...panels, ...lesson, ...overlayRegions(state, look.theme, look.ascii)];
}

function chrome(state: AppState, { verdict, footer }: Layout): Region<Action>[] {
  const { columns, rows } = state.size;
  const entries = footerKeys(state);
  return [
    { area: { x: 0, y: 0, width: columns, height: rows }, hover: () => ({ type: 'pointer', at: null }) },
    { area: verdict, click: () => press(dashboardKeys(state.keys).keysOf('receipt')[0]) },
    { area: footer, click: ({ x }) => press(footerKeyAt(entries, x)) },
  ];
}

function panelRegions(state: AppState, view: PanelView, { id, outer, inner }: PanelPlace): Region<Action>[] {
  const own = panelOf(id).regions?.(view, { ...inner, x: 0, y: 0 }) ?? [];
  return [
    {
      area: outer,
      click: () => [ui({ focusPanel: id })],
      double: () => [ui({ enlarged: !state.ui.enlarged })],
    },
    ...own.flatMap((region) => contributed(state, id, region, inner)),
  ];
}

/** A drag from the title of a panel onto another panel swaps the two. */
function titleRegion(state: AppState, onScreen: readonly PanelPlace[], { id, outer }: PanelPlace): Region<Action> {
  const ids = onScreen.map((place) => place.id);
  const over = (at: Place): string | null => {
    const found = onScreen.find((place) => inside(place.outer, at))?.id;
    return found === undefined || found === id ? null : found;
  };
  return {
    area: { ...outer, height: 1 },
    drag: () => ({
      to: (at) => ui({ dragged: { panel: id, over: over(at) } }),
      drop: (at) => {
        const other = at === null ? null : over(at);
        if (other === null) return ui({ dragged: null });
        const layout = swapped(state, ids, id, other);
        return asked({ type: 'layout', layout, text: `panels ${id} and ${other} have changed places`, focusPanel: id });
      },
    }),
  };
}

/** A panel's region on the screen. Every step axis has the same click, wheel and drag. */
function contributed(state: AppState, id: string, region: PanelRegion, origin: Place): Region<Action>[] {
  const { area, words, click, domain } = region;
  const inPanel = ({ x, y }: Place): Place => ({ x: x - origin.x, y: y - origin.y });
  const onScreen = { ...area, x: area.x + origin.x, y: area.y + origin.y };
  const hover =
    words === undefined
      ? {}
      : { hover: (at: Place): Action => ({ type: 'pointer', at: { ...inPanel(at), panel: id } }) };
  const clicked = (at: Place): readonly Action[] => (click?.(inPanel(at)) ?? []).map(asked);
  if (domain === undefined) return [{ area: onScreen, ...hover, click: clicked }];
  const column = ({ x }: Place): number => x - onScreen.x;
  const { zoom } = state.ui;
  return [
    {
      area: onScreen,
      ...hover,
      click: (at) => [...clicked(at), asked({ type: 'look', step: lastStepOf(domain, column(at)) })],
      wheel: (at, turn) =>
        asked({
          type: 'zoom',
          factor: turn < 0 ? 1 / WHEEL : WHEEL,
          shown: { first: domain.first, span: domain.span },
          around: domain.first + ((column(at) + 0.5) * domain.span) / domain.columns,
        }),
      drag: (from) => ({
        to: (to) =>
          zoom === null
            ? null
            : asked({
                type: 'panTo',
                first: zoom.first - Math.round(((to.x - from.x) * domain.span) / domain.columns),
              }),
      }),
    },
  ];
}
