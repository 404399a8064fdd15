// Compiles the contracts with solc-js and writes their ABI and bytecode where the Java build finds them.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const sources = join(root, 'src/main/solidity');
export const resources = join(root, 'src/main/resources/io/enerlink/contracts');
export const contracts = ['ETKToken', 'IDRSToken', 'EnergyConverter', 'Market'];

// By way of the intermediate representation a settled order costs a tenth less gas. No metadata is appended to the
// bytecode, so only a change of code changes it.
const settings = {
  evmVersion: 'cancun',
  optimizer: { enabled: true, runs: 100_000 },
  viaIR: true,
  metadata: { appendCBOR: false, bytecodeHash: 'none' },
  outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object', 'evm.deployedBytecode.object'] } }
};

/** The text of every file that is to be there, by name. Throws what the compiler says against the sources. */
export async function compile() {
  const solc = (await import('solc')).default;
  const files = readdirSync(sources, { recursive: true }).filter(name => name.endsWith('.sol')).sort();
  const input = {
    language: 'Solidity',
    sources: Object.fromEntries(files.map(name => {
      const path = name.replaceAll('\\', '/');
      return [path, { content: readFileSync(join(sources, name), 'utf8').replaceAll('\r\n', '\n') }];
    })),
    settings
  };
  const imported = path => {
    try {
      return { contents: readFileSync(join(root, 'node_modules', path), 'utf8') };
    } catch (missing) {
      return { error: missing.message };
    }
  };
  const output = JSON.parse(solc.compile(JSON.stringify(input), { import: imported }));
  const complaints = (output.errors ?? []).map(error => error.formattedMessage);
  if (complaints.length > 0) throw new Error(complaints.join('\n'));
  return Object.fromEntries(contracts.flatMap(name => {
    const { abi, evm } = output.contracts[`${name}.sol`][name];
    const deployedBytes = evm.deployedBytecode.object.length / 2;
    if (deployedBytes > 24_576) throw new Error(`${name} is ${deployedBytes} bytes long; 24,576 can be deployed`);
    return [[`${name}.abi`, JSON.stringify(abi, null, 1) + '\n'], [`${name}.bin`, evm.bytecode.object]];
  }));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  mkdirSync(resources, { recursive: true });
  for (const [name, text] of Object.entries(await compile())) {
    writeFileSync(join(resources, name), text);
    console.log(`${name} ${text.length}`);
  }
}
