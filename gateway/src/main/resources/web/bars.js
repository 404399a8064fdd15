// Bars over time, up and down from a line: what came in and what went out. A table says the same.
import { html } from './vendor/htm/preact-standalone.js';
import { t } from './words.js';

const share = (amount, most) => most > 0n ? Number(amount * 1000n / most) / 1000 : 0;

/**
 * `slots`: what is shown; `up`, `down`: the names of the two sums; `say`: a sum as text; `tell`: a slot as a sentence;
 * `mark`: what is written below a slot, '' for nothing.
 */
export function Bars({ title, upWord, downWord, slots, up, down, say, tell, mark }) {
  const most = slots.reduce((max, each) => [each[up], each[down]].reduce((a, b) => a > b ? a : b, max), 0n);
  const isNone = most === 0n, sum = name => say(slots.reduce((all, each) => all + each[name], 0n));
  return html`<figure class="bars"><figcaption><strong>${title}</strong>
      <span class="key up">${upWord} <b>${sum(up)}</b></span><span class="key down">${downWord} <b>${sum(down)}</b></span>
      <small class="most">${isNone ? t('noneYet') : t('mostOf', { most: say(most) })}</small></figcaption>
    <div class="plot" aria-hidden="true">
      ${slots.map(each => html`<span class="slot" key=${each.start} title=${tell(each)}>
        <i class="up" style=${{ transform: `scaleY(${share(each[up], most)})` }}></i><i class="down" style=${{ transform: `scaleY(${share(each[down], most)})` }}></i>
        <small>${mark(each)}</small></span>`)}
    </div></figure>`;
}
