// Compiles the one WebAssembly module, starts the page with it and hands it to the vault's worker.
import init, { start_page } from './app.js';

const from = performance.now();
const module = await WebAssembly.compileStreaming(fetch('app_bg.wasm'));
const compiled = performance.now();
await init({ module_or_path: module });
const worker = new Worker('worker.js', { type: 'module' });
worker.postMessage(module);
start_page(worker, compiled - from);
