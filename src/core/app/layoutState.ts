// The layout in use as a value that can be kept between sessions.
/** A key of the table of panels. */
type PanelId = string;

export interface Arrangement {
  /** Panels from the most important on; others follow in their usual order. */
  readonly order: readonly PanelId[];
  readonly hidden: readonly PanelId[];
  /** Sizes relative to the neighbours; 1 if absent. */
  readonly sizes: Readonly<Record<PanelId, number>>;
}

export interface LayoutState {
  readonly name: string;
  /** What the user has changed, by the name of the layout. */
  readonly changed: Readonly<Record<string, Arrangement>>;
}

/** The panels that the user has hidden. */
export const hiddenIn = ({ name, changed }: LayoutState): readonly PanelId[] => changed[name]?.hidden ?? [];

export const USUAL_LAYOUT: LayoutState = { name: 'default', changed: {} };
