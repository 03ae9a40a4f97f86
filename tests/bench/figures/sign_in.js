// Arguments: words, the selector to wait for, and WebDriver's callback.
const [words, wanted, done] = arguments;
const field = document.querySelector("[data-test='sign-in-words']");
field.value = words;
field.dispatchEvent(new InputEvent('input', { bubbles: true }));
// What an earlier try left on the screen doesn't count.
let cleared = !document.querySelector(wanted);
const start = performance.now();
new MutationObserver((_, observer) => {
  const there = document.querySelector(wanted);
  cleared ||= !there;
  if (cleared && there) {
    observer.disconnect();
    done(performance.now() - start);
  }
}).observe(document.body, { childList: true, subtree: true });
document.querySelector("[data-test='sign-in']").click();
