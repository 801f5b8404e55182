import "./no-network.ts";
import "@mantine/core/styles.css";
import "../src/global.css";
import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  RouterProvider,
} from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { loadWords, startWords } from "../src/words/words.ts";
import { Gallery } from "./gallery.tsx";
import { MadePage } from "./made-page.tsx";

await startWords();
const parts = ["findings", "registries", "policies", "people", "settings"] as const;
await Promise.all(parts.map(loadWords));

// Links are followed in memory: the address stays the gallery's.
const root = createRootRoute({ component: Gallery });
const anywhere = createRoute({ getParentRoute: () => root, path: "$", component: MadePage });
const router = createRouter({
  routeTree: root.addChildren([anywhere]),
  history: createMemoryHistory(),
});

const place = document.getElementById("root");
if (place)
  createRoot(place).render(
    <StrictMode>
      <RouterProvider router={router as never} />
    </StrictMode>,
  );
