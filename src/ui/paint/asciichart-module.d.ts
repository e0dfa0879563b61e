// Types for the used part of asciichart 1.5, which ships none.
declare module 'asciichart' {
  interface PlotConfig {
    offset?: number;
    min?: number;
    max?: number;
    height?: number;
    colors?: readonly string[];
    symbols?: readonly string[];
    /** `value` of the row; `index` from the top. */
    format?: (value: number, index: number) => string;
  }
  const asciichart: { plot(series: readonly (readonly number[])[], config?: PlotConfig): string };
  // eslint-disable-next-line no-restricted-syntax -- the package has a default export
  export default asciichart;
}
