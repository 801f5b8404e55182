/** Of policies, verdicts, exceptions and schedules: the English of the service and the engine, and what it is in Chinese. */
export const policies: Readonly<Record<string, string>> = {
  "It is no vulnerability's id.": "不是漏洞编号。",
  "What it says of its end is no day (exp:YYYY-MM-DD).": "其截止日期不是日期（exp:YYYY-MM-DD）。",
  "expired_at is no time: {{end}}": "expired_at 不是时间：{{end}}",
  "Only vulnerabilities are taken over.": "仅导入漏洞。",
  "Of patterns of paths, only * and ** are followed: {{path}}": "路径模式仅支持 * 和 **：{{path}}",
  "It is no package URL: {{purl}}": "不是 package URL：{{purl}}",
  "It is about a part of another package.": "它针对另一个软件包的一部分。",
  "It names its package by no package URL.": "它没有用 package URL 指明软件包。",
  "It names its product by no package URL.": "它没有用 package URL 指明产品。",
  "It is about one build alone, by its digest: give it with --vex.":
    "它按摘要仅针对某一次构建：请用 --vex 提供。",
  "It is about some places in an image: exceptions here are of packages.":
    "它针对镜像中的某些位置：这里的例外针对软件包。",
  "It ended on {{day}}.": "已于 {{day}} 到期。",
  "{{count}} of it are kept already.": "其中 {{count}} 项已存在。",
  "{{count}} findings ({{conditions}}): {{listed}} and {{more}} more":
    "{{count}} 个漏洞（{{conditions}}）：{{listed}}，另有 {{more}} 个",
  "{{count}} findings cannot be judged ({{conditions}}), as it is not known {{missing}}: {{listed}} and {{more}} more":
    "{{count}} 个漏洞无法判断（{{conditions}}），因为不知道{{missing}}：{{listed}}，另有 {{more}} 个",
  "{{count}} findings cannot be judged ({{conditions}}), as it is not known {{missing}}: {{listed}}":
    "{{count}} 个漏洞无法判断（{{conditions}}），因为不知道{{missing}}：{{listed}}",
  "1 finding cannot be judged ({{conditions}}), as it is not known {{missing}}: {{listed}}":
    "1 个漏洞无法判断（{{conditions}}），因为不知道{{missing}}：{{listed}}",
  "1 finding ({{conditions}}): {{listed}}": "1 个漏洞（{{conditions}}）：{{listed}}",
  "{{count}} findings ({{conditions}}): {{listed}}":
    "{{count}} 个漏洞（{{conditions}}）：{{listed}}",
  "the image was never scanned": "镜像从未扫描过",
  "it is not known what the image was built upon": "不知道镜像基于什么构建",
  "it is built upon {{name}}, which is not among the allowed base images":
    "它基于 {{name}} 构建，不在允许的基础镜像之中",
  "its distribution gets no security fixes any more since {{date}}":
    "其发行版自 {{date}} 起不再提供安全修复",
  "its newest report is of {{date}}, more than {{count}} days ago":
    "最新报告的日期为 {{date}}，已超过 {{count}} 天",
  "its newest report is of {{date}}, more than 1 day ago": "最新报告的日期为 {{date}}，已超过 1 天",
  "the scanner does not tell how old its advisories are": "扫描器没有说明漏洞公告的日期",
  "the advisories are of {{date}}, more than {{count}} days ago":
    "漏洞公告的日期为 {{date}}，已超过 {{count}} 天",
  "the advisories are of {{date}}, more than 1 day ago": "漏洞公告的日期为 {{date}}，已超过 1 天",
  "the scanner does not tell what it could not check": "扫描器没有说明哪些内容未能检查",
  "no advisories could be held against {{count}} packages":
    "{{count}} 个软件包没有可对照的漏洞公告",
  "no advisories could be held against 1 package": "1 个软件包没有可对照的漏洞公告",
  "licences that are not allowed: {{listed}}": "不允许的许可证：{{listed}}",
  "the scanner does not tell the licences of packages": "扫描器没有提供软件包的许可证",
  "the scanner does not tell what is installed": "扫描器没有说明安装了什么",
  "packages that are not allowed: {{listed}}": "不允许的软件包：{{listed}}",
  "{{name}} is no list of exceptions: {{faults}}": "{{name}} 不是例外列表：{{faults}}",
  "What belongs there: docs/policies.md, in Exceptions.":
    "应有的内容见 docs/policies.md 的 Exceptions 一节。",
  "{{name}} is no policy: {{faults}}": "{{name}} 不是策略：{{faults}}",
  "What belongs there: docs/policies.md. plimsoll policy init writes one to start from.":
    "应有的内容见 docs/policies.md。plimsoll policy init 会写出一个起始示例。",
  "{{name}} is no result of a scan": "{{name}} 不是扫描结果",
  "It is what plimsoll scan --format json writes.": "它由 plimsoll scan --format json 写出。",
  "It has more than {{most}} bytes (limit policyBytes).":
    "超过 {{most}} 字节（限制 policyBytes）。",
  "It repeats parts of itself more often than is followed.": "其中的引用重复次数超过可展开的次数。",
  "and {{value}} more.": "另有 {{value}} 处。",
  "It is there twice.": "出现了两次。",
  "a list": "列表",
  "keys with values": "键值对",
  "a number": "数字",
  "a whole number": "整数",
  "true or false": "true 或 false",
  "It is missing.": "缺少此项。",
  "It is empty.": "此项为空。",
  "It is not {{value}}.": "此项不是{{value}}。",
  "It is none of {{values}}.": "此项不是以下任何一个：{{values}}。",
  "{{name}} has more than {{exceptionBytes}} bytes (limit exceptionBytes)":
    "{{name}} 超过 {{exceptionBytes}} 字节（限制 exceptionBytes）",
  "{{name}} is no allowlist of Harbor's": "{{name}} 不是 Harbor 的允许列表",
  "Harbor's API gives it: GET /api/v2.0/system/CVEAllowlist, or cve_allowlist of a project.":
    "可从 Harbor 的 API 获得：GET /api/v2.0/system/CVEAllowlist，或项目的 cve_allowlist。",
  "{{name}} is no .trivyignore.yaml: {{faults}}": "{{name}} 不是 .trivyignore.yaml：{{faults}}",
  "It would have ended on {{expires}}.": "它在 {{expires}} 就已到期。",
  "Give today or a later day.": "请填写今天或之后的日期。",
  "It has more than {{most}} exceptions.": "其中的例外超过 {{most}} 项。",
  "Take it over in parts.": "请分批导入。",
  "docs/policies.md has every key of a policy, with examples.":
    "docs/policies.md 列有策略的所有键及示例。",
  "There is a policy named {{name}} already.": "已有名为 {{name}} 的策略。",
  "This registry prevents nothing by itself.": "此仓库自身不会阻止任何内容。",
  "Only a Harbor does. The admission webhook keeps images of any registry from running.":
    "只有 Harbor 可以。准入 webhook 可阻止任何仓库的镜像运行。",
  '"{{cron}}" never comes.': "“{{cron}}”永远不会到来。",
  "Look at its day and month: there may be no such day.": "请检查其日期和月份：可能没有这一天。",
  "There is no time zone {{timeZone}}.": "没有时区 {{timeZone}}。",
  "Give its IANA name, like Europe/Berlin.": "请填写 IANA 名称，例如 Asia/Shanghai。",
  '"{{cron}}" is no cron expression.': "“{{cron}}”不是 cron 表达式。",
  "Five fields: minute, hour, day of the month, month, day of the week; 30 2 * * * is half past two each night.":
    "五个字段：分、时、日、月、星期；30 2 * * * 表示每晚两点半。",
  "Its last run goes on.": "上一次运行仍在进行。",
  "Wait until it is over, or stop it.": "请等待其结束，或停止它。",
  "There is a schedule named {{name}} already.": "已有名为 {{name}} 的计划。",
  "It is a day, as 2027-01-31, or never.": "应为日期（例如 2027-01-31）或 never。",
  "It needs a condition at least.": "至少需要一个条件。",
  "It needs either finding or image.": "需要 finding 或 image 之一。",
  "Another rule has this name.": "另一条规则已使用此名称。",
  "There is no such key here; there are {{known}}.": "此处没有这个键；可用的键有 {{known}}。",
  "There is no such key here: did you mean {{near}}?": "此处没有这个键：是否想写 {{near}}？",
  "{{said}} Nor is there {{keys}}.": "{{said}}也没有 {{keys}}。",
};
