/** Builds the browser's part of the HTML report: `node dist/reports/html/bundle.js`. Needs the development dependencies. */
import { join } from 'node:path';
import { build } from 'esbuild';
import { packageRoot } from '../../native/build.ts';
import { assetsFolder } from './assets.ts';

/** Of 2024: `light-dark()` in the style is not older. */
const BROWSERS = ['chrome123', 'firefox120', 'safari17.5'];
const source = join(packageRoot(), 'reports/html');

await build({
  entryPoints: { report: join(source, 'browser/main.tsx') },
  outdir: assetsFolder(),
  bundle: true,
  minify: true,
  format: 'iife',
  target: BROWSERS,
  jsx: 'automatic',
  jsxImportSource: 'preact',
  charset: 'utf8',
  banner: { js: '/* with Preact, (c) 2015-present Jason Miller, MIT licence */' },
  logLevel: 'warning',
});
await build({
  entryPoints: { report: join(source, 'styles/report.css') },
  outdir: assetsFolder(),
  bundle: true,
  minify: true,
  target: BROWSERS,
  logLevel: 'warning',
});
