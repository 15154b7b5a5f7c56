// Compiles the contracts with the pinned soljson. The same settings as foundry.toml.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import solc from 'solc';

const here = import.meta.dirname;
/** The contracts that are deployed, and so published, by the folder of their sources. */
const DEPLOYED = {
  contracts: [
    'HeadAnchor',
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
 * @throws if the compiler has anything to say, or something that others call or watch has no NatSpec
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
      outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object'], '': ['ast'] } },
    },
  };
  const output = JSON.parse(solc.compile(JSON.stringify(input), { import: readImport }));
  const messages = (output.errors ?? []).map((error) => error.formattedMessage);
  if (messages.length > 0) {
    throw new Error(`soljson ${solc.version()} does not compile the contracts cleanly:\n${messages.join('\n')}`);
  }
  const silent = Object.entries(output.sources).filter(([path]) => path.startsWith('contracts/')).flatMap(undocumented);
  if (silent.length > 0) {
    throw new Error(`Without NatSpec:\n${silent.join('\n')}`);
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

/** What has no NatSpec: contracts, functions that can be called, events and errors with each of their parameters. */
function undocumented([path, { ast }]) {
  const complaints = [];
  for (const contract of ast.nodes.filter(({ nodeType }) => nodeType === 'ContractDefinition')) {
    const say = (what) => complaints.push(`  ${path}: ${contract.name}${what}`);
    if (!contract.documentation?.text.includes('@title')) {
      say(' has no @title');
    }
    for (const node of contract.nodes) {
      const callable = node.nodeType === 'FunctionDefinition' && ['external', 'public'].includes(node.visibility);
      const watched = ['EventDefinition', 'ErrorDefinition'].includes(node.nodeType);
      const text = node.documentation?.text ?? '';
      if ((watched || (callable && node.kind === 'function')) && text === '') {
        say(`.${node.name}`);
      } else if (watched) {
        node.parameters.parameters
          .filter(({ name }) => !text.includes(`@param ${name} `))
          .forEach(({ name }) => say(`.${node.name}, parameter ${name}`));
      }
    }
  }
  return complaints;
}

function readImport(path) {
  try {
    return { contents: readFileSync(join(here, 'node_modules', path), 'utf8') };
  } catch (error) {
    return { error: `${path}: ${error.message}` };
  }
}
