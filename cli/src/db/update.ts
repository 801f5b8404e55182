import { isOffline, tellTroubles } from "../databases.ts";
import { fail } from "../fail.ts";
import { downloadBar } from "../scan-progress.ts";
import { type DbFlags, withStore } from "./with-store.ts";

export async function update(
  flags: DbFlags & { readonly java?: true; readonly force?: true },
): Promise<void> {
  if (isOffline(flags))
    return fail(2, "an update needs the network", "Leave out --offline and PLIMSOLL_OFFLINE.");
  await withStore(flags, async (store, request) => {
    const bar = await downloadBar(request.quiet);
    const { changed, complete } = await store
      .update({
        signal: request.signal,
        onProgress: bar.update,
        force: flags.force ?? false,
        java: flags.java ?? false,
      })
      .finally(bar.stop);
    const { state, close } = await store.open();
    close();
    const { name, date, source } = state.inUse;
    if (!complete) {
      tellTroubles({ ...state, nextUpdate: null }, request.log);
      return fail(
        3,
        "not all could be updated",
        "plimsoll db info says when it is tried again; --force tries now.",
      );
    }
    tellTroubles(state, request.log);
    process.stdout.write(
      `${changed ? "Updated" : "Nothing newer"}: ${name} of ${date}, from ${source}\n`,
    );
  });
}
