// Keeps the app's own files on this device, once somebody has asked for that, so that it opens without a connection. What the server
// answers to the app isn't among them. As long as the server answers nothing comes from here.

const NAME = 'local';
const PARTS = ['boot.js', 'worker.js', ...['page', 'vault', 'reader'].flatMap((part) => [`${part}.js`, `${part}_bg.wasm`])];

// All of one build, or what was there before.
async function keep() {
  const page = await (await fetch('./')).text();
  const styles = [...page.matchAll(/href="([^":]+\.css)"/g)].map(([, file]) => file);
  const cache = await caches.open(NAME);
  await cache.addAll(['./', ...PARTS, ...styles]);
}

async function answer(event) {
  const kept = await caches.match(event.request, { ignoreSearch: true });
  try {
    const answer = await fetch(event.request);
    if (answer.ok && kept && kept.headers.get('etag') !== answer.headers.get('etag')) {
      // Another build than the one that is kept.
      event.waitUntil(keep().catch(() => {}));
    }
    return answer;
  } catch (error) {
    if (kept) {
      return kept;
    }
    throw error;
  }
}

self.addEventListener('install', (event) => event.waitUntil(keep().then(() => self.skipWaiting())));
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
self.addEventListener('fetch', (event) => {
  if (event.request.method === 'GET') {
    event.respondWith(answer(event));
  }
});
