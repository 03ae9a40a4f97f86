// Says why where the app can't run, without asking the server for anything more. Otherwise starts the page's module, and has the
// vault's fetched and compiled behind it; the page starts the workers.

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

function compile(part) {
  return WebAssembly.compileStreaming(fetch(new URL(`${part}_bg.wasm`, import.meta.url)));
}

async function start() {
  document.getElementById('loading').hidden = false;
  // Only now: where the app can't run, its files aren't fetched.
  const compiling = compile('page');
  const { default: init, start_page } = await import('./page.js');
  await init({ module_or_path: await compiling });
  // Not earlier: the line is for the page until it is there. Without it the vault's worker tries again and says so.
  start_page(compile('vault').catch(() => null));
}

if (missing) {
  showPlainPage(missing);
} else {
  start().catch(() => document.getElementById('loading') && showPlainPage('load'));
}
