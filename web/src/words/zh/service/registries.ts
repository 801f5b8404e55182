/** Of registries, Harbors, webhooks and channels: the English of the service and the engine, and what it is in Chinese. */
export const registries: Readonly<Record<string, string>> = {
  "Harbor gives tokens to pull at its external URL only, and that is not reached from here: {{error}} Only Harbor's own scanners can scan until it is.":
    "Harbor 只在其外部地址发放拉取令牌，而从这里无法访问该地址：{{error}}在此之前只有 Harbor 自己的扫描器能扫描。",
  "Harbor knows the administrator {{name}}, who may do more than Plimsoll needs. A robot is safer, and faster for Harbor.":
    "Harbor 认得管理员 {{name}}，其权限超出 Plimsoll 所需。使用机器人账户更安全，对 Harbor 也更快。",
  "The token for {{repository}} allows nothing: images cannot be pulled, so only Harbor's own scanners can scan.":
    "{{repository}} 的令牌没有任何权限：无法拉取镜像，因此只有 Harbor 自己的扫描器能扫描。",
  "None is installed in this Harbor: it cannot scan. Plimsoll's own scanner can, or be installed there.":
    "此 Harbor 没有安装扫描器，无法扫描。可使用 Plimsoll 自己的扫描器，也可将它安装到 Harbor。",
  "{{host}} answers, but there is no registry API at /v2/. Check the address and the port.":
    "{{host}} 有响应，但 /v2/ 处没有仓库 API。请检查地址和端口。",
  "Installed: {{scanners}}. Trivy, which a hosted Harbor is to scan with, is not installed in it.":
    "已安装：{{scanners}}。未安装 Trivy，而托管的 Harbor 应以它扫描。",
  "Installed: {{scanners}}. Trivy is not the default one, so new projects are scanned by another.":
    "已安装：{{scanners}}。Trivy 不是默认扫描器，新项目会由其他扫描器扫描。",
  "{{count}} projects or more to be seen; the lines below are tried on {{project}}.":
    "可见至少 {{count}} 个项目；以下各项在 {{project}} 上测试。",
  "{{count}} projects to be seen; the lines below are tried on {{project}}.":
    "可见 {{count}} 个项目；以下各项在 {{project}} 上测试。",
  "None given: only public projects are seen, and nothing can be scanned.":
    "未提供凭据：只能看到公开项目，无法扫描。",
  "Plain http: nothing protects what is sent, the password least of all.":
    "明文 http：传输内容没有任何保护，密码也不例外。",
  "Harbor {{version}} is too old: Plimsoll works with 2.4 and newer.":
    "Harbor {{version}} 太旧：Plimsoll 需要 2.4 或更新版本。",
  "1 project to be seen; the lines below are tried on {{project}}.":
    "可见 1 个项目；以下各项在 {{project}} 上测试。",
  "Installed: {{scanners}}. The default one is not healthy, or there is none.":
    "已安装：{{scanners}}。默认扫描器异常，或没有默认扫描器。",
  "Installed: {{scanners}}. Trivy is switched off: switch it on in Harbor.":
    "已安装：{{scanners}}。Trivy 已停用：请在 Harbor 中启用。",
  "Installed: {{scanners}}. Trivy is unhealthy: Harbor does not reach it.":
    "已安装：{{scanners}}。Trivy 异常：Harbor 无法连接它。",
  "Harbor does not tell its version. It must be 2.4 or newer.":
    "Harbor 没有提供版本。须为 2.4 或更新版本。",
  "Tokens are given; there is no repository to try one on.":
    "可以取得令牌；没有可供测试的镜像仓库。",
  "It can be asked, but there is no project to be seen.": "可以查询，但看不到任何项目。",
  "Harbor tells its version only to those it knows.": "Harbor 只向认得的用户提供版本。",
  "{{name}} scans {{project}}; it is {{health}}.":
    "{{project}} 由 {{name}} 扫描；状态：{{health}}。",
  "It is not checked: anybody may be answering.": "不检查证书：应答的可能是任何人。",
  "Plain http: nothing protects what is sent.": "明文 http：传输内容没有任何保护。",
  "A token to pull {{repository}} is given.": "已取得拉取 {{repository}} 的令牌。",
  "None given; it allows anonymous access.": "未提供凭据；允许匿名访问。",
  "It speaks the OCI distribution API.": "支持 OCI 分发 API。",
  "Trusted by the certificate given.": "由所提供的证书信任。",
  "There is no project to try it on.": "没有可供测试的项目。",
  "Which there are may not be asked.": "无权查询有哪些扫描器。",
  "Harbor knows the robot {{name}}.": "Harbor 认得机器人账户 {{name}}。",
  "Its repositories can be listed.": "可以列出其中的镜像仓库。",
  "Harbor knows the user {{name}}.": "Harbor 认得用户 {{name}}。",
  "There is no image to try it on.": "没有可供测试的镜像。",
  "{{host}} answers as a Harbor.": "{{host}} 是 Harbor，有响应。",
  "It did not answer in time.": "未能及时响应。",
  "It accepts {{name}}.": "接受 {{name}}。",
  "Harbor {{version}}.": "Harbor {{version}}。",
  "{{host}} answers.": "{{host}} 有响应。",
  "Not reached.": "未进行到此项。",
  "Trusted.": "受信任。",
  "Not granted.": "未授权。",
  "Granted.": "已授权。",
  "Installed: {{scanners}}.": "已安装：{{scanners}}。",
  "1 repository could not be read": "有 1 个镜像路径无法读取",
  "{{count}} repositories could not be read": "有 {{count}} 个镜像路径无法读取",
  "Another kind of channel needs another target.": "不同种类的渠道需要不同的目标。",
  "The target is not one of this kind of channel.": "目标不属于此种类的渠道。",
  "Messages are sent by https:// or http:// alone.": "消息只能通过 https:// 或 http:// 发送。",
  "There is a channel named {{name}} already.": "已有名为 {{name}} 的渠道。",
  "Choose another name.": "请换一个名称。",
  "It has no addresses.": "没有收件地址。",
  "It does not speak SMTP.": "它不使用 SMTP。",
  "An example of a reason": "原因示例",
  '"{{text}}" is neither a net (10.0.0.0/8), an address, a host (registry.example.com), nor all below one (*.example.com).':
    "“{{text}}”既不是网段（10.0.0.0/8）、地址、主机（registry.example.com），也不是某域之下的全部（*.example.com）。",
  "PLIMSOLL_OUTBOUND_DENY names it.": "PLIMSOLL_OUTBOUND_DENY 中列有它。",
  "It is an address at which a cloud tells a machine its keys, or no host's. Where it is meant, name it in PLIMSOLL_OUTBOUND_ALLOW.":
    "该地址是云平台向机器提供密钥之处，或不属于任何主机。如果确有需要，请写入 PLIMSOLL_OUTBOUND_ALLOW。",
  "It is this machine itself, which others must not reach through the service. Name a host that others can reach too, or the address in PLIMSOLL_OUTBOUND_ALLOW.":
    "该地址是本机，不允许他人通过本服务访问。请填写其他机器也能访问的主机，或将地址写入 PLIMSOLL_OUTBOUND_ALLOW。",
  "PLIMSOLL_OUTBOUND_ALLOW is set and does not name it.":
    "已设置 PLIMSOLL_OUTBOUND_ALLOW，其中没有它。",
  "Nothing is sent to {{host}}.": "不会向 {{host}} 发送任何内容。",
  "{{host}} is not known.": "无法解析 {{host}}。",
  "Check its name, and that this machine can look it up.": "请检查其名称，以及本机能否解析它。",
  "{{name}} is no Harbor.": "{{name}} 不是 Harbor。",
  "Only a Harbor can do this.": "只有 Harbor 可以这样做。",
  "The address must not hold a user name or password.": "地址不得含有用户名或密码。",
  "Give them in their own fields, where they are sealed.":
    "请填在各自的字段中，它们在那里加密保存。",
  "The address must end after the host and port.": "地址必须在主机和端口之后结束。",
  "Give {{origin}}; its repositories are found by themselves.":
    "请填写 {{origin}}；其中的镜像会自动找到。",
  "The external address holds more than it should.": "外部地址含有多余的内容。",
  "Give what people open in a browser: scheme, host, port and path alone.":
    "请填写人们在浏览器中打开的地址：只需协议、主机、端口和路径。",
  "It is not said who runs this Harbor.": "没有说明此 Harbor 由谁运行。",
  "Only a Harbor is hosted or native.": "只有 Harbor 分为托管和原生。",
  "Say hosted or native for a Harbor, and nothing for another registry.":
    "Harbor 请选择托管或原生，其他仓库则不填。",
  "A Harbor has neither mirrors nor a list by hand.": "Harbor 既没有镜像源，也没有手工列表。",
  "Leave both out: Harbor tells what it has.": "请都留空：Harbor 会说明它有什么。",
  "A user name and a password go together.": "用户名和密码必须同时提供。",
  "Give both, or neither for anonymous access.": "请同时提供，或都不填以匿名访问。",
  "The certificate cannot be read.": "无法读取证书。",
  "Paste it in PEM, beginning with -----BEGIN CERTIFICATE-----.":
    "请以 PEM 格式粘贴，以 -----BEGIN CERTIFICATE----- 开头。",
  "Only the platform has hosted Harbors.": "只有平台才有托管的 Harbor。",
  "Connect it as native, with a robot.": "请用机器人账户以原生方式接入。",
  'There is already a registry with the name "{{name}}".': "已有名为“{{name}}”的仓库。",
  "The sample registry is part of Plimsoll.": "示例仓库是 Plimsoll 的一部分。",
  "Start without --sample to have it out of view.": "启动时不加 --sample 即可隐藏它。",
  "Something went wrong inside the service": "服务内部出现问题",
  "Its log has the cause.": "其日志中有原因。",
  "The stored password is for another address.": "保存的密码属于另一个地址。",
  "Enter the password again, so that it is not sent to a place it was not meant for.":
    "请重新输入密码，以免它被发送到不该去的地方。",
  "It is in a registry of a workspace.": "它位于某个工作空间的仓库中。",
  "Only that workspace sees it.": "只有该工作空间能看到它。",
  "A webhook could not be read.": "无法读取 webhook。",
  "It must be in the form of the distribution registry's notifications.":
    "它必须采用 distribution 仓库通知的格式。",
  "A webhook came with a wrong secret.": "webhook 的密钥错误。",
  "Set the webhook up again where the registry itself sent it; somebody else may have.":
    "如果确由仓库自己发送，请重新设置 webhook；也可能是其他人发送的。",
  "That is no mail server.": "这不是邮件服务器。",
  "Give it as smtp://user:password@host:587, or smtps:// where it speaks TLS from the start.":
    "请写成 smtp://user:password@host:587；从一开始就使用 TLS 的，写 smtps://。",
  "That is no signing secret.": "这不是签名密钥。",
  "Leave it out, and one is made; or give one of Standard Webhooks: whsec_ and at least 24 bytes in base64.":
    "留空则自动生成；或提供 Standard Webhooks 的密钥：whsec_ 加至少 24 字节的 base64。",
  "{{host}} does not list its repositories.": "{{host}} 不列出其镜像。",
  "Docker Hub, GHCR and most hosted registries do not. Name the repositories by hand, under More settings.":
    "Docker Hub、GHCR 和大多数托管仓库都不列出。请在“更多设置”中手工填写镜像路径。",
  "{{host}} does not say which repository an artifact is of.":
    "{{host}} 没有说明制品属于哪个镜像。",
  "List its repositories one by one.": "请逐个列出其镜像。",
  "Check the address: another service or a proxy may answer there. It must be a Harbor of 2.4 or newer.":
    "请检查地址：那里可能是另一个服务或代理。必须是 Harbor 2.4 或更高版本。",
  "{{host}} answered {{status}}{{value}} to {{what}}.":
    "{{host}} 对 {{what}} 的请求返回 {{status}}{{value}}。",
  "The user name or the password is wrong, or the robot is disabled or has expired.":
    "用户名或密码错误，或者机器人账户已停用或过期。",
  "Harbor wants to know who asks: give a user or a robot.":
    "Harbor 要求身份验证：请提供用户或机器人账户。",
  "The user or robot lacks this permission. The test of the connection lists what is missing.":
    "该用户或机器人账户缺少此权限。测试连接会列出缺少的权限。",
  "It may have been removed from Harbor since.": "它可能已从 Harbor 中删除。",
  "Too many requests. Plimsoll tries again later.": "请求过多。Plimsoll 稍后会再试。",
  "Harbor hides the cause. The log of its core says more, and its health page which part is down.":
    "Harbor 没有给出原因。其 core 的日志有更多信息，健康页面会显示哪个部分停止了工作。",
  "Harbor, or a proxy before it, is not ready. It is asked again.":
    "Harbor 或其前面的代理尚未就绪。之后会再次请求。",
  "Check that the address is Harbor's.": "请检查地址是否属于 Harbor。",
  "It sends its clients to {{origin}}: give that address.":
    "它把客户端转到 {{origin}}：请填写该地址。",
  "It sends its clients elsewhere. Give Harbor's own address.":
    "它把客户端转到别处。请填写 Harbor 自己的地址。",
  "The certificate is not trusted here, or is for another name. Give the certificate of the authority that signed it.":
    "此处不信任该证书，或证书属于另一个名称。请提供签发机构的证书。",
  "It does not speak the same protocol there: http and https are mixed up, perhaps.":
    "那里使用的协议不同：可能混淆了 http 和 https。",
  "Check the address and the port, the network, and that Harbor runs.":
    "请检查地址和端口、网络，以及 Harbor 是否在运行。",
  "scans do not begin": "扫描无法开始",
  "its pages do not open": "页面无法打开",
  "its Trivy does not scan": "Trivy 不扫描",
  "signatures are not checked": "签名未检查",
  "charts are not served": "不提供 chart",
  "nothing is cleaned up": "不做清理",
  "{{name}} is down: {{name2}}": "{{name}} 已停止工作：{{name2}}",
  "{{name}} is down": "{{name}} 已停止工作",
  "Harbor answers, but not all of it works: {{words}}.":
    "Harbor 有应答，但并非全部正常：{{words}}。",
  "{{host}}: the answer to {{what}} is larger than {{bytes}} bytes.":
    "{{host}}：对 {{what}} 的应答超过 {{bytes}} 字节。",
  "This is no answer that a Harbor should give. Check the address.":
    "Harbor 不应这样应答。请检查地址。",
  "{{what}} never ends.": "{{what}} 没有尽头。",
  "Without it there are no images to show.": "没有此权限就没有可显示的镜像。",
  "Reports of Harbor's scanners cannot be read.": "无法读取 Harbor 扫描器的报告。",
  "Harbor's scanners cannot be asked to scan; their reports are read once somebody else did.":
    "不能要求 Harbor 的扫描器扫描；他人扫描后可读取其报告。",
  "It cannot be told which scanner a space has, nor whether it is healthy.":
    "无法得知空间使用哪个扫描器，也无法得知它是否健康。",
  "The scanner of a space cannot be chosen from here.": "无法在此选择空间的扫描器。",
  "Harbor's scanners cannot be listed, made the default or added from here.":
    "无法在此列出、添加 Harbor 的扫描器或设为默认。",
  "Webhooks cannot be installed: what happens in Harbor is seen at the next sync.":
    "无法安装 Webhook：Harbor 中的变化要到下次同步才能看到。",
  "Harbor's own prevention cannot be kept in step with policies and exceptions.":
    "无法让 Harbor 自己的阻止策略与策略和例外保持一致。",
  "Harbor has a robot called {{name}} already.": "Harbor 中已有名为 {{name}} 的机器人账户。",
  "Give another name, or remove that robot in Harbor.":
    "请换一个名称，或在 Harbor 中删除该机器人账户。",
  "Only an administrator of Harbor can create a robot.": "只有 Harbor 的管理员才能创建机器人账户。",
  "Give the credentials of an administrator: they are used once and kept nowhere.":
    "请提供管理员的凭据：只使用一次，不会保存。",
  "Harbor has no such scanner for {{project}}.": "Harbor 中没有 {{project}} 的这个扫描器。",
  "It may have been removed. Harbor's default scanner scans the project now.":
    "它可能已被删除。现在由 Harbor 的默认扫描器扫描该项目。",
  "Harbor took the scanner, but does not list it.": "Harbor 接受了扫描器，但没有列出它。",
  "Harbor could not register {{url}}.": "Harbor 无法注册 {{url}}。",
  "Most often it does not reach this address, or does not trust its certificate. Harbor's machine must reach Plimsoll there.":
    "通常是它无法访问此地址，或不信任其证书。Harbor 所在的机器必须能在该地址访问 Plimsoll。",
  "A scanner at {{url}} is registered already, by another name.":
    "{{url}} 处的扫描器已用另一个名称注册。",
  "Remove it in Harbor, or give its name.": "请在 Harbor 中删除它，或填写它的名称。",
  "Install the webhook again where Harbor itself sent it; somebody else may have.":
    "如果确由 Harbor 自己发送，请重新安装 webhook；也可能是其他人发送的。",
  "A webhook could not be read: {{why}}.": "无法读取 webhook：{{why}}。",
  "It must be of Harbor's type http, in the format Default or CloudEvents.":
    "它必须是 Harbor 的 http 类型，格式为 Default 或 CloudEvents。",
  "The service's log has the cause. What was found before stays as it is.":
    "服务日志中有原因。之前的结果保持不变。",
  "it is too large": "过大",
  "it does not say what it is about": "没有说明涉及什么",
  "the repository is not in the project": "镜像路径不在该项目中",
  "it is no JSON": "不是 JSON",
  "it names no event": "没有指明事件",
  "the list": "列表",
  "how much room it has": "剩余空间",
  "a greeting": "问候",
  "{{host}} answers, but not as Harbor does.": "{{host}} 有响应，但不像 Harbor。",
  "who is asking": "身份",
  "what it is": "系统信息",
  "how it is": "健康状况",
  "the list of projects": "项目列表",
  "the list of repositories of {{name}}": "{{name}} 的镜像列表",
  "the list of artifacts of {{of}}": "{{of}} 的制品列表",
  "the artifact {{name}}@{{ref}}": "制品 {{name}}@{{ref}}",
  "{{host}} answers {{what}} with something that is no JSON.":
    "{{host}} 对 {{what}} 的应答不是 JSON。",
  "{{host}} answers {{what}} in a form that is none of Harbor's ({{where}}).":
    "{{host}} 对 {{what}} 的应答不是 Harbor 的格式（{{where}}）。",
  "a permission's trial": "权限测试",
  "what {{project}} prevents": "{{project}} 的阻止设置",
  "the creation of a robot": "创建机器人账户",
  "the removal of a robot": "删除机器人账户",
  "the list of scanners": "扫描器列表",
  "the scanner of {{project}}": "{{project}} 的扫描器",
  "the scanners for {{project}}": "可用于 {{project}} 的扫描器",
  "the choice of a scanner for {{project}}": "为 {{project}} 选择扫描器",
  "the choice of the default scanner": "选择默认扫描器",
  "the registration of a scanner": "注册扫描器",
  "a scanner's metadata": "扫描器的元数据",
  "a token to pull": "拉取令牌",
  "the webhook of {{project}}": "{{project}} 的 webhook",
  "the webhooks of {{project}}": "{{project}} 的各个 webhook",
  "the list of events": "事件列表",
  "Its target cannot be read: enter it again.": "无法读取其目标：请重新输入。",
};
