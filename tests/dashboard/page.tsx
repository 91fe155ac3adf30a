// Draws a dashboard with Grafana's own panel components. What came from Prometheus is in window.RUN.
import React from 'react';
import { createRoot } from 'react-dom/client';
import { createTheme, dateTime, FieldType, getDisplayProcessor, ThemeContext } from '@grafana/data';
import { BigValue, BigValueGraphMode, BigValueTextMode, GlobalStyles, PanelChrome, TimeSeries } from '@grafana/ui';
import 'uplot/dist/uPlot.min.css';

const { board, data, from, to } = (window as any).RUN;
const theme = createTheme({ colors: { mode: 'dark' } });
const { palette, getColorByName } = theme.visualization;
const WIDTH = 1600;
const HEADER = 48;
const CELL = { width: WIDTH / 24, height: 38 };
const GAP = 8;
const ends = { from: dateTime(from * 1000), to: dateTime(to * 1000) };
const LINE = {
  drawStyle: 'line', lineWidth: 1, pointSize: 5, showPoints: 'never', fillOpacity: 0, spanNulls: true,
  axisPlacement: 'auto', scaleDistribution: { type: 'linear' }, hideFrom: {},
};

function fields(panel) {
  const { custom, ...defaults } = panel.fieldConfig.defaults;
  return data[panel.id].series.map(({ name, values }, at) => {
    const color = { mode: 'fixed', fixedColor: getColorByName(palette[at % palette.length]) };
    const config = { ...defaults, displayName: name, color, custom: { ...LINE, ...custom } };
    const field: any = { name, values, config, type: FieldType.number, state: { displayName: name, seriesIndex: at } };
    field.display = getDisplayProcessor({ field, theme });
    return field;
  });
}

function Lines({ panel, width, height }) {
  const { times } = data[panel.id];
  const time: any = { name: 'Time', type: FieldType.time, values: times, config: { interval: 5000 } };
  time.display = getDisplayProcessor({ field: time, theme });
  const frames: any = [{ length: times.length, fields: [time, ...fields(panel)] }];
  const range: any = { ...ends, raw: ends };
  return <TimeSeries frames={frames} timeRange={range} timeZone="browser" width={width} height={height}
    structureRev={1} legend={panel.options.legend} options={panel.options} />;
}

function Value({ panel, width, height }) {
  const [field] = fields(panel);
  if (!field) return <>No data</>;
  const { mappings, thresholds } = panel.fieldConfig.defaults;
  const value = field.values[field.values.length - 1];
  if (thresholds) field.config.color = { mode: 'thresholds' };
  const shown = getDisplayProcessor({ field, theme })(value);
  const mapped = mappings?.[0]?.options?.[String(value)]?.color;
  const color = mapped || !thresholds ? getColorByName(mapped ?? 'green') : shown.color;
  const text = panel.options.textMode === 'name' ? { text: field.name, prefix: '', suffix: '' } : {};
  return <BigValue width={width} height={height} theme={theme} value={{ ...shown, ...text, color, title: undefined }}
    textMode={BigValueTextMode.Value} colorMode={panel.options.colorMode} graphMode={BigValueGraphMode.None} />;
}

function Panel({ panel }) {
  const { x, y, w, h } = panel.gridPos;
  const [width, height] = [w * CELL.width - GAP, h * CELL.height - GAP];
  const place: any = { position: 'absolute', left: x * CELL.width + GAP / 2, top: HEADER + y * CELL.height, width, height };
  const Kind = panel.type === 'stat' ? Value : Lines;
  return <div style={place}>
    <PanelChrome title={panel.title} width={width} height={height}>
      {(width, height) => <Kind panel={panel} width={width} height={height} />}
    </PanelChrome>
  </div>;
}

createRoot(document.getElementById('root')).render(<ThemeContext.Provider value={theme}>
  <GlobalStyles hackNoBackdropBlur={true} isExtensionSidebarOpen={false} />
  <h1 style={{ height: HEADER, margin: 0, padding: 12, fontSize: 18 }}>{board.title}</h1>
  {board.panels.map(panel => <Panel key={panel.id} panel={panel} />)}
</ThemeContext.Provider>);
