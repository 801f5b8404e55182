import "react";

declare module "react" {
  // Custom properties are set through `style` too.
  interface CSSProperties {
    [variable: `--${string}`]: string | number | undefined;
  }
}
