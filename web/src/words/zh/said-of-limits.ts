/** Of the service's sentences: what advisories do not hold; the codes are the service's. */
export const saidOfLimits = {
  databaseLimit: {
    snapshot: "公开来源的快照，不是实时数据库：之后发布的内容不在其中。",
    alpine:
      "Alpine：仅 3.15 至 3.24 和 edge；3.18 及更新版本截至各自首次发布之日，3.15 至 3.17 截至 2023 年 2 月。",
    debian: "Debian：10 至 14，取自 170 至 330 个源码包的变更日志；尚无修复的漏洞未列出。",
    almalinux: "AlmaLinux：不含模块中的软件包，因为公告没有写明模块流。",
    partial: "npm、Maven 和 NuGet 的数据不完整。",
  },
};
