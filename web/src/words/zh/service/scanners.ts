/** Of scanners: the English of the service and the engine, and what it is in Chinese. */
export const scanners: Readonly<Record<string, string>> = {
  "One of these scanners cannot scan here.": "这些扫描器中有一个不能在此扫描。",
  "A scanner that is installed in a Harbor scans what is in that Harbor.":
    "安装在 Harbor 中的扫描器只扫描该 Harbor 中的内容。",
  "Harbor scans {{space}} with {{name}}, not with {{name2}}":
    "Harbor 用 {{name}} 扫描 {{space}}，而不是 {{name2}}",
  "Make {{name}} the first scanner of the space: Harbor is told too.":
    "请将 {{name}} 设为该空间的首选扫描器：也会告知 Harbor。",
  'There is already a scanner with the name "{{name}}".': "已有名为“{{name}}”的扫描器。",
  "{{name}} cannot be changed here.": "不能在此更改 {{name}}。",
  "The built-in scanner is part of Plimsoll.": "内置扫描器是 Plimsoll 的一部分。",
  "It is installed in a Harbor: change it there.": "它安装在 Harbor 中：请在那里更改。",
  "{{name}} is installed in another Harbor.": "{{name}} 安装在另一个 Harbor 中。",
  "It scans the images of that Harbor only. Choose another scanner here.":
    "它只扫描那个 Harbor 的镜像。请在此选择另一个扫描器。",
  "The scanner needs {{what}}.": "扫描器需要{{what}}。",
  "Enter it, or choose another way for it to know who asks.":
    "请填写它，或选择另一种身份验证方式。",
  "The stored secret is for another address.": "保存的密钥属于另一个地址。",
  "Enter the secret again, so that it is not sent to a place it was not meant for.":
    "请重新输入密钥，以免它被发送到不该去的地方。",
  "Plimsoll keeps no database of Trivy's now.": "Plimsoll 目前没有保存 Trivy 的数据库。",
  "Its advisories come from elsewhere, or were not fetched yet. Name one in PLIMSOLL_DB_SOURCES, or let Trivy bring its own.":
    "其公告来自别处，或尚未获取。请在 PLIMSOLL_DB_SOURCES 中指定一个，或让 Trivy 自行获取。",
  "A scanner's kind cannot change.": "扫描器的种类不能更改。",
  "Add another scanner instead.": "请另外添加一个扫描器。",
  "It wants to know who asks. Give the credentials it was set up with.":
    "它要求身份验证。请提供设置时所用的凭据。",
  "The token is wrong or has expired.": "令牌错误或已过期。",
  "The API key is wrong.": "API 密钥错误。",
  "{{name}} at {{host}} is asked too often": "对 {{host}} 处的 {{name}} 请求过于频繁",
  "Run fewer scans at a time, or give the adapter more workers.":
    "请减少同时进行的扫描，或增加适配器的工作进程。",
  "Give the address that it leads to: credentials are not sent along.":
    "请填写它所转到的地址：凭据不会随之发送。",
  "Check the address: the host and the path before /api/v1.":
    "请检查地址：主机以及 /api/v1 之前的路径。",
  "{{name}} at {{host}} answers {{status}} to the request for {{what}}{{value}}":
    "{{host}} 处的 {{name}} 对 {{what}} 的请求返回 {{status}}{{value}}",
  "The adapter's own log has the cause. Scan again; if it fails again, look there.":
    "适配器自己的日志中有原因。请重新扫描；如果再次失败，请查看该日志。",
  "{{name}} at {{host}} has lost the scan that it had taken":
    "{{host}} 处的 {{name}} 丢失了它已接受的扫描",
  "It was restarted, or its instances do not share their scans. Scan again.":
    "它被重新启动过，或者各实例之间不共享扫描。请重新扫描。",
  "{{name}} makes no report that can be read: {{value}}": "{{name}} 不生成可读取的报告：{{value}}",
  "none at all": "完全没有",
  "It must make {{reportTypes}}.": "它必须生成 {{reportTypes}}。",
  "The scanner adapter at {{host}} had no report after {{value}} s":
    "{{host}} 处的扫描适配器在 {{value}} 秒后仍没有报告",
  "It may hang, or have too long a queue. Look at its log, or scan again later.":
    "它可能已挂起，或队列过长。请查看其日志，或稍后重新扫描。",
  "Give the address before /indexer and /matcher, and a Clair of version 4.":
    "请填写 /indexer 和 /matcher 之前的地址，且须为 Clair 4。",
  "A cache lies between here and Clair. Ask Clair directly.":
    "这里与 Clair 之间有缓存。请直接访问 Clair。",
  "Clair at {{host}} answers {{status}}: its database fails":
    "{{host}} 处的 Clair 返回 {{status}}：其数据库出现故障",
  "Look at Clair's PostgreSQL, and at Clair's log.": "请查看 Clair 的 PostgreSQL 和 Clair 的日志。",
  "Clair at {{host}} answers {{status}} to the request for {{what}}: {{message}}":
    "{{host}} 处的 Clair 对 {{what}} 的请求返回 {{status}}：{{message}}",
  "Clair's own log has the cause.": "Clair 自己的日志中有原因。",
  "Clair at {{host}} is busy with other images": "{{host}} 处的 Clair 正忙于其他镜像",
  "Run fewer scans at a time, or raise indexer.index_report_request_concurrency.":
    "请减少同时进行的扫描，或提高 indexer.index_report_request_concurrency。",
  "Clair at {{host}} has no advisories yet": "{{host}} 处的 Clair 还没有公告",
  "Its first update takes some minutes and needs the internet, or an import by clairctl. Scan again then.":
    "其首次更新需要几分钟并需要互联网，或用 clairctl 导入。之后请重新扫描。",
  "Clair at {{host}} says that it does not know the image that it was given":
    "{{host}} 处的 Clair 表示不认识交给它的镜像",
  "So it answers when its database is down. Look at its PostgreSQL; in split mode, at the matcher's way to the indexer.":
    "其数据库停止工作时会这样应答。请查看其 PostgreSQL；分离部署时，检查 matcher 到 indexer 的连接。",
  "The registry refused Clair. Check the registry's credentials, and that they may pull this.":
    "仓库拒绝了 Clair。请检查仓库的凭据，以及它们是否可以拉取此镜像。",
  "A layer is not in the registry (any more). Push the image again.":
    "仓库中没有（或不再有）某个层。请重新推送镜像。",
  "The registry allows Clair no more for now. Scan again later.":
    "仓库目前不允许 Clair 再请求。请稍后重新扫描。",
  "The registry failed when Clair asked it for a layer. Its log says more. Scan again later.":
    "Clair 向仓库请求层时仓库出错。其日志有更多信息。请稍后重新扫描。",
  "Clair is set to be air-gapped and does not fetch from public addresses. Change indexer.airgap, or mirror the image.":
    "Clair 设为离线模式，不从公网地址获取。请更改 indexer.airgap，或同步该镜像。",
  "Clair cannot reach the registry. The address must lead there from where Clair runs too.":
    "Clair 无法访问仓库。该地址在 Clair 运行之处也必须可达。",
  "Clair does not trust the registry's certificate. Give the authority to the system that Clair runs on.":
    "Clair 不信任仓库的证书。请将颁发机构提供给 Clair 所在的系统。",
  "A layer is damaged, or none that Clair can read. Push the image again, or scan it with another scanner.":
    "有层已损坏，或 Clair 无法读取。请重新推送镜像，或用另一个扫描器扫描。",
  "Clair at {{host}} had no report after {{value}} s":
    "{{host}} 处的 Clair 在 {{value}} 秒后仍没有报告",
  "When its database is down Clair takes requests and does not answer them. Look at its log and its database.":
    "数据库停止工作时，Clair 会接受请求但不应答。请查看其日志和数据库。",
  "{{name}} at {{host}}: {{what}}: {{why}}": "{{host}} 处的 {{name}}：{{what}}：{{why}}",
  "{{name}} at {{host}} answers {{status}}: it does not take the credentials":
    "{{host}} 处的 {{name}} 返回 {{status}}：它不接受凭据",
  "{{scanner}}: {{name}} {{version}}, no fix known":
    "{{scanner}}：{{name}} {{version}}，没有已知的修复版本",
  "The scanner could not read the image: {{message}}": "扫描器无法读取镜像：{{message}}",
  "The registry refused the scanner. Check the registry's credentials, and that they may pull this.":
    "仓库拒绝了扫描器。请检查仓库的凭据，以及它们是否可以拉取此镜像。",
  "It may have been removed from the registry.": "它可能已从仓库中删除。",
  "The registry, or where the scanner gets its advisories, allows no more for now. Try again later.":
    "仓库或扫描器获取公告之处目前不允许再请求。请稍后再试。",
  "This scanner cannot read it. Scan it with another one, or leave it out.":
    "此扫描器无法读取它。请用另一个扫描器，或跳过它。",
  "{{name}} at {{host}} answers with more than {{value}} MiB":
    "{{host}} 处的 {{name}} 的应答超过 {{value}} MiB",
  "No report is so large. Check what answers at this address.":
    "报告不会这么大。请检查该地址处是什么服务。",
  "{{name}} at {{host}} did not answer within {{value}} s":
    "{{host}} 处的 {{name}} 在 {{value}} 秒内没有应答",
  "It may hang or be overloaded. Look at its log, or scan again later.":
    "它可能已挂起或过载。请查看其日志，或稍后重新扫描。",
  "Harbor has no scanner for {{where}}, or it is switched off.":
    "Harbor 没有用于 {{where}} 的扫描器，或它已关闭。",
  "Install one in Harbor, or switch it on, under Interrogation Services; or scan with another scanner.":
    "请在 Harbor 的“审查服务”中安装或开启一个；或使用另一个扫描器。",
  "Harbor's scanner {{name}} is unhealthy: Harbor does not reach it.":
    "Harbor 的扫描器 {{name}} 异常：Harbor 无法访问它。",
  "See in Harbor under Interrogation Services. Harbor notices within 30 s that it is back.":
    "请在 Harbor 的“审查服务”中查看。它恢复后 Harbor 会在 30 秒内发现。",
  "{{scanner}} does not scan {{value}}.": "{{scanner}} 不扫描 {{value}}。",
  "It is no image, or one that this scanner cannot read.": "它不是镜像，或此扫描器无法读取它。",
  "{{digest}} is an index.": "{{digest}} 是索引。",
  "Each of its platforms is scanned for itself.": "它的每个平台会单独扫描。",
  "{{repository}}@{{digest}} is not in Harbor any more.":
    "{{repository}}@{{digest}} 已不在 Harbor 中。",
  "It was removed, or may not be seen. The next sync shows what is there.":
    "它已被删除，或不可见。下一次同步会显示现有的内容。",
  "Harbor's scan failed: {{reason}}": "Harbor 的扫描失败：{{reason}}",
  "The log tells what the scanner said. Scan again once its cause is gone.":
    "日志中有扫描器所说的内容。原因消除后请重新扫描。",
  "The scan was stopped in Harbor.": "扫描已在 Harbor 中停止。",
  "Somebody stopped it there, or its project's scan. Scan again.":
    "有人在那里停止了它或其项目的扫描。请重新扫描。",
  "Harbor's scan has been {{status}} for {{minutes}} minutes.":
    "Harbor 的扫描处于 {{status}} 状态已有 {{minutes}} 分钟。",
  "Look at the queue IMAGE_SCAN in Harbor's job service dashboard and restart the job service if it stands; stop the scan in Harbor, then scan again.":
    "请在 Harbor 的任务中心查看 IMAGE_SCAN 队列，如果停滞请重启 jobservice；在 Harbor 中停止该扫描，然后重新扫描。",
  "Harbor did not come back while it scanned.": "Harbor 在扫描期间没有恢复。",
  "Once Harbor answers again, scan again: if its scan went on meanwhile, it is followed.":
    "Harbor 恢复应答后请重新扫描：如果它的扫描仍在进行，会继续跟踪。",
  "Harbor forgot the scan while it ran.": "Harbor 在扫描期间丢失了该扫描。",
  "Another scanner was chosen for the project, or the image was deleted elsewhere. Scan again.":
    "项目换了扫描器，或镜像在别处被删除。请重新扫描。",
  "Harbor says that the scan went well, but gives no report.":
    "Harbor 表示扫描成功，但没有给出报告。",
  "Another scan may have begun meanwhile, which wipes it. Scan again.":
    "可能同时开始了另一次扫描，清除了报告。请重新扫描。",
  "Harbor could not begin the scan, and hides why.": "Harbor 无法开始扫描，且没有给出原因。",
  "Harbor could not begin the scan: its {{components}} {{value}} down.":
    "Harbor 无法开始扫描：其 {{components}} 已停止工作。",
  "Check that all parts of Harbor run; the log of its core says more.":
    "请检查 Harbor 的所有部分是否在运行；其 core 的日志有更多信息。",
  "These credentials may not scan in Harbor.": "这些凭据无权在 Harbor 中扫描。",
  "Give the robot the permission scan:create. The test of the connection lists what is missing.":
    "请给机器人账户 scan:create 权限。测试连接会列出缺少的权限。",
  "Harbor's report cannot be read: it is no JSON object.":
    "无法读取 Harbor 的报告：它不是 JSON 对象。",
  "A proxy before Harbor may have answered in its place.": "可能是 Harbor 前面的代理代为应答。",
  "There is no command {{command}}": "没有 {{command}} 命令",
  "{{command}} cannot be started: {{code}}": "无法启动 {{command}}：{{code}}",
  "Install Trivy where Plimsoll runs, or give the path of its command.":
    "请在 Plimsoll 运行之处安装 Trivy，或填写其命令的路径。",
  "Check that the file may be executed, and is made for this system.":
    "请检查该文件是否可执行，以及是否适用于此系统。",
  "{{command}} was not done after {{value}} s": "{{command}} 在 {{value}} 秒后仍未完成",
  "Large images and slow registries take long: give it more time, or look at the scan's log for where it hangs.":
    "大镜像和慢仓库耗时较长：请给它更多时间，或在扫描日志中查看它停在何处。",
  "{{command}} prints more than {{value}} MiB": "{{command}} 的输出超过 {{value}} MiB",
  "No report is so large. Check that the command is Trivy.":
    "报告不会这么大。请检查该命令是否为 Trivy。",
  "The system ended it, most likely for want of memory.": "系统终止了它，很可能是内存不足。",
  "The scan's log has all that it said.": "扫描日志中有它的全部输出。",
  "Another Trivy has this cache folder. Give each its own.":
    "另一个 Trivy 正在使用此缓存文件夹。请给每个 Trivy 各自的文件夹。",
  "Where Trivy gets its database allows no more for now. Use the one that Plimsoll keeps, or a mirror of your own.":
    "Trivy 获取数据库之处目前不允许再请求。请使用 Plimsoll 保存的数据库，或您自己的镜像源。",
  "Trivy cannot get its database. Check its way to the internet, name a mirror, or use the one that Plimsoll keeps.":
    "Trivy 无法获取其数据库。请检查它到互联网的连接，指定镜像源，或使用 Plimsoll 保存的数据库。",
  "There is no usable database in the folder given. Let Plimsoll or Trivy bring one first.":
    "所给文件夹中没有可用的数据库。请先让 Plimsoll 或 Trivy 获取一个。",
  "The server's token is wrong.": "服务器的令牌错误。",
  "Trivy's server does not do its part. Look at its log, and that both are of one version.":
    "Trivy 服务器没有正常工作。请查看其日志，并确认双方版本一致。",
  "The registry allows no more for now. Scan again later.":
    "仓库目前不允许再请求。请稍后重新扫描。",
  "The registry refused Trivy. Check the registry's credentials, and that they may pull this.":
    "仓库拒绝了 Trivy。请检查仓库的凭据，以及它们是否可以拉取此镜像。",
  "The disk of Trivy's cache folder is full.": "Trivy 缓存文件夹所在的磁盘已满。",
  "Large images and slow registries take long: give it more time.":
    "大镜像和慢仓库耗时较长：请给它更多时间。",
  "Trivy does not trust the registry's certificate. Give its authority with the registry.":
    "Trivy 不信任仓库的证书。请在仓库设置中提供其颁发机构。",
  "Trivy cannot reach the registry. Check the address and the network.":
    "Trivy 无法访问仓库。请检查地址和网络。",
  "Trivy cannot read this kind of artifact.": "Trivy 无法读取这种制品。",
  "A layer is damaged, or none that Trivy can read. Push the image again.":
    "有层已损坏，或 Trivy 无法读取。请重新推送镜像。",
  "This Trivy is too old. Use 0.50 or newer.": "此 Trivy 版本过旧。请使用 0.50 或更高版本。",
  "{{command}} does not answer as Trivy: {{why}}": "{{command}} 的应答不像 Trivy：{{why}}",
  "Check that the command is Trivy, 0.50 or newer.": "请检查该命令是否为 Trivy 0.50 或更高版本。",
  "It did not tell what it is in time.": "它没有及时说明自己是什么。",
  "the shared key": "共享密钥",
  "a user name": "用户名",
  "the password": "密码",
  "the token": "令牌",
  "the API key": "API 密钥",
  "its report": "其报告",
  "it redirects ({{status}})": "它进行了重定向（{{status}}）",
  "it answers 404": "它返回 404",
  "it names no capabilities": "它没有说明能力",
  "{{name}} does not scan this ({{status}}): {{answer}}":
    "{{name}} 不扫描此内容（{{status}}）：{{answer}}",
  "it gives no id": "它没有给出编号",
  "it was cut off": "应答不完整",
  "{{count}} entries of the scanner's report name no vulnerability or no package":
    "扫描器报告中有 {{count}} 项没有指明漏洞或软件包",
  "{{name}} does not scan manifests of type {{mediaType}}":
    "{{name}} 不扫描 {{mediaType}} 类型的清单",
  "it has no list of vulnerabilities": "其中没有漏洞列表",
  "The key or the issuer is not the one in Clair's auth.psk, or the clocks differ.":
    "密钥或颁发者与 Clair 的 auth.psk 不一致，或时钟不同。",
  "It wants a token. Give the key and an issuer of its auth.psk.":
    "它需要令牌。请提供其 auth.psk 的密钥和颁发者。",
  "it answers {{status}}": "它返回 {{status}}",
  "it answers {{status}} though nothing was asked of it": "没有请求内容，它却返回 {{status}}",
  "an index": "索引",
  "its index": "其索引",
  'it ended as "{{value}}": {{message}}': "它以“{{value}}”结束：{{message}}",
  "its state": "其状态",
  "it has none": "其中没有",
  "Clair could not read the image: {{message}}": "Clair 无法读取镜像：{{message}}",
  "it is no JSON object": "不是 JSON 对象",
  "it tells no version": "它没有给出版本",
  "its report has the schema {{SchemaVersion}}": "其报告的 schema 为 {{SchemaVersion}}",
  "its report holds nothing of an image": "其报告不含镜像内容",
  "its version": "其版本",
  "the log of the scan": "扫描日志",
  "the report": "报告",
  "the request to scan": "扫描",
  "the request to stop": "停止",
  "Trivy ended with {{end}}: {{said}}": "Trivy 以 {{end}} 结束：{{said}}",
  "Trivy ended with {{end}}": "Trivy 以 {{end}} 结束",
  "Harbor cannot ask it what it is. Look at its log, and whether Harbor reaches it.":
    "Harbor 无法询问它的信息。请查看其日志，以及 Harbor 能否访问它。",
  "Nothing listens there. Check the address, and that it runs.":
    "该地址没有服务在监听。请检查地址，以及它是否在运行。",
  "The host name is not known. Check its spelling.": "主机名无法解析。请检查拼写。",
  "The connection was cut. It may have been restarted.": "连接被中断。它可能重新启动过。",
  "It did not answer in time. Check network and firewalls.": "它没有及时应答。请检查网络和防火墙。",
  "It is self-signed. Give it as the scanner's certificate.":
    "证书是自签名的。请将它填为扫描器证书。",
  "Give the certificate of the authority that signed it.": "请提供签发机构的证书。",
  "It has expired. Renew it on the scanner.": "证书已过期。请在扫描器上更新。",
  "It is not valid yet. Compare the clocks.": "证书尚未生效。请核对时钟。",
  "It is for another host name. Use the name it was made for.":
    "证书属于另一个主机名。请使用证书对应的名称。",
  "It does not speak TLS there. Write http:// if that is meant.":
    "该地址不使用 TLS。如果确实如此，请写 http://。",
  "It does not speak HTTP there. Perhaps it speaks TLS: write https://.":
    "该地址不使用 HTTP，可能使用 TLS：请写 https://。",
  "Its headers are larger than any that make sense.": "其应答头过大。",
  "{{name}} at {{host}}: {{what}}": "{{host}} 处的 {{name}}：{{what}}",
  "{{name}} at {{host}}: the certificate is not trusted: {{what}}":
    "{{host}} 处的 {{name}}：证书不受信任：{{what}}",
};
