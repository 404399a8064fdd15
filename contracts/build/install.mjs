// Installs the npm packages of package-lock.json, unless that was done for this very file.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..');

export function install() {
  const stamp = join(root, 'node_modules', '.installed');
  const lock = createHash('sha256').update(readFileSync(join(root, 'package-lock.json'))).digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  const npm = spawnSync('npm', ['ci', '--ignore-scripts'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32'
  });
  if (npm.status !== 0) throw new Error('contracts: npm ci failed; it needs npm and the npm registry');
  writeFileSync(stamp, lock);
}

/** Where a tool of Foundry's is: the program itself, not npm's wrapper around it. */
export function foundry(tool) {
  const arch = process.arch === 'x64' ? 'amd64' : process.arch;
  const file = process.platform === 'win32' ? `${tool}.exe` : tool;
  return join(root, 'node_modules', '@foundry-rs', `${tool}-${process.platform}-${arch}`, 'bin', file);
}

/** Runs forge in this module; returns its exit code. */
export function forge(...args) {
  return spawnSync(foundry('forge'), args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] }).status ?? 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) install();
