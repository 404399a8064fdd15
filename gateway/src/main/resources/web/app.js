// The page: one connection, three views.
import { html, render } from './vendor/htm/preact-standalone.js';
import { changed, remembered, state, useTopics } from './store.js';
import './marketdata.js';
import './account.js';
import { open } from './line.js';
import { choose, Foot, Head, Notices, Overlay, SignIn } from './shell.js';
import { Home } from './home.js';
import { Market } from './market.js';
import { System } from './system.js';
import { onKey } from './ticket.js';
import { LANGUAGES, t } from './words.js';

const VIEWS = { market: Market, home: Home, system: System };

function route() {
  const view = location.hash.slice(1);
  state.ui.view = VIEWS[view] ? view : 'market';
  document.title = `EnerLink · ${t(state.ui.view)}`;
  changed('ui');
}

function Page() {
  useTopics('ui', 'line');
  const View = VIEWS[state.ui.view];
  return html`<${Head} /><main id="content" tabindex="-1" class=${state.line.status}><${Overlay} /><${View} key=${state.ui.view} /></main><${Foot} /><${Notices} /><${SignIn} />`;
}

state.ui.keys = remembered('keys') !== 'off';
choose('language', remembered('language') in LANGUAGES ? remembered('language') : navigator.language.startsWith('id') ? 'id' : 'en');
choose('theme', remembered('theme') ?? 'auto');
addEventListener('hashchange', route);
addEventListener('keydown', onKey);
route();
render(html`<${Page} />`, document.getElementById('page'));
open();
