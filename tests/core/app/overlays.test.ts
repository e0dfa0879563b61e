// Overlays, and what the panels show, by keyboard.
import { describe, expect, it } from 'vitest';
import { findingEvent } from '../run/events.js';
import { Dash, PRESETS, running } from './helpers.js';

describe('overlays', () => {
  it('get all keys, so that none reaches the dashboard', () => {
    const dash = running().do({ type: 'resize', columns: 80, rows: 24 }).press('?');
    expect(dash.state.ui.overlay).toBe('help');
    expect(dash.press('a', 'r', 'space').commands).toEqual([]);
    expect(dash.config).toEqual(PRESETS[0]);
    expect(dash.press('down').state.ui.scroll).toBeGreaterThan(0);
    expect(dash.press('q').state.ui).toMatchObject({ overlay: null, scroll: 0 });
  });

  it('let ctrl-c through', () => {
    for (const open of ['?', 'p', 'g']) expect(running().press(open, 'ctrl-c').did).toEqual(['quit 130']);
  });

  it('scroll the help only within its lines', () => {
    const dash = running().do({ type: 'resize', columns: 80, rows: 24 }).press('?');
    for (let i = 0; i < 300; i += 1) dash.press('down');
    const bottom = dash.state.ui.scroll;
    expect(dash.press('end').state.ui.scroll).toBe(bottom);
    for (let i = 0; i < 300; i += 1) dash.press('up');
    expect(dash.state.ui.scroll).toBe(0);
  });

  it('the picked preset replaces the focused run', () => {
    const dash = running().press('p');
    expect(dash.state.ui).toMatchObject({ overlay: 'picker', listIndex: 0 });
    dash.press('down', 'enter');
    expect(dash.did).toEqual(['drop run-1', 'start run-2']);
    expect(dash.config.name).toBe('relu');
    expect(dash.state.ui.overlay).toBeNull();
    expect(dash.press('p').state.ui.listIndex).toBe(1);
  });

  it('start several marked presets side by side', () => {
    const dash = running().press('p', 'space', 'down', 'space', 'down', 'space', 'up', 'space', 'enter');
    expect(dash.did).toEqual(['drop run-1', 'start run-2', 'start run-3']);
    expect(dash.state.order.map((id) => dash.state.runs.get(id)?.config?.name)).toEqual([
      'vanishing-sigmoid',
      'fewer-layers',
    ]);
    expect([...dash.state.slots.values()]).toEqual([0, 1]);
  });

  it('the selection stays within the list', () => {
    const dash = running().press('p', 'up');
    expect(dash.state.ui.listIndex).toBe(0);
    expect(dash.press('end', 'down').state.ui.listIndex).toBe(2);
  });

  it('show the receipt of a finding, where X applies its remedy', () => {
    const dash = running();
    expect(dash.press('x').message).toContain('no finding');
    dash.do({ type: 'events', runId: 'run-1', events: [findingEvent({ runId: 'run-1' })] }).press('v');
    expect(dash.state.ui.overlay).toBe('receipt');
    dash.press('X');
    expect(dash.state.ui.overlay).toBeNull();
    expect(dash.config).toEqual({ ...PRESETS[0], activation: 'relu' });
    expect(dash.message).toBe('remedy: activation: sigmoid → relu, restarted');
  });

  it('say when a finding has no remedy', () => {
    const { type, runId, step, rule, level, layer, measured, limit, message } = findingEvent({ runId: 'run-1' });
    const finding = { type, runId, step, rule, level, layer, measured, limit, message };
    const dash = running().do({ type: 'events', runId: 'run-1', events: [finding] });
    expect(dash.press('x').message).toContain('for this finding');
  });
});

describe('what is shown', () => {
  it('tab visits all panels both ways; the table of runs only with several runs', () => {
    const dash = running();
    const seen = new Set<string>();
    for (let i = 0; i < 20; i += 1) seen.add(dash.press('tab').state.ui.focusPanel);
    expect(seen.has('runs')).toBe(false);
    const before = dash.state.ui.focusPanel;
    expect(dash.press('tab', 'shift-tab').state.ui.focusPanel).toBe(before);
    const many = new Dash({ configs: PRESETS });
    for (let i = 0; i < 20; i += 1) seen.add(many.press('tab').state.ui.focusPanel);
    expect(seen.has('runs')).toBe(true);
  });

  it('enlarges a panel, and restores it by the same key or esc', () => {
    const dash = running().press('enter');
    expect(dash.state.ui.enlarged).toBe(true);
    expect(dash.press('esc').state.ui.enlarged).toBe(false);
    expect(dash.press('z', 'z').state.ui.enlarged).toBe(false);
  });

  it('toggles scales, window, theme', () => {
    const dash = new Dash({ themes: ['dark', 'light', 'mono'] }).press('y', 'u', 'h', 't');
    expect(dash.state.ui).toMatchObject({ yScale: 'linear', window: 'recent', heatScale: 'fit', theme: 'light' });
    expect(dash.press('y', 'u', 'h', 't', 't').state.ui).toMatchObject({
      yScale: 'log',
      window: 'whole',
      heatScale: 'pinned',
      fineLoss: false,
      theme: 'dark',
    });
  });

  it('keeps the chosen layer within the network', () => {
    const dash = running();
    for (let i = 0; i < 20; i += 1) dash.press('up');
    expect(dash.state.ui.layer).toBe(7);
    for (let i = 0; i < 20; i += 1) dash.press('down');
    expect(dash.state.ui.layer).toBe(0);
    for (let i = 0; i < 20; i += 1) dash.press('n');
    expect(dash.press('D').state.ui.layer).toBe(6);
  });
});
