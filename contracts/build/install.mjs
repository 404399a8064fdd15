// Installs the npm packages of package-lock.json, unless that was done for this very file; and Foundry's programs.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..');

const platform = `${process.platform}-${process.arch === 'x64' ? 'amd64' : process.arch}`;

export function install() {
  const stamp = join(root, 'node_modules', '.installed');
  const lock = createHash('sha256').update(readFileSync(join(root, 'package-lock.json'))).digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  npm('ci');
  // The lock file knows Linux on amd64; another platform gets the same version for itself.
  const { optionalDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  if (platform !== 'linux-amd64') {
    npm('install', '--no-save', ...Object.entries(optionalDependencies)
      .map(([name, version]) => `${name.replace('linux-amd64', platform)}@${version}`));
  }
  writeFileSync(stamp, lock);
}

/** Runs forge in this module: the program itself, not npm's wrapper around it. Returns its exit code. */
export function forge(...args) {
  const file = process.platform === 'win32' ? 'forge.exe' : 'forge';
  const program = join(root, 'node_modules', '@foundry-rs', `forge-${platform}`, 'bin', file);
  return spawnSync(program, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] }).status ?? 1;
}

/** Runs solhint over the contracts, by .solhint.json: what gas costs is the snapshot's business, not solhint's. */
export function solhint() {
  const program = join(root, 'node_modules', 'solhint', 'solhint.js');
  const args = [program, '--max-warnings', '0', '--noPoster', '--disc', 'src/main/solidity/**/*.sol'];
  return spawnSync(process.execPath, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] }).status ?? 1;
}

function npm(...args) {
  const options = { cwd: root, stdio: ['ignore', 'ignore', 'inherit'], shell: process.platform === 'win32' };
  const { status } = spawnSync('npm', [...args, '--ignore-scripts', '--no-audit', '--no-fund'], options);
  if (status !== 0) throw new Error(`contracts: npm ${args[0]} failed; it needs npm and its registry`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) install();
