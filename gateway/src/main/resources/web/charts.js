// Candles with volume (lightweight-charts) and depth (uPlot). They draw on canvas; a sentence says the same to those who hear.
import { html, useEffect, useRef, useState } from './vendor/htm/preact-standalone.js';
import { CandlestickSeries, createChart, HistogramSeries } from './vendor/lightweight-charts/lightweight-charts.js';
import UPlot from './vendor/uplot/uPlot.js';
import { plain, shown, units, QUANTITY } from './decimal.js';
import { listenEvery, notify, state, useTopics } from './store.js';
import { showCandles } from './marketdata.js';
import { locale, t } from './words.js';

const INTERVALS = ['1m', '5m', '15m', '1h', '1d'];
const DRAW_MS = 250, DEPTH_LEVELS = 60, DARK = matchMedia('(prefers-color-scheme: dark)');

const colour = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** Chart time is drawn as if it were UTC: shifted, it shows the reader's zone. */
const chartTime = ts => (ts - new Date(ts).getTimezoneOffset() * 60_000) / 1000;
const candleOf = row => ({ time: chartTime(row.openTs), open: +row.open, high: +row.high, low: +row.low, close: +row.close });
const volumeOf = row => ({ time: chartTime(row.openTs), value: +row.volume, color: colour(+row.close >= +row.open ? '--bid-soft' : '--ask-soft') });

function looks() {
  return {
    layout: { background: { color: 'transparent' }, textColor: colour('--muted'), fontFamily: 'inherit', fontSize: 12, attributionLogo: false },
    grid: { vertLines: { color: colour('--line') }, horzLines: { color: colour('--line') } },
    timeScale: { timeVisible: state.candles.interval !== '1d', secondsVisible: false, borderColor: colour('--line'), rightOffset: 3, minBarSpacing: 2 },
    rightPriceScale: { borderColor: colour('--line'), scaleMargins: { top: 0.08, bottom: 0.24 } },
    localization: { locale: locale(), priceFormatter: price => shown(price.toFixed(2), locale()) },
  };
}

/** Changes with what a drawn chart cannot change by itself: colours and language. */
function useLook() {
  useTopics('ui');
  const [night, setNight] = useState(DARK.matches);
  useEffect(() => {
    const turned = () => setNight(DARK.matches);
    DARK.addEventListener('change', turned);
    return () => DARK.removeEventListener('change', turned);
  }, []);
  return [state.ui.theme, night, state.ui.language].join();
}

export function Candles() {
  useTopics('candles');
  const place = useRef(), look = useLook();
  useEffect(() => {
    const chart = createChart(place.current, { autoSize: true, ...looks() });
    const up = colour('--bid'), down = colour('--ask');
    const candles = chart.addSeries(CandlestickSeries, { upColor: up, downColor: down, wickUpColor: up, wickDownColor: down, borderVisible: false });
    const volumes = chart.addSeries(HistogramSeries, { priceScaleId: 'volume', priceFormat: { type: 'volume' }, priceLineVisible: false, lastValueVisible: false });
    chart.priceScale('volume').applyOptions({ scaleMargins: { top: 0.82, bottom: 0 } });
    let version = -1;
    const draw = () => {
      const { rows } = state.candles;
      if (version !== state.candles.version) {
        version = state.candles.version;
        candles.setData(rows.map(candleOf));
        volumes.setData(rows.map(volumeOf));
        chart.timeScale().setVisibleLogicalRange({ from: rows.length - 80, to: rows.length + 3 });
      } else if (rows.length) {
        candles.update(candleOf(rows.at(-1)));
        volumes.update(volumeOf(rows.at(-1)));
      }
    };
    draw();
    const end = listenEvery(DRAW_MS, ['candles'], draw);
    return () => { end(); chart.remove(); };
  }, [look]);
  const { rows, interval } = state.candles, last = rows.at(-1);
  const choose = chosen => showCandles(chosen).catch(refused => notify('bad', 'refused', { name: refused.name, msg: refused.message }));
  return html`<section class="panel candles" aria-labelledby="candles-title">
    <header><h2 id="candles-title">${t('candles')}</h2>
      <div class="choice" role="group" aria-label=${t('interval')}>${INTERVALS.map(each => html`
        <button aria-pressed=${each === interval} onClick=${() => choose(each)}>${each}</button>`)}</div>
    </header>
    <div class="canvas" ref=${place} role="img" aria-label=${last ? t('chartText', { count: rows.length, open: shown(last.open, locale()), close: shown(last.close, locale()) }) : t('noTrades')}></div>
    ${!last && html`<p class="nothing">${t('noTrades')}</p>`}
  </section>`;
}

/** Cumulative quantities over prices: bids falling from the left, asks rising to the right. */
function depthData() {
  const { bids, asks } = state.book ?? { bids: [], asks: [] };
  let sum = 0;
  const left = bids.slice(0, DEPTH_LEVELS).map(([price, quantity]) => [+price, sum += +quantity]).reverse();
  sum = 0;
  const right = asks.slice(0, DEPTH_LEVELS).map(([price, quantity]) => [+price, sum += +quantity]);
  return [[...left, ...right].map(([price]) => price), [...left.map(([, q]) => q), ...right.map(() => null)], [...left.map(() => null), ...right.map(([, q]) => q)]];
}

function depthLooks(width, height) {
  const axis = { stroke: colour('--muted'), grid: { stroke: colour('--line'), width: 1 }, ticks: { show: false }, font: '12px system-ui' };
  const series = (name, align) => ({ stroke: colour(name), fill: colour(name + '-soft'), width: 2, points: { show: false }, paths: UPlot.paths.stepped({ align }) });
  return {
    width, height, padding: [8, 8, 0, 0], legend: { show: false }, cursor: { show: false }, scales: { x: { time: false } },
    axes: [{ ...axis, size: 28, values: (_, ticks) => ticks.map(tick => shown(tick.toFixed(0), locale())) }, { ...axis, size: 48, values: (_, ticks) => ticks.map(tick => shown(String(tick), locale())) }],
    series: [{}, series('--bid', -1), series('--ask', 1)],
  };
}

const sumOf = levels => shown(plain(levels.slice(0, DEPTH_LEVELS).reduce((sum, [, quantity]) => sum + units(quantity, QUANTITY), 0n), QUANTITY), locale());

export function Depth() {
  const place = useRef(), look = useLook();
  useEffect(() => {
    const plot = new UPlot(depthLooks(place.current.clientWidth, place.current.clientHeight), depthData(), place.current);
    const draw = () => {
      plot.setData(depthData());
      const { bids, asks } = state.book ?? { bids: [], asks: [] };
      place.current.setAttribute('aria-label', t('depthText', { bids: sumOf(bids), asks: sumOf(asks) }));
    };
    const resized = new ResizeObserver(([{ contentRect }]) => plot.setSize(contentRect));
    resized.observe(place.current);
    const end = listenEvery(DRAW_MS, ['book'], draw);
    return () => { end(); resized.disconnect(); plot.destroy(); };
  }, [look]);
  return html`<section class="panel depth" aria-labelledby="depth-title">
    <h2 id="depth-title">${t('depth')}</h2>
    <div class="canvas" ref=${place} role="img" aria-label=${t('depth')}></div>
  </section>`;
}
