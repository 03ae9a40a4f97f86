// Says why where the app can't run, without asking the server for anything more. Otherwise compiles the one WebAssembly
// module and starts the page with it; the page starts the workers.

const missing = [
  [typeof WebAssembly === 'undefined', 'wasm'],
  [!globalThis.crypto?.subtle, 'subtle'],
  [!globalThis.indexedDB, 'storage'],
].find(([is]) => is)?.[1];

// The page in three languages that stands in index.html, with the paragraphs that fit the reason.
function showPlainPage(reason) {
  document.getElementById('loading').remove();
  const page = document.getElementById('plain');
  page.dataset.shown = reason;
  for (const part of page.querySelectorAll('[data-reason]')) {
    part.hidden = part.dataset.reason !== reason;
  }
  page.hidden = false;
}

async function start() {
  document.getElementById('loading').hidden = false;
  // Only now: where the app can't run, its files aren't fetched.
  const compiling = WebAssembly.compileStreaming(fetch(new URL('app_bg.wasm', import.meta.url)));
  const { default: init, start_page } = await import('./app.js');
  const module = await compiling;
  await init({ module_or_path: module });
  start_page(module);
}

if (missing) {
  showPlainPage(missing);
} else {
  start().catch(() => document.getElementById('loading') && showPlainPage('load'));
}
