// Runs in Firefox's own window, with the browser's rights. Remembers on that window what pages and workers ask and say.
/* global Services, Ci, Cc */
const browser = Services.wm.getMostRecentWindow('navigator:browser');
const fromPage = (address) => /^(https?|blob|data):/.test(address || '');
const DOCUMENT = 6; // nsIContentPolicy.TYPE_DOCUMENT: an address typed by a person comes from the system

browser.seenRequests = [];
browser.seenConsole = [];
browser.requestWatch = {
  observe(subject) {
    const channel = subject.QueryInterface(Ci.nsIHttpChannel);
    const { triggeringPrincipal, externalContentPolicyType } = channel.loadInfo;
    if (triggeringPrincipal?.isSystemPrincipal && externalContentPolicyType !== DOCUMENT) return;
    browser.seenRequests.push(channel.URI.spec);
  },
};
Services.obs.addObserver(browser.requestWatch, 'http-on-modify-request');

// Calls of `console` stay in the process of the page, and a private window's are kept nowhere.
const listener = `
  const storage = Cc['@mozilla.org/consoleAPI-storage;1'].getService(Ci.nsIConsoleAPIStorage);
  const system = Services.scriptSecurityManager.getSystemPrincipal();
  storage.addLogEventListener((event) => {
    const { level, filename, arguments: said } = event.wrappedJSObject || event;
    sendAsyncMessage('harness:console', { level, filename, said: [...said].map(String).join(' ') });
  }, system);
`;
Services.ppmm.addMessageListener('harness:console', ({ data }) => {
  if (!['error', 'warn', 'assert'].includes(data.level) || !fromPage(data.filename)) return;
  browser.seenConsole.push(`console.${data.level}: ${data.said} (${data.filename})`);
});
Services.ppmm.loadProcessScript(`data:application/javascript,${encodeURIComponent(listener)}`, true);

Services.console.reset();
browser.takeConsole = () => {
  const said = browser.seenConsole.splice(0);
  for (const message of Services.console.getMessageArray() || []) {
    if (!(message instanceof Ci.nsIScriptError)) continue;
    if (!fromPage(message.sourceName) && !message.innerWindowID) continue;
    said.push(`${message.category}: ${message.errorMessage} (${message.sourceName}:${message.lineNumber})`);
  }
  Services.console.reset();
  return said;
};
