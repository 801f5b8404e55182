import "@mantine/core/styles.css";
import "./global.css";
import "./print/print.css";
import { localStorageColorSchemeManager, MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { createQueryClient } from "./data/client.ts";
import { keys } from "./data/keys.ts";
import { printInLight } from "./print/printing.ts";
import { createConsoleRouter, loadPages } from "./router.tsx";
import { cssVariables, theme } from "./theme.ts";
import { startWords } from "./words/words.ts";

const words = startWords();
printInLight(document.documentElement);

const queries = createQueryClient(onSignedOut);
const router = createConsoleRouter(queries);
// Who is signed in and what the page is made of are asked for beside the words.
loadPages(router);
void router.load();
await words;
const schemes = localStorageColorSchemeManager({ key: "plimsoll-theme" });

/** The guard of the routes then asks to sign in and remembers the way back; its own question is no news. */
function onSignedOut(): void {
  if (queries.getQueryData(keys.session) === undefined) return;
  queries.removeQueries({ queryKey: keys.session });
  void router.invalidate();
}

const place = document.getElementById("root");
if (place)
  createRoot(place).render(
    <StrictMode>
      <MantineProvider
        theme={theme}
        cssVariablesResolver={cssVariables}
        defaultColorScheme="auto"
        colorSchemeManager={schemes}
      >
        <QueryClientProvider client={queries}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </MantineProvider>
    </StrictMode>,
  );
