// Emscripten's mmap, in its own run time with files in memory.
// On Debian: apt-get install emscripten
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { bind } from './bind.mjs';
import { compile } from './compile.mjs';

const path = compile(
  'emcc -O1 --no-entry -sMODULARIZE -sENVIRONMENT=node -sALLOW_MEMORY_GROWTH -sFORCE_FILESYSTEM -sWASM_BIGINT ' +
    '-sNODEJS_CATCH_EXIT=0 -sNODEJS_CATCH_REJECTION=0 -sEXPORTED_RUNTIME_METHODS=FS',
  'mman.js',
);
const start = createRequire(import.meta.url)(path);
const module = new WebAssembly.Module(readFileSync(path.replace(/js$/, 'wasm')));

/** @type {import('mmap-conformance').Create} */
export async function create({ scratch }) {
  let exports;
  const { FS } = await start({
    instantiateWasm(imports, done) {
      const instance = new WebAssembly.Instance(module, imports);
      ({ exports } = instance);
      done(instance);
      return exports;
    },
  });
  FS.mkdirTree(scratch);
  return bind(exports);
}
