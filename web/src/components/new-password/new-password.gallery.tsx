import { useState } from "react";
import type { State } from "../../../gallery/state.tsx";
import { NewPassword } from "./new-password.tsx";

function Example({ first }: { first: string }) {
  const [value, setValue] = useState(first);
  return <NewPassword value={value} onChange={setValue} />;
}

export const empty: State = { show: () => <Example first="" /> };
export const filled: State = { show: () => <Example first="correct horse battery" /> };
