import { randomUUID } from "node:crypto";
import { mimes, now, type Scanner } from "./model.ts";
import { done, masked, ok, page, type Reply, refuse } from "./reply.ts";
import { type Call, type Route, scannerOf } from "./state.ts";
import { scannerView } from "./views.ts";

/** The scanners that are installed, and which one a project has. */
export const scannerRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/scanners",
    scope: "system",
    need: ["scanner", "list"],
    answer: ({ state, url }) =>
      page(url, state.scanners.length, (from, to) =>
        state.scanners.slice(from, to).map((one) => scannerView(one, false)),
      ),
  },
  {
    method: "POST",
    path: "/scanners",
    scope: "system",
    need: ["scanner", "create"],
    answer: register,
  },
  {
    method: "PUT",
    path: "/scanners/:uuid",
    scope: "system",
    need: ["scanner", "update"],
    answer: (call) =>
      withScanner(call, (scanner) => {
        const { name, url, auth, access_credential, disabled } = call.body ?? {};
        scanner.name = String(name ?? scanner.name);
        scanner.url = String(url ?? scanner.url);
        scanner.auth = String(auth ?? scanner.auth);
        scanner.credential = String(access_credential ?? scanner.credential);
        scanner.disabled = disabled === true;
        return done();
      }),
  },
  {
    method: "PATCH",
    path: "/scanners/:uuid",
    scope: "system",
    need: ["scanner", "update"],
    answer: (call) =>
      withScanner(call, (scanner) => {
        if (call.body?.is_default === true)
          for (const one of call.state.scanners) one.isDefault = one === scanner;
        return done();
      }),
  },
  {
    method: "GET",
    path: "/scanners/:uuid/metadata",
    scope: "system",
    need: ["scanner", "read"],
    answer: (call) =>
      withScanner(call, (scanner) => (scanner.healthy ? ok(metadata(scanner)) : masked())),
  },
  {
    method: "GET",
    path: "/projects/:project/scanner",
    scope: "project",
    need: ["scanner", "read"],
    answer({ state, project }) {
      const scanner = scannerOf(state, project);
      // "None" is an empty body that calls itself JSON.
      return scanner === null
        ? done(200, { "content-type": "application/json" })
        : ok(scannerView(scanner, true));
    },
  },
  {
    method: "PUT",
    path: "/projects/:project/scanner",
    scope: "project",
    need: ["scanner", "create"],
    answer({ project, body }) {
      if (typeof body?.uuid !== "string")
        return refuse(422, "validation failure list:\nuuid in body is required");
      // Whether there is such a scanner is not looked at.
      project.scanner = body.uuid;
      return done();
    },
  },
  {
    method: "GET",
    path: "/projects/:project/scanner/candidates",
    scope: "project",
    need: ["scanner", "create"],
    answer: ({ state, url }) =>
      page(url, state.scanners.length, (from, to) =>
        state.scanners.slice(from, to).map((one) => scannerView(one, false)),
      ),
  },
];

function withScanner(call: Call, answer: (scanner: Scanner) => Reply) {
  const scanner = call.state.scanners.find(({ uuid }) => uuid === call.params.uuid);
  return scanner ? answer(scanner) : refuse(404, `scanner ${call.params.uuid} not found`);
}

function metadata(scanner: Scanner) {
  const { adapter: name, vendor, version, consumes, produces, databaseDate } = scanner;
  return {
    scanner: { name, vendor, version },
    capabilities: [
      { type: "vulnerability", consumes_mime_types: consumes, produces_mime_types: produces },
    ],
    properties: {
      "harbor.scanner-adapter/scanner-type": "os-package-vulnerability",
      ...(databaseDate === null
        ? {}
        : { "harbor.scanner-adapter/vulnerability-database-updated-at": databaseDate }),
    },
  };
}

/** The scanner is asked first: a taken name with a dead URL is an error of the server's. */
function register({ state, body }: Call) {
  const [name, url] = [body?.name, body?.url];
  if (typeof name !== "string" || typeof url !== "string" || !URL.canParse(url))
    return refuse(422, "validation failure list:\nurl in body must be of type uri");
  const self = state.discover(url);
  if (self === null) return masked();
  if (state.scanners.some((one) => one.name === name || one.url === url))
    return refuse(
      409,
      "dao: create registration: registration name or url already exists",
      "UNKNOWN",
    );
  const scanner: Scanner = {
    ...self,
    uuid: randomUUID(),
    name,
    url,
    auth: String(body?.auth ?? ""),
    credential: String(body?.access_credential ?? ""),
    disabled: false,
    isDefault: state.scanners.length === 0,
    healthy: true,
    databaseDate: null,
    consumes: ["application/vnd.oci.image.manifest.v1+json"],
    produces: [mimes.generic],
    created: now(),
  };
  state.scanners.push(scanner);
  return done(201, { location: `/api/v2.0/scanners/${scanner.uuid}` });
}
