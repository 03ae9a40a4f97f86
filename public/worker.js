// The vault's worker: the same compiled module as the page, no second download and no second compilation.
import { initSync, start_worker } from './app.js';

self.onmessage = (event) => {
  const from = performance.now();
  initSync({ module: event.data });
  start_worker(performance.now() - from);
};
