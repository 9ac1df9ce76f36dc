// What the room page weighs: node frontend/size.mjs SITE WASM
//
// SITE is the built site; WASM the program with its names, before wasm-bindgen and wasm-opt: its bytes only
// say what is large beside what, and without it nothing is said of that. Fails when the files together are
// above frontend/size-budget.

import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** What a browser loads for a room, besides its HTML, for which the budget leaves 7 KB of 200. */
const FILES = ['pkg/banter.css', 'pkg/banter.js', 'pkg/banter.wasm', 'favicon.svg'];
const LINES = 16;
const [CUSTOM, IMPORT, CODE, DATA] = [0, 2, 10, 11];
const FUNCTION_NAMES = 1;

const [site, program] = process.argv.slice(2);
const budget = Number(readFileSync(join(import.meta.dirname, 'size-budget'), 'utf8'));

const sizes = FILES.map((file) => [file, statSync(join(site, `${file}.br`)).size]);
const sum = sizes.reduce((sum, [, bytes]) => sum + bytes, 0);
table('Loaded for a room, in bytes of brotli', [...sizes, ['together', sum], ['the budget', budget]]);
if (existsSync(program)) {
  const functions = functionsOf(readFileSync(program));
  table('In the program, by crate, in bytes before wasm-opt', heaviest(functions, 1));
  const own = functions.filter(([path]) => path[0] === 'app');
  if (!own.length) throw new Error(`${program} names its functions otherwise than is read here.`);
  table('In app, by file', heaviest(own, 3));
}
if (sum > budget) {
  console.error(`The page weighs ${sum} bytes; frontend/size-budget allows ${budget}.`);
  process.exit(1);
}

function table(title, rows) {
  console.log(`\n  ${title}`);
  for (const [name, bytes] of rows) console.log(`${String(bytes).padStart(10)}  ${name}`);
}

/** The sums of what shares the first `depth` parts of its path, largest first. */
function heaviest(functions, depth) {
  const sums = new Map();
  for (const [path, bytes] of functions) {
    const name = path.slice(0, depth).join('::');
    sums.set(name, (sums.get(name) ?? 0) + bytes);
  }
  const sorted = [...sums].sort(([, one], [, other]) => other - one);
  const rest = sorted.slice(LINES).reduce((sum, [, bytes]) => sum + bytes, 0);
  return rest ? [...sorted.slice(0, LINES), ['the rest', rest]] : sorted;
}

/** Each function's path and bytes, and the data's. */
function functionsOf(wasm) {
  let [imported, names, bodies, data] = [0, new Map(), [], 0];
  for (let at = 8; at < wasm.length; ) {
    const kind = wasm[at];
    const [bytes, begin] = number(wasm, at + 1);
    if (kind === IMPORT) imported = importedFunctions(wasm, begin);
    if (kind === CODE) bodies = bodySizes(wasm, begin);
    if (kind === DATA) data = bytes;
    if (kind === CUSTOM) {
      const [name, inside] = text(wasm, begin);
      if (name === 'name') names = functionNames(wasm, inside, begin + bytes);
    }
    at = begin + bytes;
  }
  const named = bodies.map((bytes, index) => [names.get(imported + index) ?? '', bytes]);
  // What describes the program to wasm-bindgen is gone when it has run.
  const kept = named.filter(([name]) => !name.toLowerCase().includes('describe'));
  return [...kept.map(([name, bytes]) => [pathOf(name), bytes]), [['(data)'], data]];
}

function bodySizes(wasm, begin) {
  let [count, at] = number(wasm, begin);
  const sizes = [];
  for (; sizes.length < count; at += sizes.at(-1)) {
    const [bytes, next] = number(wasm, at);
    sizes.push(bytes);
    at = next;
  }
  return sizes;
}

/** wasm-bindgen's imports are functions, all of them. */
function importedFunctions(wasm, begin) {
  return number(wasm, begin)[0];
}

function functionNames(wasm, begin, end) {
  const names = new Map();
  for (let at = begin; at < end; ) {
    const kind = wasm[at];
    const [bytes, inside] = number(wasm, at + 1);
    if (kind === FUNCTION_NAMES) {
      let [count, next] = number(wasm, inside);
      for (; count > 0; count -= 1) {
        const [index, after] = number(wasm, next);
        const [name, beyond] = text(wasm, after);
        names.set(index, name);
        next = beyond;
      }
    }
    at = inside + bytes;
  }
  return names;
}

/** `_ZN3app2ui8composer4send17h…E` is `[app, ui, composer, send]`; of an impl, whose it is. */
function pathOf(symbol) {
  if (!symbol.startsWith('_ZN')) return ['(no name)'];
  const parts = [];
  for (let at = 3; /\d/.test(symbol[at]); ) {
    const digits = /^\d+/.exec(symbol.slice(at))[0];
    at += digits.length + Number(digits);
    parts.push(symbol.slice(at - Number(digits), at));
  }
  if (!parts[0].includes('$LT$')) return parts;
  const plain = parts[0].replaceAll('..', '::').replaceAll('$u20$', ' ').replaceAll(/\$\w+\$/g, ' ');
  // A reference to anything, or any T, is of the trait's crate.
  const path = /[a-z_]\w*(::\w+)+/.exec(plain);
  return path ? path[0].split('::') : ['?'];
}

/** An unsigned LEB128, and where it ends. */
function number(wasm, begin) {
  let [value, at] = [0, begin];
  for (let scale = 1; ; scale *= 128) {
    const byte = wasm[at++];
    value += (byte & 127) * scale;
    if (byte < 128) return [value, at];
  }
}

function text(wasm, begin) {
  const [bytes, at] = number(wasm, begin);
  return [wasm.toString('utf8', at, at + bytes), at + bytes];
}
