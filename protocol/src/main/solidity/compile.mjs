// Compiles the contracts with the pinned soljson. The same settings as foundry.toml.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import solc from 'solc';

const here = import.meta.dirname;
const contractsFolder = join(here, 'contracts');

/** The contracts that are deployed, and so published. */
export const CONTRACTS = [
  'LilypadController',
  'LilypadMediationRandom',
  'LilypadPayments',
  'LilypadStorage',
  'LilypadToken',
  'LilypadUsers',
];

/**
 * @returns {Map<string, {abi: object[], bytecode: string, selectors: Object<string, string>}>} by contract name; the
 *   bytecode is creation code in hex with 0x, the selectors map a canonical signature to eight hex digits
 */
export function compile() {
  const sources = {};
  for (const file of readdirSync(contractsFolder).filter((name) => name.endsWith('.sol')).sort()) {
    sources[`contracts/${file}`] = { content: readFileSync(join(contractsFolder, file), 'utf8') };
  }
  const input = {
    language: 'Solidity',
    sources,
    settings: {
      optimizer: { enabled: true, runs: 200 },
      evmVersion: 'paris',
      metadata: { bytecodeHash: 'none', appendCBOR: false },
      outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object', 'evm.methodIdentifiers'] } },
    },
  };
  const output = JSON.parse(solc.compile(JSON.stringify(input), { import: readImport }));
  const messages = (output.errors ?? []).map((error) => error.formattedMessage);
  if (messages.length > 0) {
    throw new Error(`soljson ${solc.version()} does not compile the contracts cleanly:\n${messages.join('\n')}`);
  }
  return new Map(
    CONTRACTS.map((name) => {
      const contract = output.contracts[`contracts/${name}.sol`][name];
      const code = contract.evm.bytecode.object;
      return [name, { abi: contract.abi, bytecode: `0x${code}`, selectors: contract.evm.methodIdentifiers }];
    }),
  );
}

export function compilerVersion() {
  return solc.version();
}

function readImport(path) {
  try {
    return { contents: readFileSync(join(here, 'node_modules', path), 'utf8') };
  } catch (error) {
    return { error: `${path}: ${error.message}` };
  }
}
