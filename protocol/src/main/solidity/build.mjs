#!/usr/bin/env node
// Writes ABI and creation bytecode of every contract to the resources folder; `--check` compares instead of writing.
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { compile, compilerVersion } from './compile.mjs';

const folder = join(import.meta.dirname, '..', 'resources', 'lilypad', 'contracts');
const artifacts = new Map();
for (const [path, { abi, bytecode }] of compile()) {
  const artifact = { contractName: basename(path), compiler: compilerVersion(), evmVersion: 'paris', abi, bytecode };
  artifacts.set(`${path.replace(/^contracts\//, '')}.json`, `${JSON.stringify(artifact, null, 2)}\n`);
}

if (process.argv.includes('--check')) {
  const complaints = [];
  const committed = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('.json'));
  for (const name of committed.filter((file) => !artifacts.has(file))) {
    complaints.push(`${name}: committed, but no contract makes it`);
  }
  for (const [name, expected] of artifacts) {
    if (!committed.includes(name)) {
      complaints.push(`${name}: missing`);
    } else {
      complaints.push(...difference(name, readFileSync(join(folder, name), 'utf8'), expected));
    }
  }
  if (complaints.length > 0) {
    console.error('The committed ABI and bytecode are not what the sources compile to:');
    complaints.forEach((complaint) => console.error(`  ${complaint}`));
    console.error(`Run: node ${basename(import.meta.filename)}, and commit what it writes.`);
    process.exit(1);
  }
  console.log(`${artifacts.size} contracts: committed ABI and bytecode equal a fresh compilation`);
} else {
  for (const [name, content] of artifacts) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
    console.log(`${name}  ${JSON.parse(content).bytecode.length / 2 - 1} bytes of creation code`);
  }
}

/** The first line in which two texts differ, shortened to where they do. */
function difference(name, actual, expected) {
  if (actual === expected) {
    return [];
  }
  const [actualLines, expectedLines] = [actual.split('\n'), expected.split('\n')];
  const line = expectedLines.findIndex((text, index) => text !== actualLines[index]);
  if (line < 0) {
    return [`${name}: ${actualLines.length} lines committed, ${expectedLines.length} compiled`];
  }
  const [was, is] = [actualLines[line] ?? '', expectedLines[line]];
  let column = 0;
  while (column < is.length && is[column] === was[column]) {
    column++;
  }
  const excerpt = (text) => JSON.stringify(text.slice(Math.max(0, column - 20), column + 40));
  return [`${name} line ${line + 1} column ${column + 1}: committed ${excerpt(was)}, compiled ${excerpt(is)}`];
}
