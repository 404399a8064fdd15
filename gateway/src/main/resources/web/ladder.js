// The order book as a ladder: a fixed number of rows, so that nothing jumps; a click takes the price. A book changes a
// hundred times a second, so its cells are written into directly, and only where they differ.
import { html, useEffect, useRef } from './vendor/htm/preact-standalone.js';
import { plain, shown, units, PRICE, QUANTITY } from './decimal.js';
import { changed, listen, state, useTopics } from './store.js';
import { isOpen } from './account.js';
import { locale, t } from './words.js';

const ROWS = 11, EMPTY = { price: '', quantity: '', sum: '', share: 0, own: false };

export function take(price) {
  state.draft = { ...state.draft, price: shown(price, locale()) };
  changed('draft');
}

/** Levels with running sums in Wh. */
function withSums(levels) {
  let sumWh = 0n;
  return levels.slice(0, ROWS).map(([price, quantity]) => {
    sumWh += units(quantity, QUANTITY);
    return { price, quantity, sumWh };
  });
}

/** One row of the drawn ladder. */
class Row {
  constructor(element) {
    this.element = element;
    [this.price, this.quantity, this.bar, this.sum] = ['.price', '.quantity', '.bar', '.sum span'].map(part => element.querySelector(part));
    this.shown = {};
  }

  show({ price, quantity, sum, share, own }, language) {
    const was = this.shown;
    if (price !== was.price || language !== was.language) {
      const written = price && shown(price, locale());
      this.price.textContent = written || '–';
      this.price.disabled = !price;
      this.price.title = price ? t('takePrice', { price: written }) : '';
      this.element.classList.toggle('empty', !price);
    }
    if (quantity !== was.quantity || language !== was.language) this.quantity.textContent = quantity && shown(quantity, locale());
    if (sum !== was.sum || language !== was.language) this.sum.textContent = sum && shown(sum, locale());
    if (share !== was.share) this.bar.style.transform = `scaleX(${share})`;
    if (own !== was.own) this.element.classList.toggle('own', own);
    this.shown = { price, quantity, sum, share, own, language };
  }
}

export function spreadOf(book) {
  if (!book?.asks.length || !book?.bids.length) return null;
  return plain(units(book.asks[0][0], PRICE) - units(book.bids[0][0], PRICE), PRICE);
}

/** Shows the book in rows, best prices next to the spread: `rows` of each side from there outwards. */
function fill(rows, spread) {
  const book = state.book ?? { bids: [], asks: [] };
  const levels = { ask: withSums(book.asks), bid: withSums(book.bids) };
  const own = new Set([...state.orders.values()].filter(isOpen).map(order => order.side + order.price));
  const most = Object.values(levels).map(side => side.at(-1)?.sumWh ?? 0n).reduce((a, b) => a > b ? a : b);
  for (const side of ['ask', 'bid']) {
    rows[side].forEach((row, at) => {
      const level = levels[side][at];
      row.show(level ? { ...level, sum: plain(level.sumWh, QUANTITY), share: Number(level.sumWh * 100n / most) / 100, own: own.has(side + level.price) } : EMPTY, state.ui.language);
    });
  }
  const between = spreadOf(book);
  spread.textContent = between === null ? '–' : shown(between, locale());
}

/** Cells that are filled later; a click anywhere in a row takes its price. */
const drawn = (side, rows) => Array.from({ length: ROWS }, (_, at) => html`<tr key=${at} onClick=${() => { const { price } = rows()[side][at].shown; if (price) take(price); }}>
  <td class=${side}><span class="cell"><button type="button" tabindex="-1" class="price"></button></span></td><td><span class="cell quantity"></span></td>
  <td><span class="cell sum"><i class=${'bar ' + side}></i><span></span></span></td></tr>`);

export function Ladder() {
  useTopics('ui');
  const table = useRef(), rows = useRef();
  useEffect(() => {
    const of = side => [...table.current.querySelectorAll(`tbody.${side}s tr`)].map(element => new Row(element));
    rows.current = { ask: of('ask').reverse(), bid: of('bid') };
    const draw = () => fill(rows.current, table.current.querySelector('.between'));
    draw();
    return listen(['book', 'orders', 'ui'], draw);
  }, []);
  const now = () => rows.current;
  return html`<section class="panel ladder" aria-labelledby="ladder-title">
    <h2 id="ladder-title">${t('orderBook')}</h2>
    <table ref=${table}>
      <thead><tr><th scope="col">${t('price')}</th><th scope="col">${t('quantity')}</th><th scope="col">${t('sum')}</th></tr></thead>
      <tbody class="asks" aria-label=${t('asks')}>${drawn('ask', now).reverse()}</tbody>
      <tbody class="middle"><tr><th scope="row">${t('spread')}</th><td colspan="2"><span class="cell between"></span></td></tr></tbody>
      <tbody class="bids" aria-label=${t('bids')}>${drawn('bid', now)}</tbody>
    </table>
  </section>`;
}
