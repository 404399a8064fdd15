// Exact decimals. Values travel as plain decimal strings ("1350.00") and are counted as BigInt; nothing becomes a float.

export const PRICE = 2, QUANTITY = 3, IDRS = 6, ETK = 9;

/** "1350.25", 2 → 135025n; null where it is no such number or finer than that. */
export function units(text, decimals) {
  const parts = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text ?? '');
  if (!parts) return null;
  const fraction = (parts[3] ?? '').replace(/0+$/, '');
  if (fraction.length > decimals) return null;
  const value = BigInt(parts[2] + fraction.padEnd(decimals, '0'));
  return parts[1] ? -value : value;
}

/** 135025n, 2 → "1350.25" */
export function plain(value, decimals) {
  const digits = (value < 0n ? -value : value).toString().padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  return (value < 0n ? '-' : '') + whole + (decimals ? '.' + digits.slice(-decimals) : '');
}

/** Fewer decimals, cut off and never rounded up: nobody is shown more than there is. */
export function cut(text, decimals) {
  const [whole, fraction = ''] = text.split('.');
  return decimals ? whole + '.' + fraction.slice(0, decimals).padEnd(decimals, '0') : whole;
}

const marks = new Map();

function marksOf(locale) {
  if (!marks.has(locale)) {
    const parts = new Intl.NumberFormat(locale).formatToParts(1234567.5);
    marks.set(locale, { group: parts.find(p => p.type === 'group').value, point: parts.find(p => p.type === 'decimal').value });
  }
  return marks.get(locale);
}

/** "1234567.50" as the reader writes it: 1,234,567.50 or 1.234.567,50. */
export function shown(text, locale) {
  if (text === undefined || text === null) return '–';
  const { group, point } = marksOf(locale);
  const [whole, fraction] = text.replace('-', '').split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, group);
  return (text.startsWith('-') ? '−' : '') + grouped + (fraction === undefined ? '' : point + fraction);
}

/** What the reader typed as a plain decimal string; null where it is not a number in that writing. */
export function typed(input, locale) {
  const { group, point } = marksOf(locale);
  const [whole, fraction, more] = input.trim().split(point);
  const grouped = new RegExp(`^\\d{1,3}(\\${group}\\d{3})+$|^\\d+$`);
  if (more !== undefined || !grouped.test(whole) || (fraction !== undefined && !/^\d+$/.test(fraction))) return null;
  return whole.replaceAll(group, '') + (fraction === undefined ? '' : '.' + fraction);
}

/** price × quantity in IDRS base units; both as plain strings. */
export function notional(price, quantity) {
  return units(price, PRICE) * units(quantity, QUANTITY) * 10n;
}

/** What a fee takes of a notional, rounded down as the exchange does. */
export function fee(amount, basisPoints) {
  return amount * BigInt(basisPoints) / 10000n;
}
