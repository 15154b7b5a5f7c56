// Compiles the contracts with the pinned soljson. The same settings as foundry.toml.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import solc from 'solc';

const here = import.meta.dirname;
/** The contracts that are deployed, and so published, by the folder of their sources. */
const DEPLOYED = {
  contracts: [
    'LilypadController',
    'LilypadMediationRandom',
    'LilypadPayments',
    'LilypadStorage',
    'LilypadToken',
    'LilypadUsers',
    'VerdictGuard',
  ],
  'lilypad-v2': [
    'V2Controller',
    'V2MediationRandom',
    'V2Payments',
    'V2Relay',
    'V2Storage',
    'V2Token',
    'V2Users',
  ],
};

/**
 * @returns {Map<string, {abi: object[], bytecode: string}>} by `folder/contract`; the bytecode is creation code in hex
 *   with 0x
 */
export function compile() {
  const sources = {};
  for (const folder of Object.keys(DEPLOYED)) {
    for (const file of readdirSync(join(here, folder)).filter((name) => name.endsWith('.sol')).sort()) {
      sources[`${folder}/${file}`] = { content: readFileSync(join(here, folder, file), 'utf8') };
    }
  }
  const input = {
    language: 'Solidity',
    sources,
    settings: {
      optimizer: { enabled: true, runs: 200 },
      evmVersion: 'paris',
      metadata: { bytecodeHash: 'none', appendCBOR: false },
      outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object'] } },
    },
  };
  const output = JSON.parse(solc.compile(JSON.stringify(input), { import: readImport }));
  const messages = (output.errors ?? []).map((error) => error.formattedMessage);
  if (messages.length > 0) {
    throw new Error(`soljson ${solc.version()} does not compile the contracts cleanly:\n${messages.join('\n')}`);
  }
  return new Map(
    Object.entries(DEPLOYED).flatMap(([folder, names]) =>
      names.map((name) => {
        const { abi, evm } = output.contracts[`${folder}/${name}.sol`][name];
        return [`${folder}/${name}`, { abi, bytecode: `0x${evm.bytecode.object}` }];
      }),
    ),
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
