import type { Catalogue } from "../../service/translator.ts";
import { advisories } from "./advisories.ts";
import { people } from "./people.ts";
import { policies } from "./policies.ts";
import { registries } from "./registries.ts";
import { running } from "./running.ts";
import { scanners } from "./scanners.ts";
import { scanning } from "./scanning.ts";
import { within } from "./within.ts";

const severities = { critical: "危重", high: "高", medium: "中", low: "低", negligible: "可忽略" };

/** What the service says, in Chinese. A test reads its source for what is missing here, and for what it does not say any more. */
export const service: Catalogue = {
  sentences: {
    ...{ ...scanning, ...advisories, ...policies, ...registries },
    ...{ ...scanners, ...people, ...running },
  },
  within,
  terms: {
    conditions: severities,
    health: { healthy: "健康", unhealthy: "异常", unknown: "尚未检查" },
    least: {
      ...severities,
      ...{ viewer: "查看者", editor: "编辑者", administrator: "平台管理员" },
      "workspace-administrator": "工作空间管理员",
    },
    scope: { read: "查看", scan: "查看、扫描和请求判定", administer: "全部权限" },
    thing: {
      ...{ address: "地址", artifact: "制品", channel: "通知渠道", exception: "例外" },
      ...{ image: "镜像", issuer: "颁发者", person: "人员", policy: "策略", registry: "仓库" },
      ...{ run: "运行", scan: "扫描", scanner: "扫描器", schedule: "计划", session: "会话" },
      ...{ space: "空间", token: "令牌", vulnerability: "漏洞", workspace: "工作空间" },
    },
  },
  lists: {
    conditions: [", ", "，"],
    keys: [", ", "、"],
    known: [", ", "、"],
    listed: [", ", "、"],
    missing: [", and ", "、"],
    scanners: ["; ", "；"],
    values: [", ", "、"],
    wanted: [" or ", " 或 "],
    words: ["; ", "；"],
  },
};
