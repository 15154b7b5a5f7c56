#!/usr/bin/env node
// Lets forge use the pinned soljson of the npm package solc as if it were the native compiler: answers `--version` in
// solc's own format and otherwise compiles the standard JSON on standard input.
import { readFileSync } from 'node:fs';
import solc from 'solc';

if (process.argv.includes('--version')) {
  console.log('solc, the solidity compiler commandline interface');
  console.log(`Version: ${solc.version()}`);
} else if (process.argv.includes('--standard-json')) {
  process.stdout.write(solc.compile(readFileSync(0, 'utf8')));
} else {
  console.error(`solc.mjs: expected --version or --standard-json, got: ${process.argv.slice(2).join(' ')}`);
  process.exit(2);
}
