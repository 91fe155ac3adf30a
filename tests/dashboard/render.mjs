// node render.mjs PROMETHEUS PICTURE.png [MINUTES]: a picture of deploy/grafana/stapje.json, with what
// Prometheus has of the last minutes. Grafana's server is not needed; its panels are drawn by Grafana's
// own components. docs/MONITORING.md has all the commands.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';

const [prometheus, picture, minutes = '8'] = process.argv.slice(2);
const here = import.meta.dirname;
const board = JSON.parse(readFileSync(join(here, '../../deploy/grafana/stapje.json'), 'utf8'));
const step = 5;
const to = Math.floor(Date.now() / 1000);
const from = to - Number(minutes) * 60;
const times = Array.from({ length: (to - from) / step + 1 }, (_, at) => from + at * step);

// What Grafana fills in by itself; a run of minutes is looked at in shorter pieces than a day.
const filledIn = query => query.replaceAll('$__rate_interval', '1m').replaceAll('[5m]', '[1m]').replaceAll('$instance', '.*');
const named = (format, labels) => format.replace(/\{\{(\w+)\}\}/g, (_, name) => labels[name] ?? '') || 'value';
const finite = value => (value === undefined || Number.isNaN(value) ? null : value);

async function series({ expr, legendFormat }) {
  const asked = new URLSearchParams({ query: filledIn(expr), start: from, end: to, step });
  const answer = await (await fetch(`${prometheus}/api/v1/query_range?${asked}`)).json();
  if (answer.status !== 'success') throw new Error(`${expr}: ${answer.error}`);
  return answer.data.result.map(({ metric, values }) => {
    const at = new Map(values.map(([time, value]) => [time, Number(value)]));
    return { name: named(legendFormat, metric), values: times.map(time => finite(at.get(time))) };
  });
}

const data = {};
for (const panel of board.panels) {
  const found = (await Promise.all(panel.targets.map(series))).flat();
  data[panel.id] = { times: times.map(time => time * 1000), series: found };
}
const folder = mkdtempSync(join(tmpdir(), 'dashboard-'));
const loader = { '.svg': 'dataurl', '.ttf': 'dataurl', '.woff2': 'dataurl' };
const define = { 'process.env.NODE_ENV': '"production"', global: 'window' };
await build({ entryPoints: [join(here, 'page.tsx')], bundle: true, outfile: join(folder, 'page.js'), loader, define, logLevel: 'error' });
const run = JSON.stringify({ board, data, from, to }).replaceAll('<', '\\u003c');
writeFileSync(join(folder, 'page.html'), `<!doctype html><meta charset="utf-8"><link rel="stylesheet" href="page.css">
<div id="root"></div><script>window.process = { env: {} }; window.RUN = ${run}</script><script src="page.js"></script>`);
// As tall as what is on it: page.tsx has the measures.
const rows = Math.max(...board.panels.map(({ gridPos: { y, h } }) => y + h));
execFileSync('chromium', ['--headless', '--no-sandbox', '--disable-gpu', '--hide-scrollbars', '--virtual-time-budget=15000',
  `--window-size=1600,${48 + rows * 38}`, `--screenshot=${picture}`, join(folder, 'page.html')], { stdio: 'ignore' });
