import { renewAdmissionSecret } from "../admission/secret.ts";
import { getAdmission, updateAdmission } from "../admission/settings.ts";
import { createException } from "../exceptions/create.ts";
import { importKept } from "../exceptions/import.ts";
import { listExceptions } from "../exceptions/list.ts";
import { removeException } from "../exceptions/remove.ts";
import { updateException } from "../exceptions/update.ts";
import { findImage, getArtifact, getImage } from "../images/get.ts";
import { listArtifacts, listImages, listSpaces } from "../images/list.ts";
import { getDatabase } from "../matching/get-database.ts";
import { requestUpdate } from "../matching/request.ts";
import { listDeliveries } from "../notifications/deliveries.ts";
import {
  createChannel,
  listChannels,
  removeChannel,
  testChannel,
  updateChannel,
} from "../notifications/edit.ts";
import { getOverview } from "../overview/get.ts";
import { createPolicy } from "../policies/create.ts";
import { getPolicy, listPolicyVersions } from "../policies/get.ts";
import { listPolicies } from "../policies/list.ts";
import { previewPolicy } from "../policies/preview.ts";
import { removePolicy } from "../policies/remove.ts";
import { updatePolicy } from "../policies/update.ts";
import { getPrevention } from "../prevention/get.ts";
import { switchPrevention } from "../prevention/switch.ts";
import { createRegistry } from "../registries/create.ts";
import { setDefaultScanner } from "../registries/default-scanner.ts";
import { getRegistry } from "../registries/get.ts";
import { listRegistries } from "../registries/list.ts";
import { createRobot } from "../registries/robot.ts";
import { syncRegistry } from "../registries/sync.ts";
import { testRegistry } from "../registries/test-connection.ts";
import { unbindRegistry } from "../registries/unbind.ts";
import { updateRegistry } from "../registries/update.ts";
import { getRemedy } from "../remedies/get-remedy.ts";
import { compareArtifacts } from "../reports/compare.ts";
import { getReport } from "../reports/get.ts";
import { listArtifactReports } from "../reports/list-artifact-reports.ts";
import { listChanges } from "../reports/list-changes.ts";
import { listFindingGroups } from "../reports/list-finding-groups.ts";
import { listFindings } from "../reports/list-findings.ts";
import { listLayers } from "../reports/list-layers.ts";
import { listPackages } from "../reports/list-packages.ts";
import { getRun, listRuns } from "../runs/get.ts";
import { resumeRun, stopRun } from "../runs/stop.ts";
import { installOwnScanner } from "../scanner-api/install.ts";
import { getScannerApi, renewScannerApiKey } from "../scanner-api/keys.ts";
import { importDatabase } from "../scanners/builtin/import-database.ts";
import { testScanner } from "../scanners/check.ts";
import {
  chooseRegistryScanners,
  chooseSpaceScanners,
  getRegistryScanners,
  getSpaceScanners,
} from "../scanners/choice.ts";
import { createScanner } from "../scanners/create.ts";
import { databaseInfo } from "../scanners/database-info.ts";
import { getScanner, listScanners } from "../scanners/list.ts";
import { removeScanner } from "../scanners/remove.ts";
import { updateScanner } from "../scanners/update.ts";
import { createScans } from "../scans/create.ts";
import { getScan } from "../scans/get.ts";
import { getScanLog } from "../scans/get-log.ts";
import { listScans } from "../scans/list.ts";
import { stopScans } from "../scans/stop.ts";
import {
  createSchedule,
  listSchedules,
  removeSchedule,
  runSchedule,
  updateSchedule,
} from "../schedules/edit.ts";
import { search } from "../search/search.ts";
import type { Service } from "../service.ts";
import { listSpaceAccess, updateSpaceAccess } from "../spaces/access.ts";
import { askVerdicts } from "../verdicts/ask.ts";
import { getVerdict } from "../verdicts/get.ts";
import { listAffected } from "../vulnerabilities/affected.ts";
import { getVulnerability } from "../vulnerabilities/get.ts";
import { listVulnerabilities } from "../vulnerabilities/list.ts";
import { installWebhooks, removeWebhooks } from "../webhooks/install.ts";
import { renewWebhookSecret } from "../webhooks/secret.ts";
import { takeHarborWebhook, takePushWebhook, takeRegistryWebhook } from "../webhooks/take.ts";
import { createAuditHandlers } from "./audit-handlers.ts";
import { withFile } from "./file-body.ts";
import { createIssuerHandlers } from "./issuer-handlers.ts";
import { createPeopleHandlers } from "./people-handlers.ts";
import type { Handlers } from "./routes.ts";

/** What each route calls. */
export function createHandlers(service: Service): Handlers {
  return {
    ...createPeopleHandlers(service),
    ...createAuditHandlers(service),
    ...createIssuerHandlers(service),
    getAbout: async () => ({
      version: service.version,
      database: databaseInfo(service.advisories.current()),
    }),
    getSettings: async () => service.settings,
    getDatabase: () => getDatabase(service),
    updateDatabase: ({ person }) => requestUpdate(service, person),
    importDatabase: ({ person, query, request }) =>
      withFile(request, (body, bytes) =>
        importDatabase(service, person, { name: query.name, body, bytes }),
      ),
    listRegistries: ({ query }) => listRegistries(service, query),
    createRegistry: ({ person, body }) => createRegistry(service, person, body),
    testRegistry: ({ person, body }) => testRegistry(service, person, body),
    getRegistry: ({ params }) => getRegistry(service, params.id),
    updateRegistry: ({ person, params, body }) => updateRegistry(service, person, params.id, body),
    deleteRegistry: async ({ person, params }) => {
      await unbindRegistry(service, person, params.id);
    },
    unbindRegistry: ({ person, params, body }) => unbindRegistry(service, person, params.id, body),
    syncRegistry: ({ person, params }) => syncRegistry(service, person, params.id),
    createRobot: ({ person, body }) => createRobot(service, person, body),
    installWebhooks: ({ person, params, body }) =>
      installWebhooks(service, person, params.id, body),
    removeWebhooks: ({ person, params, body }) => removeWebhooks(service, person, params.id, body),
    takeHarborWebhook: ({ params, body, request }) =>
      takeHarborWebhook(service, params.id, {
        authorization: request.headers.authorization,
        body: JSON.stringify(body),
      }),
    takePushWebhook: ({ params, body, request }) =>
      takePushWebhook(service, params.id, {
        headers: request.headers,
        raw: request.rawBody,
        repository: body.repository,
      }),
    takeRegistryWebhook: ({ params, body, request }) =>
      takeRegistryWebhook(service, params.id, {
        authorization: request.headers.authorization,
        body,
      }),
    renewWebhookSecret: ({ person, params }) => renewWebhookSecret(service, person, params.id),
    installOwnScanner: ({ person, params, body }) =>
      installOwnScanner(service, person, params.id, body),
    setDefaultScanner: ({ person, params, body }) =>
      setDefaultScanner(service, person, params.id, body.scannerId),
    getRegistryScanners: ({ params }) => getRegistryScanners(service, params.id),
    chooseRegistryScanners: ({ person, params, body }) =>
      chooseRegistryScanners(service, person, params.id, body.scannerIds),
    getSpaceScanners: ({ params }) => getSpaceScanners(service, params.id),
    chooseSpaceScanners: ({ person, params, body }) =>
      chooseSpaceScanners(service, person, params.id, body.scannerIds),
    getPrevention: ({ params }) => getPrevention(service, params.id),
    updatePrevention: ({ person, params, body }) =>
      switchPrevention(service, person, params.id, body),
    listScanners: ({ query }) => listScanners(service, query),
    createScanner: ({ person, body }) => createScanner(service, person, body),
    testScanner: ({ person, body }) => testScanner(service, person, body),
    getScanner: ({ params }) => getScanner(service, params.id),
    updateScanner: ({ person, params, body }) => updateScanner(service, person, params.id, body),
    deleteScanner: ({ person, params }) => removeScanner(service, person, params.id),
    getScannerApi: () => getScannerApi(service),
    renewScannerApiKey: ({ person }) => renewScannerApiKey(service, person),
    listSpaces: ({ query }) => listSpaces(service, query),
    listSpaceAccess: ({ person, query }) => listSpaceAccess(service, person, query),
    updateSpaceAccess: ({ person, params, body }) =>
      updateSpaceAccess(service, person, params.id, body),
    listImages: ({ query }) => listImages(service, query),
    getImage: ({ params }) => getImage(service, params.id),
    findImage: ({ params, query }) => findImage(service, params.id, query.repository),
    listArtifacts: ({ query }) => listArtifacts(service, query),
    getArtifact: ({ params }) => getArtifact(service, params.id),
    getReport: ({ params, query }) => getReport(service, params.id, query.scanner),
    listArtifactReports: ({ params }) => listArtifactReports(service, params.id),
    listFindings: ({ params, query }) => listFindings(service, params.id, query),
    listFindingGroups: ({ params, query }) => listFindingGroups(service, params.id, query),
    listChanges: ({ params, query }) => listChanges(service, params.id, query),
    getRemedy: ({ params, query }) => getRemedy(service, params.id, query),
    listLayers: ({ params, query }) => listLayers(service, params.id, query),
    listPackages: ({ params, query }) => listPackages(service, params.id, query),
    compareArtifacts: ({ params, query }) => compareArtifacts(service, params.id, query),
    search: ({ query }) => search(service, query),
    createScans: ({ person, body }) =>
      createScans(service, person, body.artifactIds, body.scannerId),
    stopScans: ({ person, body }) => stopScans(service, person, body.artifactIds),
    listScans: ({ query }) => listScans(service, query),
    listRuns: ({ query }) => listRuns(service, query),
    getRun: ({ params }) => getRun(service, params.id),
    stopRun: ({ person, params }) => stopRun(service, person, params.id),
    resumeRun: ({ person, params }) => resumeRun(service, person, params.id),
    listSchedules: ({ query }) => listSchedules(service, query),
    createSchedule: ({ person, body }) => createSchedule(service, person, body),
    updateSchedule: ({ person, params, body }) => updateSchedule(service, person, params.id, body),
    deleteSchedule: async ({ person, params }) => {
      await removeSchedule(service, person, params.id);
    },
    runSchedule: ({ person, params }) => runSchedule(service, person, params.id),
    getOverview: () => getOverview(service),
    listVulnerabilities: ({ query }) => listVulnerabilities(service, query),
    getVulnerability: ({ params }) => getVulnerability(service, params.id),
    listAffected: ({ params, query }) => listAffected(service, params.id, query),
    listChannels: ({ query }) => listChannels(service, query),
    createChannel: ({ person, body }) => createChannel(service, person, body),
    updateChannel: ({ person, params, body }) => updateChannel(service, person, params.id, body),
    deleteChannel: async ({ person, params }) => {
      await removeChannel(service, person, params.id);
    },
    testChannel: ({ person, params }) => testChannel(service, person, params.id),
    listDeliveries: ({ params, query }) => listDeliveries(service, params.id, query),
    getScan: ({ params }) => getScan(service, params.id),
    getScanLog: ({ params, query }) => getScanLog(service, params.id, query.after),
    listPolicies: ({ query }) => listPolicies(service, query),
    createPolicy: ({ person, body }) => createPolicy(service, person, body),
    previewPolicy: ({ body }) => previewPolicy(service, body),
    getPolicy: ({ params }) => getPolicy(service, params.id),
    updatePolicy: ({ person, params, body }) => updatePolicy(service, person, params.id, body),
    deletePolicy: async ({ person, params }) => {
      await removePolicy(service, person, params.id);
    },
    listPolicyVersions: ({ params, query }) => listPolicyVersions(service, params.id, query),
    listExceptions: ({ query }) => listExceptions(service, query),
    createException: ({ person, body }) => createException(service, person, body),
    importExceptions: ({ person, body }) => importKept(service, person, body),
    updateException: ({ person, params, body }) =>
      updateException(service, person, params.id, body),
    deleteException: async ({ person, params }) => {
      await removeException(service, person, params.id);
    },
    askVerdicts: ({ person, body }) => askVerdicts(service, person, body),
    getVerdict: ({ params }) => getVerdict(service, params.id),
    getAdmission: () => getAdmission(service),
    updateAdmission: ({ person, body }) => updateAdmission(service, person, body),
    renewAdmissionSecret: ({ person }) => renewAdmissionSecret(service, person),
  };
}
