import { workspaceHeader } from "@plimsoll/api/bare";

const storageKey = "plimsoll-workspace";

/** The workspace that this tab acts in: each tab its own, a new one begins where the last was. */
function chosenWorkspace(): string | undefined {
  // Storage can be switched off; then the service chooses.
  try {
    return sessionStorage.getItem(storageKey) ?? localStorage.getItem(storageKey) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Undefined leaves it to the service: the whole platform, or the first of one's own. */
export function chooseWorkspace(id: string | undefined): void {
  try {
    for (const storage of [sessionStorage, localStorage])
      if (id === undefined) storage.removeItem(storageKey);
      else storage.setItem(storageKey, id);
  } catch {}
}

/** `fetch` in the chosen workspace. */
export const fetchInWorkspace: typeof fetch = (input, init) => {
  const workspace = chosenWorkspace();
  if (workspace === undefined) return fetch(input, init);
  const headers = new Headers(init?.headers);
  headers.set(workspaceHeader, workspace);
  return fetch(input, { ...init, headers });
};

/** An address that a browser opens by itself, and to which it adds no header. */
export function inWorkspace(path: string): string {
  const workspace = chosenWorkspace();
  if (workspace === undefined) return path;
  return `${path}${path.includes("?") ? "&" : "?"}workspace=${encodeURIComponent(workspace)}`;
}
