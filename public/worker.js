// Every worker: the vault's and those that do one job. The name says which; the first message is the compiled module,
// so that nothing is downloaded or compiled twice.
import { initSync, start_worker } from './app.js';

function begin(module) {
  self.onmessage = null;
  initSync({ module });
  start_worker(self.name);
}

async function compile() {
  begin(await WebAssembly.compileStreaming(fetch(new URL('app_bg.wasm', import.meta.url))));
}

// A browser that can't hand a module over sends null or an error instead: then it is compiled again.
self.onmessage = (event) => (event.data ? begin(event.data) : compile());
self.onmessageerror = compile;
