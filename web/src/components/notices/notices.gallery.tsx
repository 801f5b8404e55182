import { notifications } from "@mantine/notifications";
import { useEffect } from "react";
import { longWord } from "../../../gallery/made.ts";
import type { State } from "../../../gallery/state.tsx";
import { Notices, tell } from "./notices.tsx";

function Telling() {
  useEffect(() => {
    void tell({ id: "plain", message: "Copied", autoClose: false });
    void tell({ id: "bad", color: "red", title: "Refused", message: longWord, autoClose: false });
    return () => notifications.clean();
  }, []);
  return <Notices />;
}

export const told: State = { show: () => <Telling /> };
