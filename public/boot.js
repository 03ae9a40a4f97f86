// Compiles the one WebAssembly module and starts the page with it; the page starts the workers.
import init, { start_page } from './app.js';

const module = await WebAssembly.compileStreaming(fetch(new URL('app_bg.wasm', import.meta.url)));
await init({ module_or_path: module });
start_page(module);
