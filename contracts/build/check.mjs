// What `mvn verify` asks of the contracts: the committed ABI and bytecode are those of the sources, and forge's tests
// and the two linters pass, the tests that docs/SECURITY.md names are there, and the contracts take what clients made with
// ethers and viem sign. Fails with one line that says what to do.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { forge, install, root, solhint } from './install.mjs';

function fail(line) {
  console.error(line);
  process.exit(1);
}

try {
  install();
  const { compile, resources } = await import('./compile.mjs');
  const stale = Object.entries(await compile())
    .filter(([name, text]) => !existsSync(join(resources, name)) || readFileSync(join(resources, name), 'utf8') !== text)
    .map(([name]) => name);
  if (stale.length > 0) {
    fail(`contracts: ${stale.join(', ')} is not what the sources compile to: run "npm run build" in contracts/`);
  }
  const tests = readdirSync(join(root, 'src/test/solidity')).filter(name => name.endsWith('.t.sol'))
    .map(name => readFileSync(join(root, 'src/test/solidity', name), 'utf8')).join();
  const gone = readFileSync(join(root, '../docs/SECURITY.md'), 'utf8').match(/(?<=`)(test|invariant)\w*(?=`)/g)
    .filter(name => !tests.includes(`function ${name}(`));
  if (gone.length > 0) fail(`contracts: docs/SECURITY.md names tests that are not there: ${gone.join(', ')}`);
  // With an output of its own: in that of the tests it would leave forge believing that there are fewer of them.
  const apart = ['--out', 'target/forge/lint/out', '--cache-path', 'target/forge/lint/cache'];
  if (forge('lint', '--deny', 'warnings', ...apart) !== 0 || solhint() !== 0) {
    fail('contracts: forge lint or solhint complains: see above');
  }
  if (forge('test', '--gas-snapshot-check', 'true') !== 0) {
    fail('contracts: a forge test fails, or the gas is not that of the snapshot: run "npm test" in contracts/ and look');
  }
  const clients = ['--test', join(root, 'src/test/clients')];
  if (spawnSync(process.execPath, clients, { stdio: ['ignore', 'inherit', 'inherit'] }).status !== 0) {
    fail('contracts: what clients of other makers sign is not taken as it must be: see above');
  }
} catch (error) {
  fail(error.message);
}
