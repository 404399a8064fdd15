// Every word of the page in the languages it speaks; {x} stands for a value.
import { state } from './store.js';

export const LANGUAGES = { en: 'English', id: 'Bahasa Indonesia' };
const LOCALES = { en: 'en-GB', id: 'id-ID' };

export const WORDS = {
  en: {
    market: 'Market', home: 'Home', system: 'System', views: 'Views', skip: 'Skip to content', language: 'Language',
    theme: 'Colours', theme_auto: 'As the device', theme_light: 'Light', theme_dark: 'Dark', environment: 'Environment',
    line_live: 'live', line_connecting: 'connecting', line_resuming: 'catching up', line_stale: 'silent', line_down: 'down',
    line_stopping: 'stopping', latency: '{ms} ms',
    stale_title: 'No word from the exchange', stale_text: 'Nothing was heard for {s} s. What you see below may be old. Nothing can be sent until it answers.',
    down_title: 'The line to the exchange is down', down_text: 'What you see below is from {time}. The next try is in {s} s; what you missed is fetched then.',
    never_text: 'Nothing was heard of it yet. The next try is in {s} s.',
    stopping_title: 'The exchange is about to stop', stopping_text: 'It said so itself. The page comes back when it does.',
    connecting_title: 'Connecting to the exchange', connecting_text: 'One moment.',
    resuming_title: 'Catching up', resuming_text: 'The line is back; what was missed is being fetched.',
    tryNow: 'Try now', close: 'Close', dismiss: 'Dismiss',
    signIn: 'Sign in', signOut: 'Sign out', signedInAs: 'Signed in as {address}', signingIn: 'Signing in…',
    signInTitle: 'Who are you?', signInText: 'Every order is signed by your own key. The exchange never sees the key.',
    useWallet: 'Browser wallet', useWalletText: 'Your wallet shows what you sign, field by field.', noWallet: 'No wallet was found in this browser.',
    useTab: 'Throw-away key', useTabText: 'Made now, kept in this tab, gone when it closes. For play.',
    useKey: 'A key you have', useKeyText: 'For example a demo home’s, in the data folder under keys/homes.', keyLabel: 'Private key, 64 hexadecimal digits', badKey: 'That is no private key.',
    signInAgain: 'Sign in again with your wallet', useIt: 'Use it',
    symbolLast: 'Last price', spread: 'Spread', perKwh: 'IDRS per kWh', high: 'High', low: 'Low', volume: 'Volume',
    orderBook: 'Order book', price: 'Price', quantity: 'Quantity', sum: 'Sum', asks: 'Sell orders', bids: 'Buy orders', takePrice: 'Take price {price} into the ticket',
    candles: 'Price', depth: 'Depth', interval: 'Span of a candle', noTrades: 'No trade yet.', chartText: '{count} candles; the last one opened {open}, closed {close}', depthText: 'Buy side {bids} ETK, sell side {asks} ETK within sight',
    tape: 'Trades', time: 'Time', side: 'Side', bid: 'Buy', ask: 'Sell', buyer: 'bought', seller: 'sold',
    ticket: 'Order', buyEtk: 'Buy ETK', sellEtk: 'Sell ETK', limit: 'Limit', marketOrder: 'Market', orderType: 'Kind', timeInForce: 'Lives',
    gtc: 'until cancelled, a day at most', ioc: 'only at once, rest cancelled', fok: 'all at once or nothing',
    priceLabel: 'Price, IDRS per kWh', worstPrice: 'Worst price, IDRS per kWh', quantityLabel: 'Quantity, kWh (ETK)', notional: 'Value', feeUpTo: 'Fee, at most', youPay: 'You pay at most', youGet: 'You get at least',
    available: 'Available', reserved: 'In orders', unsettled: 'Not yet final', wallet: 'In the wallet', owed: 'ETK owed', send_bid: 'Sign and buy', send_ask: 'Sign and sell', sending: 'Signing and sending…',
    signInToTrade: 'Sign in to trade', most: 'Most', stepUp: 'Price up', stepDown: 'Price down',
    check_price: 'Type a price.', check_priceForm: 'That is no price. Write it like {example}.', check_tick: 'Prices go in steps of {tick}.', check_quantity: 'Type a quantity.', check_quantityForm: 'That is no quantity. Write it like {example}.', check_lot: 'Quantities go in steps of {lot}.',
    check_zero: 'More than nothing, please.', check_notional: 'Too small: an order is worth {min} IDRS at least.', check_funds: 'Not enough: {need} {asset} are needed, {have} are available.', check_line: 'The line is not live.', check_empty: 'Nobody is on the other side now.', check_balances: 'Balances have not come yet.',
    funds: 'Escrow', fund: 'Get {amount} play rupiah', funding_rampOn: 'The bank pays into your wallet…', funding_deposit: 'Your wallet pays into escrow…', funded: 'The rupiah are in escrow and final on the chain.', depositEtk: 'Move {amount} ETK from wallet to escrow', fundText: 'The demo’s bank gives for the asking. It takes some seconds: two transactions become final.',
    myOrders: 'My orders', myFills: 'My trades', noOpenOrders: 'No open order.', noFills: 'No trade of yours yet.', cancel: 'Cancel', cancelAll: 'Cancel all', asked: 'asked…', filled: 'Filled', state: 'State', settlement: 'Settlement', hash: 'Transaction', fee: 'Fee', signInToSee: 'Sign in to see your orders and trades.', showEnded: 'Also ended ones', gapNote: 'Reports before a certain time are no longer kept: sums here may lack some.',
    order_open: 'open', order_partly: 'partly filled', order_filled: 'filled', order_canceled: 'cancelled', order_expired: 'expired', order_closed: 'ended',
    reason_user: 'by you', reason_immediateOrCancel: 'nothing more at once', reason_fillOrKill: 'not all at once', reason_selfTrade: 'would trade with yourself', reason_disconnect: 'line lost', reason_cancelAfter: 'time ran out', reason_operator: 'by the operator', reason_debt: 'ETK owed', reason_replacedAway: 'lowered to what was filled', reason_stopped: 'account leaves', reason_maxQuote: 'spending limit', reason_voided: 'voided', reason_auctionEnd: 'auction ended', reason_expired: 'expired',
    settle_matched: 'matched', settle_submitted: 'sent', settle_mined: 'mined', settle_final: 'final', settle_reverted: 'reverted',
    placed: 'The order is in: {state}.', canceledAll: '{count} orders cancelled.', refused: 'Refused: {text}', walletRefused: 'The wallet did not sign.',
    keys: 'Keys', keysOn: 'Keys work', keys_b: 'buy', keys_s: 'sell', keys_up: 'price up one step, with Shift a hundred', keys_down: 'price down', keys_send: 'sign and send', keys_x: 'cancel all', keys_escape: 'leave a field',
    trading_open: 'trading', trading_halted: 'halted', trading_auction: 'auction', halt_none: 'no reason told', halt_operator: 'by the operator', halt_clockJump: 'the clock jumped', halt_staleChain: 'no fresh word of the chain', halt_settlementReverted: 'a settlement failed', halt_reconciliation: 'ledger and chain differ', halt_disk: 'the disk is nearly full', halt_schedule: 'outside the hours of trading', tradingNote: 'Trading is halted: {reason}. Orders can be cancelled.',
    homeSignIn: 'Sign in as a home to see its energy.', waitingForMeter: 'No reading yet of a meter of this account. A meter speaks every few seconds; if this stays, the account has none.',
    sun: 'Sun', battery: 'Battery', house: 'House', grid: 'Neighbours', notTold: 'not measured', toGrid: 'giving', fromGrid: 'taking', balanced: 'in balance', flowText_out: 'Your home gives {kwh} kWh to the neighbours in the last minute.', flowText_in: 'Your home takes {kwh} kWh from the neighbours in the last minute.',
    energyOut: 'Given', energyIn: 'Taken', minted: 'ETK minted', burned: 'ETK burned', sold: 'Sold', bought: 'Bought',
    registerOut: 'given in all', registerIn: 'taken in all',
    prepaid: 'Prepaid balance', prepaidOwed: 'Your home owes {etk} ETK. What your roof gives next pays that back first.',
    bot: 'The bot', botMissing: 'The exchange does not tell what the bot plans yet.', operatorsOnly: 'Only operators hear this.',
    batches: 'Settlement batches', batch: 'Batch', trades: 'Trades', noBatches: 'No batch yet.', backlog: 'Backlog', batchesNone: 'all is final', batchesOpen: 'batches {batches}, trades {trades} not final',
    connections: 'Connections', connId: 'Number', rateLeft: 'Requests left at once', roundTrip: 'Round trip', chain: 'Chain', contract: 'Market contract',
    check_ready: 'The exchange says it is ready', check_trading: 'Trading', check_escrow: 'Escrow against ledger', check_supply: 'ETK supply against registers', check_fresh: 'The line speaks', unknown: 'not checked',
    attribution: 'Charts: TradingView Lightweight Charts™, Copyright (c) 2026 TradingView, Inc.', licences: 'Licences', protocol: 'Everything here goes through the public protocol.',
    ago: '{n} {unit} ago', unit_s: 's', unit_min: 'min', unit_h: 'h', checkedAgo: 'asked {ago}', comparedAgo: 'compared {ago}, chain block {block}', toldAgo: 'told {ago}', heardAgo: 'last word {ago}', verdict_good: '(good)', verdict_bad: '(bad)', verdict_unknown: '(not known)',
    checks: 'Checks', stage: 'Stage', half: 'Half within', ninetyNine: '99 % within', engineLatency: 'A request inside the exchange', engineLatencyText: 'Measured by the exchange itself, over the requests of the last minute or so.', noRequests: 'No request to the engine in the last minute.',
    latency_decode: 'read', latency_verify: 'signature', latency_ring: 'queue', latency_journal: 'journal, on disk', latency_match: 'match', latency_publish: 'tell everybody', latency_total: 'all, frame to answer',
    stages: 'A batch on the chain', stage_close: 'closed → sent', stage_send: 'sent → mined', stage_mine: 'mined → final', stage_all: 'closed → final', stagesText: 'Medians of the {n} final batches that this page knows.', connection: 'Line and load', closedAt: 'Closed', status: 'State', executions: 'Orders', settle_pending: 'in a batch',
    hashNotTold: 'final before you came', postOnly: 'Only rest, never trade at once',
    homeTitle: 'Your home now', homeHint: 'In the demo, choose “A key you have”: the keys of the six homes lie in the data folder, under keys/homes.',
    sunDown: 'dark', battery_idle: 'resting', battery_in: 'takes {power}', battery_out: 'gives {power}', grid_gets: 'get {power}', grid_gives: 'give {power}',
    power_out: 'Your home gives {power} to the neighbours.', power_in: 'Your home takes {power} from the neighbours.', power_none: 'Your home needs nobody now.', power_sun: 'The sun brings {power}.', power_dark: 'The sun brings nothing now.', power_load: 'The house uses {power}.', flowText_none: 'Nothing flows between your home and the neighbours.',
    day: 'Today', days: 'Day', quarter: 'Quarter of an hour', past: 'Energy and rupiah over time', span: 'Span of a bar', by_quarter: '15 minutes', by_days: 'Days', asTable: 'The same as a table', mostOf: 'highest bar {most}', noneYet: 'none yet', energyBars: 'Energy', etkBars: 'Tokens', moneyBars: 'Rupiah', earned: 'Earned', spent: 'Spent',
    sinceMidnight: 'since midnight', sinceOpened: 'since this page opened, {time}', mintedText: 'in all, final on the chain', inAll: '{etk} in all', forMoney: 'for {amount} IDRS', netToday: 'Earned today', netText: 'sold less bought, fees taken off, since midnight',
    historyTold: 'From the exchange’s records of your meter, and from your own trades.', historyLocked: 'Older figures are yours alone: your wallet has to sign that it is you who asks. Nothing is moved by that.', historyUnlock: 'Sign and show them',
    meterFresh: 'The meter spoke {ago}.', meterOld: 'The meter last spoke {ago}. Energy is counted when it comes back: nothing is lost.', heldToday: 'Held back today: {count} readings that look odd. Somebody looks at them; until then they do not count.',
    reading_accepted: 'Its last reading counts.', reading_baseline: 'Counting begins with its last reading.', reading_late: 'Its last reading came late; newer ones were here already, so it changes nothing.', reading_dropped: 'Its counter fell. Whether it began anew or only misread, its next reading tells.', reading_held: 'Its last reading is held back: more energy than the meter can have measured. Somebody looks at it; until then it does not count.', reading_clock_off: 'Its clock is wrong, so its last reading does not count yet. The next one with the right time brings the energy.', reading_other: 'Its last reading is marked “{state}”.',
    prepaidReach: 'Enough for about {kwh} kWh at the last price, {price}.', prepaidEnds: 'When it ends', prepaidText: 'Your home buys no more from neighbours. The light stays on: what you take then is owed in ETK, and paid back first from what your roof gives next.', reservedIdrs: 'Set aside for orders', walletIdrs: 'In the wallet', availableEtk: 'Energy to sell',
    device_warning: 'The device warns that something may go wrong.', device_error: 'The device says that something is wrong.', device_missing: 'The device gives no sign of life; the last one: {ago}.', never: 'never',
    credit: '{kwh} kWh of credit.', credit_on: 'All is on.', credit_warned: 'Little is left.', credit_shed: 'The relay is off; with {on} kWh it is on again.', credit_off: 'The home is off the grid; with {on} kWh it is on again.', creditOff: 'At {time} the grid is switched off.', creditTerms: 'Your meter is prepaid: below {warn} kWh you are warned, below {shed} kWh its relay is switched off, and without any credit, after a while, the grid. All is on again from {on} kWh.', creditCritical: 'Your meter is prepaid: below {warn} kWh you are warned, below {shed} kWh its relay is switched off. The grid stays on, as your load is critical. All is on again from {on} kWh.',
    asking: 'Asking…', botNone: 'This account has no bot here. Its orders are yours to place, in the market.', botOn: 'trades for you', botOff: 'rests: it has no orders and places none', botLost: 'has lost its line', botSwitch: '{name} may trade', botPlan: 'It wants now', botPlanNone: 'Nothing: it has neither energy to sell nor needs any.', botDone: 'Orders open: {open}. Placed since its start: {placed}, refused: {refused}.', botLimits: 'What it never passes', botProblem: 'Its last trouble: {text}', botWish_bid: 'buy {quantity} kWh at {price}', botWish_ask: 'sell {quantity} kWh at {price}', botPrices: 'Prices', botMostEnergy: 'Energy on offer', botMostMoney: 'Rupiah in orders', botMostOrders: 'Open orders', botMostFee: 'Fee',
  },
  id: {
    market: 'Pasar', home: 'Rumah', system: 'Sistem', views: 'Tampilan', skip: 'Langsung ke isi', language: 'Bahasa',
    theme: 'Warna', theme_auto: 'Ikut perangkat', theme_light: 'Terang', theme_dark: 'Gelap', environment: 'Lingkungan',
    line_live: 'tersambung', line_connecting: 'menyambung', line_resuming: 'mengejar', line_stale: 'diam', line_down: 'putus',
    line_stopping: 'akan berhenti', latency: '{ms} md',
    stale_title: 'Tidak ada kabar dari bursa', stale_text: 'Sudah {s} detik tidak ada kabar. Yang terlihat di bawah mungkin sudah lama. Tidak ada yang bisa dikirim sampai bursa menjawab.',
    down_title: 'Sambungan ke bursa putus', down_text: 'Yang terlihat di bawah adalah keadaan pukul {time}. Dicoba lagi dalam {s} detik; yang terlewat diambil saat itu.',
    never_text: 'Belum ada kabar darinya. Dicoba lagi dalam {s} detik.',
    stopping_title: 'Bursa akan berhenti', stopping_text: 'Bursa sendiri yang mengatakannya. Halaman ini kembali bila bursa kembali.',
    connecting_title: 'Menyambung ke bursa', connecting_text: 'Sebentar.',
    resuming_title: 'Mengejar ketinggalan', resuming_text: 'Sambungan kembali; yang terlewat sedang diambil.',
    tryNow: 'Coba sekarang', close: 'Tutup', dismiss: 'Tutup pesan',
    signIn: 'Masuk', signOut: 'Keluar', signedInAs: 'Masuk sebagai {address}', signingIn: 'Sedang masuk…',
    signInTitle: 'Siapa Anda?', signInText: 'Setiap order ditandatangani kunci Anda sendiri. Bursa tidak pernah melihat kunci itu.',
    useWallet: 'Dompet peramban', useWalletText: 'Dompet memperlihatkan yang Anda tanda tangani, satu per satu.', noWallet: 'Tidak ada dompet di peramban ini.',
    useTab: 'Kunci sekali pakai', useTabText: 'Dibuat sekarang, disimpan di tab ini, hilang bila tab ditutup. Untuk mencoba.',
    useKey: 'Kunci yang Anda punya', useKeyText: 'Misalnya kunci rumah demo, di folder data, di keys/homes.', keyLabel: 'Kunci privat, 64 angka heksadesimal', badKey: 'Itu bukan kunci privat.',
    signInAgain: 'Masuk lagi dengan dompet', useIt: 'Pakai',
    symbolLast: 'Harga terakhir', spread: 'Selisih', perKwh: 'IDRS per kWh', high: 'Tertinggi', low: 'Terendah', volume: 'Volume',
    orderBook: 'Buku order', price: 'Harga', quantity: 'Jumlah', sum: 'Kumulatif', asks: 'Order jual', bids: 'Order beli', takePrice: 'Pakai harga {price} di order',
    candles: 'Harga', depth: 'Kedalaman', interval: 'Rentang satu lilin', noTrades: 'Belum ada transaksi.', chartText: '{count} lilin; yang terakhir buka {open}, tutup {close}', depthText: 'Sisi beli {bids} ETK, sisi jual {asks} ETK yang terlihat',
    tape: 'Transaksi', time: 'Waktu', side: 'Sisi', bid: 'Beli', ask: 'Jual', buyer: 'dibeli', seller: 'dijual',
    ticket: 'Order', buyEtk: 'Beli ETK', sellEtk: 'Jual ETK', limit: 'Limit', marketOrder: 'Pasar', orderType: 'Jenis', timeInForce: 'Berlaku',
    gtc: 'sampai dibatalkan, maks. sehari', ioc: 'hanya seketika, sisanya batal', fok: 'semua seketika atau batal',
    priceLabel: 'Harga, IDRS per kWh', worstPrice: 'Harga terburuk, IDRS per kWh', quantityLabel: 'Jumlah, kWh (ETK)', notional: 'Nilai', feeUpTo: 'Biaya, paling banyak', youPay: 'Anda bayar paling banyak', youGet: 'Anda terima paling sedikit',
    available: 'Tersedia', reserved: 'Dalam order', unsettled: 'Belum final', wallet: 'Di dompet', owed: 'Utang ETK', send_bid: 'Tanda tangani dan beli', send_ask: 'Tanda tangani dan jual', sending: 'Menandatangani dan mengirim…',
    signInToTrade: 'Masuk untuk berdagang', most: 'Maksimal', stepUp: 'Harga naik', stepDown: 'Harga turun',
    check_price: 'Isi harga.', check_priceForm: 'Itu bukan harga. Tulis seperti {example}.', check_tick: 'Harga berjenjang {tick}.', check_quantity: 'Isi jumlah.', check_quantityForm: 'Itu bukan jumlah. Tulis seperti {example}.', check_lot: 'Jumlah berjenjang {lot}.',
    check_zero: 'Harus lebih dari nol.', check_notional: 'Terlalu kecil: order paling sedikit bernilai {min} IDRS.', check_funds: 'Tidak cukup: perlu {need} {asset}, tersedia {have}.', check_line: 'Sambungan tidak aktif.', check_empty: 'Sekarang tidak ada siapa pun di sisi lawan.', check_balances: 'Saldo belum datang.',
    funds: 'Escrow', fund: 'Minta {amount} rupiah mainan', funding_rampOn: 'Bank membayar ke dompet Anda…', funding_deposit: 'Dompet membayar ke escrow…', funded: 'Rupiah sudah di escrow dan final di rantai.', depositEtk: 'Pindahkan {amount} ETK dari dompet ke escrow', fundText: 'Bank demo memberi bila diminta. Perlu beberapa detik: dua transaksi menjadi final.',
    myOrders: 'Order saya', myFills: 'Transaksi saya', noOpenOrders: 'Tidak ada order terbuka.', noFills: 'Belum ada transaksi Anda.', cancel: 'Batalkan', cancelAll: 'Batalkan semua', asked: 'diminta…', filled: 'Terisi', state: 'Keadaan', settlement: 'Penyelesaian', hash: 'Transaksi rantai', fee: 'Biaya', signInToSee: 'Masuk untuk melihat order dan transaksi Anda.', showEnded: 'Juga yang sudah selesai', gapNote: 'Laporan sebelum waktu tertentu tidak disimpan lagi: jumlah di sini mungkin kurang.',
    order_open: 'terbuka', order_partly: 'terisi sebagian', order_filled: 'terisi', order_canceled: 'dibatalkan', order_expired: 'kedaluwarsa', order_closed: 'selesai',
    reason_user: 'oleh Anda', reason_immediateOrCancel: 'tidak ada lagi seketika', reason_fillOrKill: 'tidak bisa semua seketika', reason_selfTrade: 'akan bertransaksi dengan diri sendiri', reason_disconnect: 'sambungan putus', reason_cancelAfter: 'waktunya habis', reason_operator: 'oleh operator', reason_debt: 'utang ETK', reason_replacedAway: 'diturunkan sampai yang terisi', reason_stopped: 'akun keluar', reason_maxQuote: 'batas belanja', reason_voided: 'dianulir', reason_auctionEnd: 'lelang berakhir', reason_expired: 'kedaluwarsa',
    settle_matched: 'cocok', settle_submitted: 'dikirim', settle_mined: 'ditambang', settle_final: 'final', settle_reverted: 'gagal',
    placed: 'Order diterima: {state}.', canceledAll: '{count} order dibatalkan.', refused: 'Ditolak: {text}', walletRefused: 'Dompet tidak menandatangani.',
    keys: 'Tombol', keysOn: 'Tombol aktif', keys_b: 'beli', keys_s: 'jual', keys_up: 'harga naik satu jenjang, dengan Shift seratus', keys_down: 'harga turun', keys_send: 'tanda tangani dan kirim', keys_x: 'batalkan semua', keys_escape: 'keluar dari isian',
    trading_open: 'berjalan', trading_halted: 'dihentikan', trading_auction: 'lelang', halt_none: 'alasan tidak disebut', halt_operator: 'oleh operator', halt_clockJump: 'jam melompat', halt_staleChain: 'tidak ada kabar baru dari rantai', halt_settlementReverted: 'penyelesaian gagal', halt_reconciliation: 'buku besar dan rantai berbeda', halt_disk: 'diska hampir penuh', halt_schedule: 'di luar jam perdagangan', tradingNote: 'Perdagangan dihentikan: {reason}. Order bisa dibatalkan.',
    homeSignIn: 'Masuk sebagai rumah untuk melihat energinya.', waitingForMeter: 'Belum ada bacaan meter dari akun ini. Meter berbicara tiap beberapa detik; bila tetap begini, akun ini tidak punya meter.',
    sun: 'Matahari', battery: 'Baterai', house: 'Rumah', grid: 'Tetangga', notTold: 'tidak diukur', toGrid: 'memberi', fromGrid: 'mengambil', balanced: 'seimbang', flowText_out: 'Rumah Anda memberi {kwh} kWh kepada tetangga dalam satu menit terakhir.', flowText_in: 'Rumah Anda mengambil {kwh} kWh dari tetangga dalam satu menit terakhir.',
    energyOut: 'Diberi', energyIn: 'Diambil', minted: 'ETK dicetak', burned: 'ETK dibakar', sold: 'Dijual', bought: 'Dibeli',
    registerOut: 'diberi seluruhnya', registerIn: 'diambil seluruhnya',
    prepaid: 'Saldo prabayar', prepaidOwed: 'Rumah Anda berutang {etk} ETK. Yang diberi atap berikutnya membayar itu lebih dulu.',
    bot: 'Bot', botMissing: 'Bursa belum memberi tahu rencana bot.', operatorsOnly: 'Hanya operator yang mendengar ini.',
    batches: 'Paket penyelesaian', batch: 'Paket', trades: 'Transaksi', noBatches: 'Belum ada paket.', backlog: 'Antrean', batchesNone: 'semua final', batchesOpen: 'paket {batches}, transaksi {trades} belum final',
    connections: 'Sambungan', connId: 'Nomor', rateLeft: 'Sisa permintaan sekaligus', roundTrip: 'Pulang pergi', chain: 'Rantai', contract: 'Kontrak Market',
    check_ready: 'Bursa menyatakan siap', check_trading: 'Perdagangan', check_escrow: 'Escrow dibanding buku besar', check_supply: 'Pasokan ETK dibanding register', check_fresh: 'Sambungan berbicara', unknown: 'belum diperiksa',
    attribution: 'Grafik: TradingView Lightweight Charts™, Copyright (c) 2026 TradingView, Inc.', licences: 'Lisensi', protocol: 'Semua di sini lewat protokol publik.',
    ago: '{n} {unit} lalu', unit_s: 'detik', unit_min: 'menit', unit_h: 'jam', checkedAgo: 'ditanya {ago}', comparedAgo: 'dibandingkan {ago}, blok rantai {block}', toldAgo: 'kabar {ago}', heardAgo: 'kata terakhir {ago}', verdict_good: '(baik)', verdict_bad: '(buruk)', verdict_unknown: '(tidak diketahui)',
    checks: 'Pemeriksaan', stage: 'Tahap', half: 'Separuh dalam', ninetyNine: '99 % dalam', engineLatency: 'Permintaan di dalam bursa', engineLatencyText: 'Diukur bursa sendiri, dari permintaan kira-kira satu menit terakhir.', noRequests: 'Tidak ada permintaan ke mesin dalam satu menit terakhir.',
    latency_decode: 'baca', latency_verify: 'tanda tangan', latency_ring: 'antre', latency_journal: 'jurnal, di diska', latency_match: 'pencocokan', latency_publish: 'beri tahu semua', latency_total: 'seluruhnya sampai jawaban',
    stages: 'Paket di rantai', stage_close: 'ditutup → dikirim', stage_send: 'dikirim → ditambang', stage_mine: 'ditambang → final', stage_all: 'ditutup → final', stagesText: 'Median dari {n} paket final yang diketahui halaman ini.', connection: 'Sambungan dan beban', closedAt: 'Ditutup', status: 'Keadaan', executions: 'Order', settle_pending: 'dalam paket',
    hashNotTold: 'final sebelum Anda datang', postOnly: 'Hanya menunggu di buku',
    homeTitle: 'Rumah Anda sekarang', homeHint: 'Di demo, pilih “Kunci yang Anda punya”: kunci enam rumah ada di folder data, di keys/homes.',
    sunDown: 'gelap', battery_idle: 'istirahat', battery_in: 'menerima {power}', battery_out: 'memberi {power}', grid_gets: 'menerima {power}', grid_gives: 'memberi {power}',
    power_out: 'Rumah Anda memberi {power} kepada tetangga.', power_in: 'Rumah Anda mengambil {power} dari tetangga.', power_none: 'Rumah Anda sekarang tidak perlu siapa pun.', power_sun: 'Matahari memberi {power}.', power_dark: 'Matahari sekarang tidak memberi apa-apa.', power_load: 'Rumah memakai {power}.', flowText_none: 'Tidak ada aliran antara rumah Anda dan tetangga.',
    day: 'Hari ini', days: 'Hari', quarter: 'Seperempat jam', past: 'Energi dan rupiah dari waktu ke waktu', span: 'Rentang satu batang', by_quarter: '15 menit', by_days: 'Hari', asTable: 'Sebagai tabel', mostOf: 'batang tertinggi {most}', noneYet: 'belum ada', energyBars: 'Energi', etkBars: 'Token', moneyBars: 'Rupiah', earned: 'Pendapatan', spent: 'Pengeluaran',
    sinceMidnight: 'sejak tengah malam', sinceOpened: 'sejak halaman ini dibuka, {time}', mintedText: 'seluruhnya, final di rantai', inAll: '{etk} seluruhnya', forMoney: 'seharga {amount} IDRS', netToday: 'Pendapatan hari ini', netText: 'jual dikurangi beli, biaya sudah dipotong, sejak tengah malam',
    historyTold: 'Dari catatan bursa atas meter Anda, dan dari transaksi Anda sendiri.', historyLocked: 'Angka yang lama hanya untuk Anda: dompet Anda harus menandatangani bahwa Anda yang bertanya. Tidak ada yang dipindahkan.', historyUnlock: 'Tanda tangani dan perlihatkan',
    meterFresh: 'Meter berbicara {ago}.', meterOld: 'Meter terakhir berbicara {ago}. Energi dihitung bila ia kembali: tidak ada yang hilang.', heldToday: 'Ditahan hari ini: {count} bacaan yang terlihat janggal. Sedang diperiksa; sampai selesai belum dihitung.',
    reading_accepted: 'Bacaan terakhirnya dihitung.', reading_baseline: 'Penghitungan mulai dari bacaan terakhirnya.', reading_late: 'Bacaan terakhirnya terlambat; yang lebih baru sudah ada, jadi tidak mengubah apa-apa.', reading_dropped: 'Penghitungnya turun. Mulai dari awal atau hanya salah baca, diketahui dari bacaan berikutnya.', reading_held: 'Bacaan terakhirnya ditahan: energinya lebih dari yang mungkin diukur meter. Sedang diperiksa; sampai selesai belum dihitung.', reading_clock_off: 'Jamnya salah, jadi bacaan terakhirnya belum dihitung. Bacaan berikut dengan waktu yang benar membawa energinya.', reading_other: 'Bacaan terakhirnya bertanda “{state}”.',
    prepaidReach: 'Cukup untuk kira-kira {kwh} kWh pada harga terakhir, {price}.', prepaidEnds: 'Bila habis', prepaidText: 'Rumah Anda tidak membeli lagi dari tetangga. Lampu tetap menyala: yang diambil menjadi utang ETK, dan dibayar lebih dulu dari yang diberi atap Anda berikutnya.', reservedIdrs: 'Disisihkan untuk order', walletIdrs: 'Di dompet', availableEtk: 'Energi untuk dijual',
    device_warning: 'Alat memperingatkan bahwa ada yang mungkin salah.', device_error: 'Alat mengatakan ada yang salah.', device_missing: 'Alat tidak memberi tanda hidup; yang terakhir: {ago}.', never: 'tidak pernah',
    credit: 'Kredit {kwh} kWh.', credit_on: 'Semua menyala.', credit_warned: 'Tinggal sedikit.', credit_shed: 'Relai mati; menyala lagi mulai {on} kWh.', credit_off: 'Rumah terputus dari jaringan; menyala lagi mulai {on} kWh.', creditOff: 'Pukul {time} jaringan diputus.', creditTerms: 'Meter Anda prabayar: di bawah {warn} kWh Anda diperingatkan, di bawah {shed} kWh relainya dimatikan, dan tanpa kredit, setelah beberapa waktu, jaringannya. Semua menyala lagi mulai {on} kWh.', creditCritical: 'Meter Anda prabayar: di bawah {warn} kWh Anda diperingatkan, di bawah {shed} kWh relainya dimatikan. Jaringan tetap tersambung, karena beban Anda kritis. Semua menyala lagi mulai {on} kWh.',
    asking: 'Bertanya…', botNone: 'Akun ini tidak punya bot di sini. Pasang sendiri order Anda, di pasar.', botOn: 'berdagang untuk Anda', botOff: 'istirahat: tidak punya order dan tidak memasang', botLost: 'kehilangan sambungan', botSwitch: '{name} boleh berdagang', botPlan: 'Keinginannya sekarang', botPlanNone: 'Tidak ada: tidak punya energi untuk dijual dan tidak perlu.', botDone: 'Order terbuka: {open}. Dipasang sejak mulai: {placed}, ditolak: {refused}.', botLimits: 'Yang tidak pernah dilewatinya', botProblem: 'Kesulitan terakhirnya: {text}', botWish_bid: 'beli {quantity} kWh pada {price}', botWish_ask: 'jual {quantity} kWh pada {price}', botPrices: 'Harga', botMostEnergy: 'Energi ditawarkan', botMostMoney: 'Rupiah dalam order', botMostOrders: 'Order terbuka', botMostFee: 'Biaya',
  },
};

/** What refusals mean, for people; others are shown as the exchange words them. */
export const REFUSALS = {
  en: {
    INSUFFICIENT_BALANCE: 'less is available than this takes.', POST_ONLY_WOULD_TRADE: 'it would trade at once, and you wanted it only to rest.', BELOW_MIN_NOTIONAL: 'it is worth too little.', OUT_OF_BAND: 'the price is outside the allowed band.', TRADING_HALTED: 'trading is halted.', UNKNOWN_ORDER: 'this order is no longer open.', RATE_LIMIT: 'too many requests; wait a moment.', BUSY: 'the exchange is busy; nothing was done.', TOO_MANY_OPEN_ORDERS: 'you have as many open orders as allowed.', IN_DEBT: 'the account owes ETK and cannot sell any.', FEE_ABOVE_MAX: 'the fee is above what was signed.', NONCE_TOO_LOW: 'another window or bot of yours was faster; send it again.', SIGNER_MISMATCH: 'the signature is of another key.', LINE_DOWN: 'the line broke before the answer. Look at your orders before you send again.', NO_ANSWER: 'no answer came. Look at your orders before you send again.', STORAGE_LOW: 'the exchange’s disk is nearly full; cancels still work.', ACCOUNT_STOPPED: 'the owner has asked to leave.', SETTLEMENT_BACKLOG: 'too much waits for settlement.', ACCOUNT_BACKLOG: 'too much of your own trading waits for settlement.', CHAIN_ERROR: 'the chain did not answer.', CHAIN_REFUSED: 'the contract refuses.', UNAVAILABLE: 'the exchange is not ready, or has stopped. Look at your orders before you send again.', EXPIRED: 'it has expired.', UNKNOWN_METHOD: 'this exchange does not offer that.',
  },
  id: {
    INSUFFICIENT_BALANCE: 'saldo tersedia kurang dari yang diperlukan.', POST_ONLY_WOULD_TRADE: 'akan langsung bertransaksi, padahal Anda ingin menunggu di buku.', BELOW_MIN_NOTIONAL: 'nilainya terlalu kecil.', OUT_OF_BAND: 'harganya di luar batas.', TRADING_HALTED: 'perdagangan dihentikan.', UNKNOWN_ORDER: 'order ini tidak terbuka lagi.', RATE_LIMIT: 'terlalu banyak permintaan; tunggu sebentar.', BUSY: 'bursa sibuk; tidak ada yang dilakukan.', TOO_MANY_OPEN_ORDERS: 'order terbuka Anda sudah sebanyak yang dibolehkan.', IN_DEBT: 'akun berutang ETK dan tidak bisa menjual.', FEE_ABOVE_MAX: 'biaya di atas yang ditandatangani.', NONCE_TOO_LOW: 'jendela atau bot Anda yang lain lebih cepat; kirim lagi.', SIGNER_MISMATCH: 'tanda tangan dari kunci lain.', LINE_DOWN: 'sambungan putus sebelum dijawab. Lihat order Anda sebelum mengirim lagi.', NO_ANSWER: 'tidak ada jawaban. Lihat order Anda sebelum mengirim lagi.', STORAGE_LOW: 'diska bursa hampir penuh; pembatalan tetap bisa.', ACCOUNT_STOPPED: 'pemiliknya minta keluar.', SETTLEMENT_BACKLOG: 'terlalu banyak menunggu penyelesaian.', ACCOUNT_BACKLOG: 'terlalu banyak transaksi Anda menunggu penyelesaian.', CHAIN_ERROR: 'rantai tidak menjawab.', CHAIN_REFUSED: 'kontrak menolak.', UNAVAILABLE: 'bursa belum siap, atau berhenti. Lihat order Anda sebelum mengirim lagi.', EXPIRED: 'sudah kedaluwarsa.', UNKNOWN_METHOD: 'bursa ini tidak menawarkannya.',
  },
};

export const locale = () => LOCALES[state.ui.language];

/** The word in the reader's language. */
export function t(word, values = {}) {
  const text = WORDS[state.ui.language][word] ?? word;
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? '');
}

/** A refusal in plain words, with its stable name. */
export function refusal({ name, msg }) {
  const plain = REFUSALS[state.ui.language][name];
  return plain ? `${plain} (${name})` : `${msg} (${name})`;
}

const formats = new Map();

function format(kind, options) {
  const key = locale() + kind;
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat(locale(), options));
  return formats.get(key);
}

/** How long ago, roughly: "3 s", "5 min", "2 h". */
export function ago(ms) {
  const s = Math.max(0, Math.round(ms / 1000));
  if (s < 120) return t('ago', { n: s, unit: t('unit_s') });
  return s < 7200 ? t('ago', { n: Math.round(s / 60), unit: t('unit_min') }) : t('ago', { n: Math.round(s / 3600), unit: t('unit_h') });
}

/** A moment in the reader's zone: 14:05:09. */
export const clock = ts => format('clock', { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false }).format(ts);
export const minute = ts => format('minute', { hour: '2-digit', minute: '2-digit', hour12: false }).format(ts);
export const dayOf = ts => format('day', { day: 'numeric', month: 'short' }).format(ts);
