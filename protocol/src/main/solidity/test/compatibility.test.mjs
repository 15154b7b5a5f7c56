// The committed ABIs against what was recorded from Lilypad v2's contracts: one mediator must serve both.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import sha3 from 'js-sha3';

const here = import.meta.dirname;
const recorded = JSON.parse(readFileSync(join(here, 'lilypad-v2.json'), 'utf8'));
const artifacts = join(here, '..', '..', 'resources', 'lilypad', 'contracts');

const abiOf = (contract) => JSON.parse(readFileSync(join(artifacts, `${contract}.json`), 'utf8')).abi;
const typeOf = ({ type, components }) =>
  type.startsWith('tuple') ? `(${components.map(typeOf).join(',')})${type.slice('tuple'.length)}` : type;
const signatureOf = ({ name, inputs }) => `${name}(${inputs.map(typeOf).join(',')})`;
const entries = (contract, kind) => abiOf(contract).filter((entry) => entry.type === kind);

for (const [contract, selectors] of Object.entries(recorded.selectors)) {
  test(`${contract} answers to the recorded selectors`, () => {
    const ours = Object.fromEntries(
      entries(contract, 'function').map((f) => [signatureOf(f), sha3.keccak256(signatureOf(f)).slice(0, 8)]),
    );
    for (const [signature, selector] of Object.entries(selectors)) {
      assert.equal(ours[signature], selector, `${contract}.${signature}`);
    }
  });
}

for (const [contract, topics] of Object.entries(recorded.topics)) {
  test(`${contract} emits the recorded topics, with the recorded indexing`, () => {
    const ours = Object.fromEntries(
      entries(contract, 'event').map((event) => [signatureOf(event), sha3.keccak256(signatureOf(event))]),
    );
    for (const [signature, topic] of Object.entries(topics)) {
      assert.equal(ours[signature], topic, `${contract}.${signature}`);
    }
    for (const event of entries(contract, 'event').filter(({ name }) => name in recorded.indexed)) {
      assert.equal(event.inputs.filter(({ indexed }) => indexed).length, recorded.indexed[event.name], event.name);
    }
  });
}

for (const [contract, outputs] of Object.entries(recorded.outputs)) {
  test(`${contract} answers reads in the recorded layout`, () => {
    for (const [name, layout] of Object.entries(outputs)) {
      const found = entries(contract, 'function').filter((f) => f.name === name);
      assert.deepEqual(found.map((f) => f.outputs.map(typeOf).join(',')), [layout], `${contract}.${name}`);
      assert.equal(found[0].stateMutability, 'view', `${contract}.${name} is a read`);
    }
  });
}

test('a verdict may name the claim and the check that were judged', () => {
  const signatures = entries('LilypadMediationRandom', 'function').map(signatureOf);
  for (const verdict of ['mediationAcceptResult', 'mediationRejectResult']) {
    assert.ok(signatures.includes(`${verdict}(string,bytes32,uint256)`), verdict);
  }
});
