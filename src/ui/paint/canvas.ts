// The canvas under the name that painters know it by.
export * from '../../core/screen/canvas.js';
