import { useSyncExternalStore } from "react";

const scheme = "data-mantine-color-scheme";

/** True from before the pages are made for the printer until they have been. */
export function usePrinting(): boolean {
  return useSyncExternalStore(follow, isPrinting);
}

/** Paper is white: while the page is printed it has the light colours, whatever the screen has. */
export function printInLight(root: HTMLElement): void {
  let onScreen: string | null = null;
  follow(() => {
    if (isPrinting()) {
      onScreen ??= root.getAttribute(scheme);
      root.setAttribute(scheme, "light");
    } else if (onScreen !== null) {
      root.setAttribute(scheme, onScreen);
      onScreen = null;
    }
  });
}

// A browser tells of printing by events before its style is that of paper; whoever only looks at how a page would be
// printed has the style alone. https://html.spec.whatwg.org/multipage/timers-and-user-prompts.html#printing
let announced = false;

function isPrinting(): boolean {
  return announced || matchMedia("print").matches;
}

function follow(tell: () => void): () => void {
  const begin = () => {
    announced = true;
    tell();
  };
  const end = () => {
    announced = false;
    tell();
  };
  const paper = matchMedia("print");
  addEventListener("beforeprint", begin);
  addEventListener("afterprint", end);
  paper.addEventListener("change", tell);
  return () => {
    removeEventListener("beforeprint", begin);
    removeEventListener("afterprint", end);
    paper.removeEventListener("change", tell);
  };
}
