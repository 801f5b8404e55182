import type { Service } from "../service.ts";
import { createIssuer } from "../sso/create.ts";
import { removeIssuer } from "../sso/remove.ts";
import { testIssuer } from "../sso/test.ts";
import { updateIssuer } from "../sso/update.ts";
import { listIssuers } from "../sso/view.ts";
import type { Handlers } from "./routes.ts";
import { redirectUriOf } from "./sso.ts";

/** Issuers of single sign-on, which belong to the platform. */
export function createIssuerHandlers(seen: Service) {
  const service = seen.seenBy({ kind: "everything" });
  return {
    listIssuers: ({ person, request }) =>
      listIssuers(service, person, redirectUriOf(service, request)),
    createIssuer: ({ person, body, request }) =>
      createIssuer(service, person, body, redirectUriOf(service, request)),
    updateIssuer: ({ person, params, body, request }) =>
      updateIssuer(service, person, params.id, body, redirectUriOf(service, request)),
    deleteIssuer: ({ person, params }) => removeIssuer(service, person, params.id),
    testIssuer: ({ person, params }) => testIssuer(service, person, params.id),
  } satisfies Partial<Handlers>;
}
