// How long a question is shown, while the page can be seen, and how many keys are pressed meanwhile.

export function createClock() {
  let since = performance.now();
  let before = 0;
  let keys = 0;
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) before += performance.now() - since;
    since = performance.now();
  });
  return {
    start() {
      since = performance.now();
      before = 0;
      keys = 0;
    },
    press() {
      keys += 1;
    },
    /** Seconds and keys since the question is shown. */
    read() {
      const seconds = Math.round(before + performance.now() - since) / 1000;
      return { seconds, keys };
    },
  };
}
