// Every worker starts here. Its name says what it is for, and so which module it runs; the first message is that module, compiled,
// so that nothing is downloaded or compiled twice, or null.
const part = self.name === 'reader' ? 'reader' : 'vault';

function compile() {
  return WebAssembly.compileStreaming(fetch(new URL(`${part}_bg.wasm`, import.meta.url)));
}

async function begin(sent) {
  self.onmessage = self.onmessageerror = null;
  try {
    // Asked for together.
    const [glue, module] = await Promise.all([import(`./${part}.js`), sent ?? compile()]);
    glue.initSync({ module });
    glue[`start_${part}`](self.name);
  } catch {
    // Said like a stop. It is one, if the module had begun.
    self.postMessage(null);
  }
}

self.onmessage = (event) => begin(event.data);
// A browser that can't hand a module over sends an error instead.
self.onmessageerror = () => begin(null);
