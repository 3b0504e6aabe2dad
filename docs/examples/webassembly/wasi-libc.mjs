// wasi-libc's emulated mmap, in Node's WASI.
// On Debian: apt-get install wasi-libc clang lld libclang-rt-dev-wasm32
import { readFileSync } from 'node:fs';
import { WASI } from 'node:wasi';
import { bind } from './bind.mjs';
import { compile } from './compile.mjs';

const path = compile(
  'clang --target=wasm32-wasi -O1 -mexec-model=reactor -D_WASI_EMULATED_MMAN -lwasi-emulated-mman',
  'mman.wasm',
);
const module = new WebAssembly.Module(readFileSync(path));

/** @type {import('mmap-conformance').Create} */
export function create({ scratch }) {
  const wasi = new WASI({ version: 'preview1', preopens: { [scratch]: scratch } });
  // Not the functions themselves: Node 20, which calls them in a shorter way then, writes to the memory of another instance.
  const imports = Object.entries(wasi.wasiImport).map(([name, fn]) => [name, (...args) => fn(...args)]);
  const instance = new WebAssembly.Instance(module, {
    wasi_snapshot_preview1: Object.fromEntries(imports),
  });
  wasi.initialize(instance);
  return bind(instance.exports);
}
