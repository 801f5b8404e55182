/** What stands in a sentence of the service, by what it is filled in for: conditions of a policy, what of a list is named. */
export const within: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  conditions: {
    "{{least}} or worse": "{{least}}及以上",
    "CVSS {{least}} or more": "CVSS 不低于 {{least}}",
    "known to be exploited": "已知被利用",
    "not known to be exploited": "未知被利用",
    "EPSS {{least}} or more": "EPSS 不低于 {{least}}",
    "with a fix": "有修复版本",
    "without a fix": "没有修复版本",
    "with a fix for {{days}}": "修复版本已发布 {{days}}",
    "published {{days}} ago or earlier": "公布至少 {{days}}",
    "first seen {{days}} ago or earlier": "首次发现至今至少 {{days}}",
    "id {{wanted}}": "编号为 {{wanted}}",
    "in {{wanted}}": "位于 {{wanted}}",
    "in packages of type {{wanted}}": "软件包类型为 {{wanted}}",
    "status {{wanted}}": "状态为 {{wanted}}",
    "of the base image": "来自基础镜像",
    "not of the base image": "不来自基础镜像",
  },
  missing: {
    "since when there is a fix": "修复版本何时发布",
    "when it was published": "何时公布",
    "when it was first seen": "何时首次发现",
    "what of the image is its base": "镜像的哪些部分属于基础镜像",
  },
  days: {
    "1 day": "1 天",
    "{{days}} days": "{{days}} 天",
  },
  place: {
    "line {{line}}": "第 {{line}} 行",
  },
  wanted: {
    "{{value}} others": "另外 {{value}} 个",
  },
  listed: {
    "{{id}} in {{name}} {{version}}": "{{id}}（{{name}} {{version}}）",
    "{{first}} and {{value}} more": "{{first}}，另有 {{value}} 个",
  },
  scanners: {
    "{{name}} is {{health}}": "{{name}} {{health}}",
    "{{name}} is {{health}} and the default": "{{name}} {{health}}，为默认扫描器",
  },
  value: {
    "1 package": "1 个软件包",
    "{{packages}} packages": "{{packages}} 个软件包",
    "in {{value}} h": "{{value}} 小时内",
    "{{wait}} seconds": "{{wait}} 秒",
    "{{value}} minutes": "{{value}} 分钟",
  },
};
