/** Of the service itself and its interface: the English of the service and the engine, and what it is in Chinese. */
export const running: Readonly<Record<string, string>> = {
  "There is no such {{thing}}.": "没有这个{{thing}}。",
  "It may have been removed since the page was loaded.": "页面加载之后，它可能已被删除。",
  "The database cannot be used: {{reason}}": "数据库无法使用：{{reason}}",
  "Check DATABASE_URL: the host, the name and password, and that the database may be written to.":
    "请检查 DATABASE_URL：主机、用户名和密码，以及数据库是否可写。",
  "There is no installation in {{data}}.": "{{data}} 中没有安装。",
  "Set PLIMSOLL_DATA to its folder, or DATABASE_URL.":
    "请将 PLIMSOLL_DATA 设为其文件夹，或设置 DATABASE_URL。",
  "{{place}} cannot be listened on ({{code}})": "无法监听 {{place}}（{{code}}）",
  "Stop what uses it, or set PLIMSOLL_PORT to another port (0 takes any free one).":
    "请停止占用它的程序，或将 PLIMSOLL_PORT 设为另一个端口（0 表示任意空闲端口）。",
  "There is no embedded PostgreSQL for this machine ({{name}})":
    "没有适用于此机器的内嵌 PostgreSQL（{{name}}）",
  "Set DATABASE_URL to a PostgreSQL server, 14 or newer.":
    "请将 DATABASE_URL 设为 PostgreSQL 14 或更高版本的服务器。",
  "{{data}} is no PostgreSQL data folder": "{{data}} 不是 PostgreSQL 数据文件夹",
  "The database was made by PostgreSQL {{made}}; this is {{runs}}":
    "数据库由 PostgreSQL {{made}} 创建；当前为 {{runs}}",
  "Move the folder away to begin anew, or set PLIMSOLL_DATA to another one.":
    "请移走该文件夹以重新开始，或将 PLIMSOLL_DATA 设为另一个文件夹。",
  "PostgreSQL did not start: {{last}}": "PostgreSQL 未能启动：{{last}}",
  "Its log is {{log}}. Check that the disk is not full, or set DATABASE_URL to a server of your own.":
    "其日志在 {{log}}。请检查磁盘是否已满，或将 DATABASE_URL 设为您自己的服务器。",
  "Another Plimsoll runs on {{data}}": "另一个 Plimsoll 正在使用 {{data}}",
  "Stop it first, or set PLIMSOLL_DATA to another folder.":
    "请先停止它，或将 PLIMSOLL_DATA 设为另一个文件夹。",
  "{{name}} failed: {{stderr}}": "{{name}} 失败：{{stderr}}",
  "Check that the disk is not full and the data folder is writable, or set DATABASE_URL.":
    "请检查磁盘是否已满、数据文件夹是否可写，或设置 DATABASE_URL。",
  "The migration {{name}} was changed after it had been applied.":
    "迁移 {{name}} 在应用之后被更改。",
  "Start the version of Plimsoll that made this database, or use another one.":
    "请启动创建此数据库的 Plimsoll 版本，或使用另一个数据库。",
  "The database was made by a newer version of Plimsoll.": "数据库由更新版本的 Plimsoll 创建。",
  "Start that version, or use another database.": "请启动该版本，或使用另一个数据库。",
  "The cursor was not made by this list.": "此游标不是由该列表生成的。",
  "Take it from `next` of the page before, with the same filter and order.":
    "请使用上一页的 `next`，并保持相同的筛选和排序。",
  'The user "{{name}}" could not be made': "无法创建用户“{{name}}”",
  'PostgreSQL does not run as root. Make a user "{{name}}", start Plimsoll as another user, or set DATABASE_URL.':
    "PostgreSQL 不能以 root 运行。请创建用户“{{name}}”，以其他用户启动 Plimsoll，或设置 DATABASE_URL。",
  'The user "{{name}}" was not made': "用户“{{name}}”未被创建",
  'The user "{{name}}" cannot reach {{paths}}': "用户“{{name}}”无法访问 {{paths}}",
  "Put Plimsoll into a folder that other users may pass through, start it as another user, or set DATABASE_URL.":
    "请将 Plimsoll 放到其他用户可以进入的文件夹，以该用户启动，或设置 DATABASE_URL。",
  'The webhook takes AdmissionReviews of admission.k8s.io/v1: admissionReviewVersions: ["v1"].':
    '该 webhook 接受 admission.k8s.io/v1 的 AdmissionReview：admissionReviewVersions: ["v1"]。',
  "The secret is missing or wrong.": "密钥缺失或错误。",
  "An administrator makes one on the Policies page.": "管理员可在“策略”页面创建。",
  "The body has to be the file itself.": "请求体必须是文件本身。",
  "Send it as {{fileType}}.": "请以 {{fileType}} 发送。",
  "This name is not one that the service answers to.": "服务不响应此名称。",
  "It listens on this machine only: use http://127.0.0.1, name what people open in PLIMSOLL_PUBLIC_URL, or set PLIMSOLL_HOST to serve others.":
    "它只在本机监听：请使用 http://127.0.0.1，在 PLIMSOLL_PUBLIC_URL 中写明人们打开的地址，或设置 PLIMSOLL_HOST 以便其他机器访问。",
  "The request came from a page of another site.": "请求来自另一个网站的页面。",
  "Behind a proxy, set PLIMSOLL_PUBLIC_URL, or pass the Host header on (or X-Forwarded-Host, from one that is trusted).":
    "如果在代理之后，请设置 PLIMSOLL_PUBLIC_URL，或传递 Host 头（或由受信任的代理传递 X-Forwarded-Host）。",
  "Metrics are told to this machine only.": "指标只提供给本机。",
  "Set PLIMSOLL_METRICS_TOKEN, and have Prometheus send it as a bearer token.":
    "请设置 PLIMSOLL_METRICS_TOKEN，并让 Prometheus 以 bearer 令牌发送。",
  "The token is missing or wrong.": "令牌缺失或错误。",
  "Send PLIMSOLL_METRICS_TOKEN as a bearer token.": "请以 bearer 令牌发送 PLIMSOLL_METRICS_TOKEN。",
  "Sign in first.": "请先登录。",
  "Its log has the cause; search it for the request id.": "其日志中有原因；请按请求编号查找。",
  "Too many requests to sign in.": "登录请求过多。",
  "Try again in {{after}}.": "请在 {{after}} 后再试。",
  "Too many requests within a minute.": "一分钟内请求过多。",
  "Try again in {{ttlInSeconds}} seconds. An administrator can raise PLIMSOLL_RATE_LIMIT.":
    "请在 {{ttlInSeconds}} 秒后再试。管理员可以提高 PLIMSOLL_RATE_LIMIT。",
  "The API key is missing or wrong.": "API 密钥缺失或错误。",
  "This token opens nothing.": "此令牌无效。",
  "It may have ended or been removed: make another one in the console.":
    "它可能已过期或被删除：请在控制台另建一个。",
  "This token is not of that workspace.": "此令牌不属于该工作空间。",
  "Use one that was made in it.": "请使用在该工作空间中创建的令牌。",
  "A workspace is named by its id.": "工作空间须以其编号指明。",
  "The certificate itself comes first in its file, and then those that issued it.":
    "文件中应先放证书本身，再放其颁发机构的证书。",
  "It is named by {{setting}}.": "它由 {{setting}} 指定。",
  "The key that seals secrets is being changed.": "正在更换加密密钥。",
  "Start again in a moment.": "请稍后重新启动。",
  "A Plimsoll runs on this database, or its key is being changed.":
    "有 Plimsoll 正在使用此数据库，或正在更换其密钥。",
  "Stop every service first: each has the key in its memory, and would go on sealing with it.":
    "请先停止所有服务：它们的内存中都有密钥，会继续用它加密。",
  "{{file}} does not hold a key of 32 bytes.": "{{file}} 中不是 32 字节的密钥。",
  "Put the file back as it was. Where it is lost, move it away and begin with an empty database.":
    "请将文件恢复原样。如果已丢失，请移走它并用空数据库重新开始。",
  "The new key is the one that is in use.": "新密钥就是正在使用的密钥。",
  "`openssl rand -base64 32` makes another.": "`openssl rand -base64 32` 可生成另一个。",
  "One secret does not open: {{name}} of {{place}}.":
    "有一个加密内容无法解开：{{place}} 的 {{name}}。",
  "Nothing was changed. Enter that secret again in the console, or remove what it belongs to.":
    "没有更改任何内容。请在控制台重新输入该内容，或删除它所属的项。",
  "The stored secrets cannot be opened with this key.": "无法用此密钥解开已保存的加密内容。",
  "The service is starting or stopping.": "服务正在启动或停止。",
  "The key in {{key}} is not that of the certificate in {{certificate}}":
    "{{key}} 中的私钥与 {{certificate}} 中的证书不匹配",
  "{{path}} is too large to be a PEM file": "{{path}} 过大，不是 PEM 文件",
  "cannot be read ({{message}})": "无法读取（{{message}}）",
  "{{path}} does not hold {{setting}}": "{{path}} 不含 {{setting}}",
  "It is over already.": "它已经结束。",
  "It is still running.": "它仍在进行。",
  "A value of it cannot be understood.": "其中有无法理解的值。",
  "Somebody else has just made the same.": "刚刚有人创建了相同的内容。",
};
