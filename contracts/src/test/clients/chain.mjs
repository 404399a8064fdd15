// The contracts as they are committed, on an anvil of their own.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ContractFactory, JsonRpcProvider, NonceManager } from 'ethers';
import { root } from '../../../build/install.mjs';

const platform = `${process.platform}-${process.arch === 'x64' ? 'amd64' : process.arch}`;
const program = join(root, 'node_modules', '@foundry-rs', `anvil-${platform}`, 'bin', 'anvil');
const resources = join(root, 'src/main/resources/io/enerlink/contracts');

/** Starts anvil on a free port and deploys; the deployer has every role. */
export async function start() {
  const anvil = spawn(program, ['--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
  process.once('exit', () => anvil.kill('SIGKILL'));
  const provider = new JsonRpcProvider(`http://${await address(anvil)}`, undefined, { cacheTimeout: -1 });
  provider.pollingInterval = 20;
  const contracts = await deploy(new NonceManager(await provider.getSigner(9)));
  const stop = () => {
    provider.destroy();
    anvil.kill('SIGKILL');
  };
  return { provider, stop, ...contracts };
}

function address(anvil) {
  return new Promise((resolve, reject) => {
    let said = '';
    anvil.once('error', reject);
    anvil.once('exit', code => reject(new Error(`anvil ended with ${code}: ${said}`)));
    anvil.stdout.on('data', text => {
      said += text;
      const found = said.match(/Listening on ([0-9.:]+)/);
      if (found) resolve(found[1]);
    });
  });
}

async function deploy(operator) {
  const admin = await operator.getAddress();
  const make = async (name, ...args) => {
    const [abi, bin] = ['abi', 'bin'].map(kind => readFileSync(join(resources, `${name}.${kind}`), 'utf8').trim());
    const contract = await new ContractFactory(JSON.parse(abi), bin, operator).deploy(...args);
    return contract.waitForDeployment();
  };
  const grant = async (contract, role, to) => (await contract.grantRole(await contract[role](), to)).wait();
  const etk = await make('ETKToken', 0, admin);
  const idrs = await make('IDRSToken', 0, admin, 10n ** 18n);
  const converter = await make('EnergyConverter', 0, admin, etk, 60);
  await grant(etk, 'MINTER_ROLE', admin);
  await grant(etk, 'MINTER_ROLE', converter);
  await grant(idrs, 'BANK_ROLE', admin);
  const market = await make('Market', 0, admin, etk, idrs, converter, admin, 3600, 86400);
  await grant(market, 'OPERATOR_ROLE', admin);
  return { etk, idrs, market };
}
