/**
 * Nobody is asked: what no state brings an answer for stays on its way for ever, which is what loading is, and the
 * stream of events breaks off, which is what a lost connection is.
 */
globalThis.fetch = () => new Promise(() => {});
Reflect.deleteProperty(globalThis, "SharedWorker");

class BrokenStream extends EventTarget {
  onerror: (() => void) | null = null;
  constructor() {
    super();
    setTimeout(() => this.onerror?.());
  }
  close() {
    this.onerror = null;
  }
}
Object.assign(globalThis, { EventSource: BrokenStream });
