import { type ReactNode, Suspense, useEffect, useState } from "react";

type WhenOpenedProps = {
  opened: boolean;
  /** The dialog, which is loaded later; told when it is to be open. */
  children: (opened: boolean) => ReactNode;
};

/** Around a dialog whose code is loaded when it is opened for the first time. */
export function WhenOpened({ opened, children }: WhenOpenedProps) {
  const [asked, setAsked] = useState(opened);
  if (opened && !asked) setAsked(true);
  if (!asked) return null;
  return (
    <Suspense>
      <Standing opened={opened}>{children}</Standing>
    </Suspense>
  );
}

/** Opens it once it stands: what it does on opening, like moving the focus and giving it back, it does on a change. */
function Standing({ opened, children }: WhenOpenedProps) {
  const [stands, setStands] = useState(false);
  useEffect(() => setStands(true), []);
  return children(opened && stands);
}
