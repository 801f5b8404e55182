import { type AdmissionSettings, admissionSettingsSchema } from "@plimsoll/api";
import { sql } from "kysely";
import { allow, type Person } from "../accounts/person.ts";
import { audit, changed } from "../audit/audit.ts";
import { toJson } from "../database/json.ts";
import type { Db } from "../database/open.ts";
import type { Service } from "../service.ts";

const setting = "admission";

/** Nothing is denied until an administrator wants it. */
const first: AdmissionSettings = {
  enabled: false,
  onUnknown: "allow",
  dryRun: false,
  exemptNamespaces: ["kube-system"],
  exemptImages: [],
};

export async function getAdmission({ db }: { readonly db: Db }): Promise<AdmissionSettings> {
  const row = await db
    .selectFrom("setting")
    .select("value")
    .where("name", "=", setting)
    .executeTakeFirst();
  return row === undefined ? first : admissionSettingsSchema.parse(row.value);
}

export async function updateAdmission(
  { db }: Service,
  person: Person,
  settings: AdmissionSettings,
): Promise<AdmissionSettings> {
  allow(person, "admission.edit");
  return db.transaction().execute(async (tx) => {
    const before = await getAdmission({ db: tx });
    await sql`
      insert into setting (name, value) values (${setting}, ${toJson(settings)}::jsonb)
      on conflict (name) do update set value = excluded.value`.execute(tx);
    const now = await getAdmission({ db: tx });
    const noted = changed(notedAdmission(before), notedAdmission(now));
    await audit(tx, person, { action: "admission.update", ...noted });
    return settings;
  });
}

function notedAdmission(settings: AdmissionSettings) {
  const { enabled, onUnknown, dryRun, exemptNamespaces, exemptImages } = settings;
  return { enabled, onUnknown, dryRun, exemptNamespaces, exemptImages };
}
