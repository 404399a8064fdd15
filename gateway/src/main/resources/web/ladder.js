// The order book as a ladder: a fixed number of rows, so that nothing jumps; a click takes the price.
import { Component, html } from './vendor/htm/preact-standalone.js';
import { plain, shown, units, PRICE, QUANTITY } from './decimal.js';
import { changed, state, useTopics } from './store.js';
import { locale, t } from './words.js';

const ROWS = 11;

export function take(price) {
  state.draft = { ...state.draft, price: shown(price, locale()) };
  changed('draft');
}

/** Levels with running sums in Wh; missing ones are null. */
function withSums(levels) {
  let sumWh = 0n;
  return Array.from({ length: ROWS }, (_, row) => {
    if (!levels[row]) return null;
    const [price, quantity] = levels[row];
    sumWh += units(quantity, QUANTITY);
    return { price, quantity, sumWh };
  });
}

/** One level; drawn anew only when something in it changed, which a hundred times a second counts. */
class Row extends Component {
  shouldComponentUpdate(next) {
    return Object.keys({ ...this.props, ...next }).some(name => next[name] !== this.props[name]);
  }

  render({ price, quantity, sum, share, side, own }) {
    if (!price) return html`<tr class="empty"><td>–</td><td></td><td></td></tr>`;
    const written = shown(price, locale());
    return html`<tr class=${own ? 'own' : ''}>
      <td class=${side}><button tabindex="-1" class="price" title=${t('takePrice', { price: written })} onClick=${() => take(this.props.price)}>${written}</button></td>
      <td>${shown(quantity, locale())}</td>
      <td class="sum"><i class=${'bar ' + side} style=${{ transform: `scaleX(${share})` }}></i><span>${shown(sum, locale())}</span></td>
    </tr>`;
  }
}

export function spreadOf(book) {
  if (!book?.asks.length || !book?.bids.length) return null;
  return plain(units(book.asks[0][0], PRICE) - units(book.bids[0][0], PRICE), PRICE);
}

export function Ladder() {
  useTopics('book', 'ui', 'orders');
  const book = state.book ?? { bids: [], asks: [] };
  const asks = withSums(book.asks), bids = withSums(book.bids);
  const last = side => side.filter(Boolean).at(-1)?.sumWh ?? 0n;
  const most = last(asks) > last(bids) ? last(asks) : last(bids);
  const own = new Set([...state.orders.values()].filter(o => o.state === 'open' || o.state === 'partly').map(o => o.side + o.price));
  const share = sumWh => most ? Number(sumWh * 100n / most) / 100 : 0;
  const rows = (levels, side) => levels.map(level => level ? html`<${Row} price=${level.price} quantity=${level.quantity} sum=${plain(level.sumWh, QUANTITY)}
    share=${share(level.sumWh)} side=${side} own=${own.has(side + level.price)} language=${state.ui.language} />` : html`<${Row} />`);
  const spread = spreadOf(book);
  return html`<section class="panel ladder" aria-labelledby="ladder-title">
    <h2 id="ladder-title">${t('orderBook')}</h2>
    <table>
      <thead><tr><th scope="col">${t('price')}</th><th scope="col">${t('quantity')}</th><th scope="col">${t('sum')}</th></tr></thead>
      <tbody aria-label=${t('asks')}>${rows(asks, 'ask').reverse()}</tbody>
      <tbody class="middle"><tr><th scope="row">${t('spread')}</th><td colspan="2">${spread === null ? '–' : shown(spread, locale())}</td></tr></tbody>
      <tbody aria-label=${t('bids')}>${rows(bids, 'bid')}</tbody>
    </table>
  </section>`;
}
