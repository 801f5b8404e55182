import type { settings as english } from "../en/settings.ts";
import type { Spoken } from "../spoken.ts";

export const settings: Spoken<typeof english> = {
  settings: {
    default: "默认",
    group: {
      access: "访问方式",
      data: "数据存放位置",
      people: "密码",
      advisories: "漏洞公告",
      reach: "仓库与扫描器",
      upkeep: "维护",
    },
    how: {
      title: "由环境变量决定",
      text: "服务在启动时读取这些变量，运行期间保持不变。要更改某一项，请在启动服务的地方设置它，然后重新启动服务。",
    },
    secret: "已设置，从不显示",
    unset: "未设置",
    what: {
      PLIMSOLL_HOST: "监听的地址。若为回环地址，则只有本机可以连接。",
      PLIMSOLL_PORT: "监听的端口；0 表示任意空闲端口。",
      PLIMSOLL_DATA: "存放所有持久数据的文件夹：内嵌的 PostgreSQL 以及封存机密的密钥。",
      DATABASE_URL: "您自己的 PostgreSQL。未设置时，在数据文件夹中启动内嵌的数据库。",
      PLIMSOLL_SECRET_KEY: "封存已保存凭据的密钥。未设置时，密钥保存在数据文件夹中。",
      PLIMSOLL_ADMIN_PASSWORD:
        "账户 admin 的密码，只要该账户处于启用状态，每次启动都会设为此值。未设置时，首次启动会生成一个。",
      PLIMSOLL_PASSWORD_DENYLIST: "任何人都不得选用的密码的列表文件。",
      PLIMSOLL_UPDATE_HOURS: "除每次启动时之外，两次查找更新公告之间的小时数；0 表示不再查找。",
      PLIMSOLL_SYNC_MINUTES:
        "除 Webhook 通知之外，两次读取仓库变化之间的分钟数；0 表示不会自行再次读取。",
      PLIMSOLL_RETENTION_DAYS:
        "仓库中已不存在的镜像的报告，以及旧的批量扫描及其日志的保留天数；0 表示永久保留。",
      PLIMSOLL_AUDIT_DAYS: "审计记录的保留天数；0 表示永久保留。",
      PLIMSOLL_TRIVY: "trivy 命令，供该类扫描器使用。",
      PLIMSOLL_DB_SOURCES: "漏洞公告的来源，按优先顺序排列。",
      PLIMSOLL_DB_USERNAME: "在存放漏洞公告的仓库上的用户名。",
      PLIMSOLL_DB_PASSWORD: "在该仓库上的密码。",
      PLIMSOLL_JAVA_DB: "Trivy 的 Java 数据库，用于识别 Java 归档。未设置时不使用。",
      PLIMSOLL_KEV: "已被利用的漏洞的列表。未设置时，使用 Plimsoll 自带的列表。",
      PLIMSOLL_EPSS: "漏洞被利用的概率。未设置时，使用 Plimsoll 自带的数据。",
      PLIMSOLL_ADVISORIES: "您自己的漏洞公告（OSV），叠加在数据库之上。",
      PLIMSOLL_OFFLINE: "是否不使用网络获取漏洞公告。",
      PLIMSOLL_PUBLIC_URL:
        "用户在浏览器中打开的地址；单点登录会返回到这里。未设置时，以各浏览器请求的地址为准。",
      PLIMSOLL_OUTBOUND_ALLOW:
        "当用户指定地址时，服务可以访问的位置。未设置时，除链路本地地址和元数据地址外均可访问；仅在监听回环地址时才可访问本机。",
      PLIMSOLL_OUTBOUND_DENY: "无论允许了什么，服务都不得为用户访问的位置。",
      PLIMSOLL_TRUSTED_PROXIES: "在客户端地址、协议和主机名方面受信任的代理。",
      PLIMSOLL_TLS_CERT: "提供 https 所用的证书文件。未设置时，使用普通 http。",
      PLIMSOLL_TLS_KEY: "该证书的私钥文件。",
      PLIMSOLL_RATE_LIMIT:
        "每个账户或令牌每分钟的请求数；耗时操作为其五分之一，同一地址为其十倍。0 表示不限制。",
      PLIMSOLL_METRICS_TOKEN: "读取 /metrics 所用的令牌。未设置时，只有服务所在的机器可以读取。",
      PLIMSOLL_LOG_LEVEL: "写入标准错误的日志的详细程度。",
    },
  },
};
