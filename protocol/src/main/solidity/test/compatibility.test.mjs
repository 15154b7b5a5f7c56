// The committed ABIs, ours and those of Lilypad v2's double, against what was recorded from Lilypad v2's contracts: one
// mediator must serve both.
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

/** What stands for a recorded contract: ours, and its double. */
const standingFor = (contract) => [contract, contract.replace('Lilypad', 'lilypad-v2/V2')];
const oursAndDoubles = (kind) =>
  Object.entries(recorded[kind]).flatMap(([contract, expected]) =>
    standingFor(contract).map((artifact) => [artifact, expected]),
  );

for (const [contract, selectors] of oursAndDoubles('selectors')) {
  test(`${contract} answers to the recorded selectors`, () => {
    const ours = Object.fromEntries(
      entries(contract, 'function').map((f) => [signatureOf(f), sha3.keccak256(signatureOf(f)).slice(0, 8)]),
    );
    for (const [signature, selector] of Object.entries(selectors)) {
      assert.equal(ours[signature], selector, `${contract}.${signature}`);
    }
  });
}

for (const [contract, topics] of oursAndDoubles('topics')) {
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

for (const [contract, outputs] of oursAndDoubles('outputs')) {
  test(`${contract} answers reads in the recorded layout`, () => {
    for (const [name, layout] of Object.entries(outputs)) {
      const found = entries(contract, 'function').filter((f) => f.name === name);
      assert.deepEqual(found.map((f) => f.outputs.map(typeOf).join(',')), [layout], `${contract}.${name}`);
      assert.equal(found[0].stateMutability, 'view', `${contract}.${name} is a read`);
    }
  });
}

for (const contract of ['LilypadMediationRandom', 'VerdictGuard']) {
  test(`${contract} takes verdicts that name the claim and the check that were judged`, () => {
    const functions = entries(contract, 'function').map(signatureOf);
    for (const verdict of ['mediationAcceptResult', 'mediationRejectResult']) {
      assert.ok(functions.includes(`${verdict}(string,bytes32,uint256)`), verdict);
    }
    const errors = entries(contract, 'error').map(signatureOf);
    for (const refusal of ['ClaimDiffers(bytes32,bytes32)', 'CheckTimeDiffers(uint256,uint256)']) {
      assert.ok(errors.includes(refusal), refusal);
    }
  });
}
