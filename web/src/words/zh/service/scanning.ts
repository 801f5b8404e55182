/** Of what is read of images, and what is left out of a scan: the English of the service and the engine, and what it is in Chinese. */
export const scanning: Readonly<Record<string, string>> = {
  "the whiteout names nothing": "删除标记没有指明文件",
  "the name is too long (limit pathBytes)": "名称过长（限制 pathBytes）",
  "the name leads out of the image": "名称指向镜像之外",
  "the name is not in UTF-8": "名称不是 UTF-8 编码",
  "the hard link leads out of the image": "硬链接指向镜像之外",
  "a hard link to a file that is not there": "硬链接的目标文件不存在",
  "symbolic links that lead in circles": "符号链接互相循环",
  "too much lies behind links (limit linkSteps)": "链接之后的内容过多（限制 linkSteps）",
  "larger than is read (limit {{limit}})": "超过可读取的大小（限制 {{limit}}）",
  "stored as a sparse file": "以稀疏文件形式存储",
  "more is to be read in this layer than allowed (limit layerReadBytes)":
    "此层需读取的内容超过允许的量（限制 layerReadBytes）",
  "the layer is encrypted: what it holds is not known here": "此层已加密，内容无从得知",
  "the layer is foreign (not distributable) and its bytes are not here; other addresses that it names are not asked":
    "此层为外部层（不可分发），内容不在此处；不会访问它列出的其他地址",
  "the folder cannot be read ({{error}})": "无法读取文件夹（{{error}}）",
  "it cannot be looked at ({{error}})": "无法查看（{{error}}）",
  "another file system is mounted there": "此处挂载了另一个文件系统",
  'the package\'s name "{{name}}" cannot be used': "软件包名称“{{name}}”无法使用",
  "{{count}} Java archives are named by their manifest or file name alone: there is no Java database to name them by":
    "{{count}} 个 Java 归档仅按清单或文件名命名：没有可用来识别它们的 Java 数据库",
  "{{count}} more of this layer": "此层还有 {{count}} 项",
  "{{count}} more of this kind": "同类还有 {{count}} 项",
  "an older database of RPMs beside {{path}}": "{{path}} 旁边的旧 RPM 数据库",
  "a damaged database of RPMs, of which {{count}} packages could be read: {{error}}":
    "RPM 数据库已损坏，只读出 {{count}} 个软件包（{{error}}）",
  "a record without name or version ({{name}})": "记录缺少名称或版本（{{name}}）",
  "a package without name or version ({{name}})": "软件包缺少名称或版本（{{name}}）",
  "{{name}} is no one version": "{{name}} 不是确定的版本",
  "{{count}} of type {{type}}, which is not read":
    "{{count}} 个 {{type}} 类型的软件包，此类型不读取",
  '"{{purl}}" is no package URL': "“{{purl}}”不是软件包 URL",
  "it is encrypted": "已加密",
  "its compressed data is damaged": "压缩数据已损坏",
  "the archive's directory is damaged": "归档目录已损坏",
  "the archive's directory is not where its end says": "归档目录不在其结尾所指的位置",
  "no zip archive: it has no directory at its end": "不是 zip 归档：结尾没有目录",
  "it is compressed by a method that is not read ({{method}})":
    "使用了不支持的压缩方法（{{method}}）",
  "the archive has more members than are read (limit zipEntries)":
    "归档成员数超过可读取的数量（限制 zipEntries）",
  "more files lie in it than are read (limit zipEntriesRead)":
    "其中的文件数超过可读取的数量（限制 zipEntriesRead）",
  "more archives lie in the file than are read (limit zipEntriesRead)":
    "其中的归档数超过可读取的数量（限制 zipEntriesRead）",
  "it lies too deep in archives (limit nestedDepth)": "归档嵌套过深（限制 nestedDepth）",
  "it is larger than is read (limit nestedBytes)": "超过可读取的大小（限制 nestedBytes）",
  "it unpacks to more than {{most}} bytes": "解压后超过 {{most}} 字节",
  "the file unpacks to far more than it has (limit nestedRatio)":
    "解压后远大于文件本身（限制 nestedRatio）",
  "more is to be unpacked in this layer than allowed (limit layerNestedBytes)":
    "此层需解压的内容超过允许的量（限制 layerNestedBytes）",
  "the specification gives no name or no version": "规格文件缺少名称或版本",
  "the metadata gives no name or no version": "元数据缺少名称或版本",
  "the record gives no name or no version": "记录缺少名称或版本",
  "package.json gives no name or no version": "package.json 缺少名称或版本",
  "installed.json is no JSON": "installed.json 不是 JSON",
  "a bill of materials that is not JSON": "物料清单不是 JSON",
  "neither CycloneDX nor SPDX 2": "既不是 CycloneDX 也不是 SPDX 2",
  "Cargo.lock is no TOML": "Cargo.lock 不是 TOML",
  "Yarn's map of modules is no JSON": "Yarn 的模块映射不是 JSON",
  "an egg without metadata": "egg 没有元数据",
  "the list of crates is damaged, or larger than is read (limit executableInfoBytes)":
    "crate 列表已损坏，或超过可读取的大小（限制 executableInfoBytes）",
  "{{name}} has no version": "{{name}} 没有版本",
  "the image does not say which distribution it is": "镜像没有说明是哪个发行版",
  "the advisory database does not know {{ecosystem}}": "漏洞数据库不包含 {{ecosystem}}",
  "there are no advisories for packages of the type {{type}}": "没有 {{type}} 类型软件包的漏洞公告",
  "there are no advisories for packages of {{system}}": "没有 {{system}} 软件包的漏洞公告",
  "{{name}} is not Ubuntu's own ({{maintainer}}): no advisories for it":
    "{{name}} 不是 Ubuntu 自己的软件包（{{maintainer}}），没有它的漏洞公告",
  "{{name}} is not Debian's own ({{maintainer}}): no advisories for it":
    "{{name}} 不是 Debian 自己的软件包（{{maintainer}}），没有它的漏洞公告",
  "{{name}} is not the distribution's own ({{maintainer}}): no advisories for it":
    "{{name}} 不是发行版自己的软件包（{{maintainer}}），没有它的漏洞公告",
  "packages of an AlmaLinux module that do not name it cannot be told apart":
    "AlmaLinux 模块中未写明模块的软件包无法区分",
  "Go modules built from a working copy have no version": "从工作副本构建的 Go 模块没有版本",
  "Java archives whose group is not known cannot be looked up": "不知道 group 的 Java 归档无法查找",
  "{{id}} in {{name}} could not be judged: {{error}}":
    "无法判断 {{name}} 是否受 {{id}} 影响（{{error}}）",
  "the scan was stopped": "扫描已停止",
  "{{path}} is no file": "{{path}} 不是文件",
  "A layout's folder is named oci:FOLDER, a root file system's dir:FOLDER.":
    "OCI layout 文件夹写作 oci:FOLDER，根文件系统写作 dir:FOLDER。",
  "{{path}}: a name is too long (limit tarRecordBytes)":
    "{{path}}：名称过长（限制 tarRecordBytes）",
  "{{path}} holds sparse files": "{{path}} 含有稀疏文件",
  "Make it without them.": "请去掉它们后重新制作。",
  "{{path}} has too many members (limit archiveEntries)":
    "{{path}} 的成员过多（限制 archiveEntries）",
  "{{path}} is no tar archive": "{{path}} 不是 tar 归档",
  "{{path}} is damaged at byte {{at}}": "{{path}} 在第 {{at}} 字节处损坏",
  "Make the archive again: docker save -o FILE IMAGE, or skopeo copy.":
    "请重新制作归档：docker save -o FILE IMAGE，或 skopeo copy。",
  "{{path}} is cut short": "{{path}} 不完整",
  "It ends in the middle of a file: it was not written or copied to its end.":
    "文件在中途结束：没有完整写入或复制。",
  "{{digest}} has more than {{documentBytes}} bytes (limit documentBytes)":
    "{{digest}} 超过 {{documentBytes}} 字节（限制 documentBytes）",
  "a user name and a password belong together": "用户名和密码必须同时提供",
  "Give both: {{names}}.": "请同时提供：{{names}}。",
  "{{path}}: the entry for {{name}} cannot be read": "{{path}}：无法读取 {{name}} 的条目",
  "Sign in again: docker login.": "请重新登录：docker login。",
  "the manifest {{digest}} cannot be used: {{why}}": "清单 {{digest}} 无法使用：{{why}}",
  "Push the image again with a current tool.": "请用当前的工具重新推送镜像。",
  'not a digest that can be verified: "{{digest}}"': "无法校验的摘要：“{{digest}}”",
  "{{what}} should be {{digest}} but is {{found}}": "{{what}} 应为 {{digest}}，实际为 {{found}}",
  "What is stored is damaged or was exchanged. Push the image again.":
    "存储的内容已损坏或被替换。请重新推送镜像。",
  "{{name}} has no manifest.json": "{{name}} 没有 manifest.json",
  "It is no Docker archive. An OCI archive is named oci-archive:FILE.":
    "它不是 Docker 归档。OCI 归档写作 oci-archive:FILE。",
  "{{name}}: manifest.json names no config or layers":
    "{{name}}：manifest.json 没有指明 config 或层",
  "{{name}} has too many layers (limit imageLayers)": "{{name}} 的层过多（限制 imageLayers）",
  "{{name}} does not hold {{path}}": "{{name}} 不含 {{path}}",
  "The archive is not complete. Make it again: docker save -o FILE IMAGE.":
    "归档不完整。请重新制作：docker save -o FILE IMAGE。",
  "{{what}} is larger than {{maxBytes}} bytes (limit manifestBytes)":
    "{{what}} 超过 {{maxBytes}} 字节（限制 manifestBytes）",
  "{{path}} does not exist": "{{path}} 不存在",
  "Check the path.": "请检查路径。",
  "{{path}} cannot be read ({{value}})": "无法读取 {{path}}（{{value}}）",
  "unknown reason": "原因未知",
  "Check the file and its permissions.": "请检查文件及其权限。",
  "the index {{digest}} has too many entries (limit indexEntries)":
    "索引 {{digest}} 的条目过多（限制 indexEntries）",
  "the index {{digest}} holds indexes that hold indexes, and so on (limit indexDepth)":
    "索引 {{digest}} 层层嵌套索引（限制 indexDepth）",
  "{{what}} is no JSON": "{{what}} 不是 JSON",
  "{{what}} is no JSON object": "{{what}} 不是 JSON 对象",
  "{{name}} has no index.json": "{{name}} 没有 index.json",
  "It is no OCI layout. A Docker archive is named docker-archive:FILE.":
    "它不是 OCI layout。Docker 归档写作 docker-archive:FILE。",
  "{{name}} does not hold {{digest}}": "{{name}} 不含 {{digest}}",
  "The layout is not complete, or another platform's part was left out.":
    "该 layout 不完整，或者缺少其他平台的部分。",
  "{{name}} holds {{length}} images and none was named":
    "{{name}} 含有 {{length}} 个镜像，但没有指明哪一个",
  "{{name}} does not hold {{value}}": "{{name}} 不含 {{value}}",
  "any image": "任何镜像",
  "{{reference}} is in Docker's schema 1": "{{reference}} 使用 Docker schema 1",
  "That format was given up in 2019. Pull and push the image again with a current tool.":
    "该格式已于 2019 年弃用。请用当前的工具拉取后重新推送镜像。",
  "{{reference}} has {{length}} layers (limit imageLayers)":
    "{{reference}} 有 {{length}} 层（限制 imageLayers）",
  '"{{text}}" is no platform': "“{{text}}”不是平台",
  "Write OS/ARCHITECTURE[/VARIANT], for example linux/arm64.":
    "请写成 OS/ARCHITECTURE[/VARIANT]，例如 linux/arm64。",
  "{{reference}} is no image but {{what}}": "{{reference}} 不是镜像，而是 {{what}}",
  "Only images of file systems can be scanned.": "只能扫描含文件系统的镜像。",
  "{{reference}} has no image for {{wanted}}": "{{reference}} 没有适用于 {{wanted}} 的镜像",
  "It has: {{names}}.": "它有：{{names}}。",
  "It names no platforms: choose one by its digest.": "它没有写明平台：请按摘要选择一个。",
  "reading was stopped": "读取已停止",
  "the file ends too early": "文件过早结束",
  "a registry's address must not hold credentials": "仓库地址不得含有凭据",
  "Give the user name and the password by themselves.": "请单独填写用户名和密码。",
  '"{{text}}" cannot be read: {{why}}': "无法读取“{{text}}”：{{why}}",
  "Write REGISTRY/REPOSITORY[:TAG][@DIGEST], for example docker.io/library/alpine:3.20.":
    "请写成 REGISTRY/REPOSITORY[:TAG][@DIGEST]，例如 docker.io/library/alpine:3.20。",
  "{{host}} sends for a token to {{protocol}}//{{host2}}, which is not protected":
    "{{host}} 要求到 {{protocol}}//{{host2}} 获取令牌，该地址没有加密保护",
  "Credentials are not sent there. Give the registry's token server an https address.":
    "凭据不会发往那里。请给仓库的令牌服务器配置 https 地址。",
  "{{host}}: the token is no JSON": "{{host}}：令牌不是 JSON",
  "{{host}}: sends next to nothing": "{{host}}：几乎没有发送数据",
  "It, or what lies between, is too slow. Try again later.": "它或中间的网络过慢。请稍后再试。",
  "{{name}} holds no proxy's address": "{{name}} 中不是代理地址",
  "Set it to http://HOST:PORT, or name {{hostname}} in NO_PROXY.":
    "请设为 http://HOST:PORT，或将 {{hostname}} 写入 NO_PROXY。",
  "The certificate is self-signed. Give it, or the authority's, as the registry's certificate.":
    "证书是自签名的。请将它或其颁发机构的证书填为仓库证书。",
  "An authority of your own signed the certificate. Give the authority's certificate.":
    "证书由您自己的机构签发。请提供该机构的证书。",
  "The authority that signed the certificate is not known here. Give its certificate.":
    "此处不认识签发证书的机构。请提供该机构的证书。",
  "The certificate has expired. Renew it on the registry.": "证书已过期。请在仓库上更新。",
  "The certificate is not valid yet. Compare the clocks of both machines.":
    "证书尚未生效。请核对两台机器的时钟。",
  "The certificate is for another host name. Use the name that it was made for.":
    "证书属于另一个主机名。请使用证书对应的名称。",
  "The certificate is not trusted. Give the authority's certificate.":
    "证书不受信任。请提供颁发机构的证书。",
  "The certificate is not signed by the authority given.": "证书不是由所给的机构签发的。",
  "Nothing listens there. Check the address and the port, and that the registry runs.":
    "该地址没有服务在监听。请检查地址和端口，以及仓库是否在运行。",
  "The host name is not known. Check its spelling and the name server.":
    "主机名无法解析。请检查拼写和域名服务器。",
  "The name server does not answer. Check the network.": "域名服务器没有应答。请检查网络。",
  "The connection was cut. Check what lies between here and the registry.":
    "连接被中断。请检查这里与仓库之间的网络。",
  "It did not answer in time. Check the network and firewalls.":
    "它没有及时应答。请检查网络和防火墙。",
  "It took the request and did not answer in time.": "它接受了请求，但没有及时应答。",
  "It stopped sending in the middle of an answer.": "它在应答中途停止发送。",
  "There is no way to this host. Check the network.": "没有到该主机的路由。请检查网络。",
  "There is no way to this network. Check the network.": "没有到该网络的路由。请检查网络。",
  "It does not speak TLS there. Write http:// before the address if that is meant.":
    "该地址不使用 TLS。如果确实如此，请在地址前写 http://。",
  "The TLS versions of both sides do not fit.": "双方的 TLS 版本不兼容。",
  "It does not speak HTTP there, perhaps TLS. Write https:// before the address.":
    "该地址不使用 HTTP，可能是 TLS。请在地址前写 https://。",
  "the request was stopped": "请求已停止",
  "no connection": "没有连接",
  "The proxy comes from HTTP_PROXY or HTTPS_PROXY. Check it, or name the registry in NO_PROXY.":
    "代理来自 HTTP_PROXY 或 HTTPS_PROXY。请检查它，或将仓库写入 NO_PROXY。",
  "Check the address and the network.": "请检查地址和网络。",
  "{{host}} answered {{status}}{{value}} to {{what}}":
    "{{host}} 对 {{what}} 的请求返回 {{status}}{{value}}",
  "The user name, the password or the token is wrong, or may not read this. Some registries answer so for what does not exist.":
    "用户名、密码或令牌错误，或无权读取此内容。有些仓库对不存在的内容也这样应答。",
  "It wants to know who asks. Give a user name and a password. Some registries answer so for what does not exist.":
    "它要求身份验证。请提供用户名和密码。有些仓库对不存在的内容也这样应答。",
  "{{allowance}} {{value}}, or {{value2}}.": "{{allowance}}{{value}}，或{{value2}}。",
  "Try again later": "请稍后再试",
  "Try again in {{retryAfterSeconds}} s": "请在 {{retryAfterSeconds}} 秒后再试",
  "ask for more there": "在那里申请更高的限额",
  "sign in: most registries allow more then": "登录：大多数仓库会因此放宽限额",
  "Check the repository, the tag and the digest.": "请检查仓库路径、标签和摘要。",
  "It may speak TLS there. Write https:// before the address if that is meant.":
    "该地址可能使用 TLS。如果确实如此，请在地址前写 https://。",
  "It answered with a web page: the address may be another service's, or a proxy's.":
    "它返回了网页：该地址可能属于另一个服务或代理。",
  "The registry itself has a fault, or a proxy before it. Its log says more.":
    "仓库本身或其前面的代理出现故障。其日志有更多信息。",
  "What was given as the password was a token, and its time is over. Amazon's lasts 12 hours: give the user AWS a new one, made by `aws ecr get-login-password`.":
    "作为密码提供的是一个已过期的令牌。Amazon 的令牌有效 12 小时：请给用户 AWS 换一个新的，由 `aws ecr get-login-password` 生成。",
  "Too many requests.": "请求过多。",
  "Too many requests: it allows {{pulls}} pulls{{value}}.":
    "请求过多：它允许{{value}} {{pulls}} 次拉取。",
  "What answers there does not behave as a registry. Check the address.":
    "那里应答的不像是仓库。请检查地址。",
  "{{host}}: {{what}} is larger than {{bytes}} bytes (limit {{limit}})":
    "{{host}}：{{what}} 超过 {{bytes}} 字节（限制 {{limit}}）",
  "This is no answer that a registry should give.": "仓库不应这样应答。",
  "{{name}}: {{what}} does not end (limit listPages)":
    "{{name}}：{{what}} 没有尽头（限制 listPages）",
  "{{folder}} is no folder": "{{folder}} 不是文件夹",
  "An archive is named by its path alone.": "归档只需写其路径。",
  "{{folder}} is not {{tagOrDigest}}": "{{folder}} 不是 {{tagOrDigest}}",
  "A folder holds one root file system and has no tags.": "文件夹只含一个根文件系统，没有标签。",
  "a folder is read file by file": "文件夹是逐个文件读取的",
  "{{root}} holds more files than are read (limit layerEntries)":
    "{{root}} 中的文件数超过可读取的数量（限制 layerEntries）",
  "it cannot be read ({{code}})": "无法读取（{{code}}）",
  "it changed while it was read": "读取过程中文件发生了变化",
  '"{{text}}" names a store that is not read here': "“{{text}}”指向此处不读取的存储",
  "Save the image first: docker save -o FILE IMAGE, or skopeo copy … oci-archive:FILE.":
    "请先保存镜像：docker save -o FILE IMAGE，或 skopeo copy … oci-archive:FILE。",
  "{{text}} does not exist": "{{text}} 不存在",
  "{{name}} holds no image": "{{name}} 不含镜像",
  "A Docker archive has a manifest.json, an OCI archive an oci-layout and an index.json.":
    "Docker 归档含有 manifest.json，OCI 归档含有 oci-layout 和 index.json。",
  "{{path}} is no OCI layout": "{{path}} 不是 OCI layout",
  "An OCI layout is a folder with the files oci-layout and index.json. The root file system of an image is named dir:FOLDER.":
    "OCI layout 是含有 oci-layout 和 index.json 文件的文件夹。镜像的根文件系统写作 dir:FOLDER。",
  "{{name}} unpacks to more than {{maxBytes}} bytes (limit archiveBytes)":
    "{{name}} 解压后超过 {{maxBytes}} 字节（限制 archiveBytes）",
  "{{name}}: {{stored}} bytes unpack to {{size}} and more (limit layerRatio)":
    "{{name}}：{{stored}} 字节解压后达到 {{size}} 甚至更多（限制 layerRatio）",
  "{{value}} cannot be unpacked to {{value2}} ({{code}})":
    "{{value}} 无法解压到 {{value2}}（{{code}}）",
  "what is read": "读取的内容",
  "It needs room there for the unpacked archive; TMPDIR names another folder.":
    "那里需要能放下解压后归档的空间；可用 TMPDIR 指定另一个文件夹。",
  "part of {{name}}, which is counted and checked": "属于 {{name}}，已计入并检查",
  "the same package is read from another file": "同一软件包已从另一个文件读出",
  "the layer holds more packages than are read (limit layerPackages)":
    "此层的软件包数超过可读取的数量（限制 layerPackages）",
  "the layer has more entries than are read (limit layerEntries)":
    "此层的条目数超过可读取的数量（限制 layerEntries）",
  "the layer's names are longer than are read (limit layerNameBytes)":
    "此层的名称总长超过可读取的长度（限制 layerNameBytes）",
  "the layer is compressed with {{name}}": "此层使用 {{name}} 压缩",
  "Layers are plain, gzip or zstd. Build the image again with one of these.":
    "层应为未压缩、gzip 或 zstd。请用其中一种重新构建镜像。",
  "the layer's {{name}} data is damaged or ends too early": "此层的 {{name}} 数据已损坏或过早结束",
  "Push the image again.": "请重新推送镜像。",
  "the thread that unpacks layers has ended": "解压层的线程已结束",
  "The machine may be out of memory. Try again.": "机器可能内存不足。请重试。",
  "the tar in layer {{index}} ({{digest}}) should be {{diffId}} but is {{found}}":
    "第 {{index}} 层（{{digest}}）的 tar 应为 {{diffId}}，实际为 {{found}}",
  "The layer is not the one that the image's config was made for. Build and push the image again.":
    "该层不是镜像 config 所对应的那一层。请重新构建并推送镜像。",
  "layer {{index}} ({{digest}}) is larger than the {{size}} bytes that the manifest says":
    "第 {{index}} 层（{{digest}}）大于清单所写的 {{size}} 字节",
  "What is stored is not what the manifest names. Push the image again.":
    "存储的内容与清单所写不符。请重新推送镜像。",
  "layer {{index}} should be {{digest}} but is {{found}} ({{count}} of {{size}} bytes)":
    "第 {{index}} 层应为 {{digest}}，实际为 {{found}}（{{size}} 字节中的 {{count}} 字节）",
  "What is stored is damaged, cut short or was exchanged. Push the image again.":
    "存储的内容已损坏、不完整或被替换。请重新推送镜像。",
  "it unpacks to more than {{layerBytes}} bytes (limit layerBytes)":
    "解压后超过 {{layerBytes}} 字节（限制 layerBytes）",
  "{{stored}} bytes unpack to {{unpacked}} and more (limit layerRatio)":
    "{{stored}} 字节解压后达到 {{unpacked}} 甚至更多（限制 layerRatio）",
  "The layer is made to fill memory or disks, or holds a large empty file. Build it without.":
    "该层意在耗尽内存或磁盘，或者含有很大的空文件。请去掉后重新构建。",
  "layer {{index}} ({{digest}}): {{message}}": "第 {{index}} 层（{{digest}}）：{{message}}",
  "it has no digest of {{name}}": "其中没有 {{name}} 的摘要",
  "{{name}} is not what it says": "{{name}} 与所写不符",
  "more would be fetched than all of it": "需要获取的内容会超过整个层",
  "the registry gives no parts any more": "仓库不再提供部分内容",
  "a piece lies nowhere": "有一块不在任何位置",
  "a piece is shorter than the table says": "有一块短于目录所写",
  "its version is not known": "版本未知",
  "an entry is no object": "有条目不是对象",
  "a piece belongs to no file": "有一块不属于任何文件",
  "an entry has no name": "有条目没有名称",
  "the pieces of {{name}} do not fit it": "{{name}} 的各块与其大小不符",
  "the pieces of {{name}} lie outside the layer": "{{name}} 的块位于层之外",
  "a number is none": "有数字不是数字",
  "it has no eStargz footer": "没有 eStargz 尾部",
  "its footer points outside the layer (limit tocBytes)": "其尾部指向层之外（限制 tocBytes）",
  "it is too large (limit tocBytes)": "过大（限制 tocBytes）",
  "its digest is not the one in the manifest": "其摘要与清单中的不同",
  "{{name}} {{range}} ({{ecosystem}}, source of {{name2}})":
    "{{name}} {{range}}（{{ecosystem}}，{{name2}} 的源码包）",
  "{{reason}}: {{value}} not checked": "{{reason}}：{{value}}未检查",
  "a tar header is damaged": "tar 头已损坏",
  "a tar header gives no valid size": "tar 头没有给出有效的大小",
  "a PAX record of the tar is damaged": "tar 的 PAX 记录已损坏",
  "a PAX record of the tar holds a NUL": "tar 的 PAX 记录含有 NUL",
  "the tar has a hole between two entries": "tar 的两个条目之间有空洞",
  "a tar header is larger than allowed (limit {{name}})": "tar 头超过允许的大小（限制 {{name}}）",
  "the tar ends in the middle of an entry": "tar 在条目中途结束",
  "os-release gives no ID": "os-release 没有给出 ID",
  "{{path}} is no Java database that can be read": "{{path}} 不是可读取的 Java 数据库",
  "Give the file trivy-java.db of Trivy's Java database, schema 1.":
    "请提供 Trivy Java 数据库（schema 1）的 trivy-java.db 文件。",
  "the list of crates is larger than is read (limit executableInfoBytes)":
    "crate 列表超过可读取的大小（限制 executableInfoBytes）",
  "no Berkeley DB": "不是 Berkeley DB",
  "no hash of Berkeley DB": "不是 Berkeley DB 的哈希表",
  "no such page size": "页大小无效",
  "page {{number}} is missing": "缺少第 {{number}} 页",
  "a header is larger than the file": "有头部大于文件",
  "page {{number}} is used twice": "第 {{number}} 页被使用两次",
  "page {{number}} is of another kind": "第 {{number}} 页类型不符",
  "a header is cut off": "有头部不完整",
  "a text is cut off": "有文本不完整",
  "numbers are cut off": "有数字不完整",
  "no NDB database": "不是 NDB 数据库",
  "its slots are cut off": "其槽位不完整",
  "a slot is damaged": "有槽位已损坏",
  "the header of package {{index}} is missing": "缺少软件包 {{index}} 的头部",
  "the header of package {{index}} is cut off": "软件包 {{index}} 的头部不完整",
  "its headers overlap": "其头部互相重叠",
  "it does not end (limit layerPackages)": "没有尽头（限制 layerPackages）",
  "its lists of files do not end": "其文件列表没有尽头",
  "a package without name, version or release": "软件包缺少名称、版本或发行号",
  "no SQLite database": "不是 SQLite 数据库",
  "it has no table Packages": "没有 Packages 表",
  "a row is larger than the file": "有行大于文件",
  "page {{number}} is of no table": "第 {{number}} 页不属于任何表",
  "a value ends outside of its page": "有值超出其所在的页",
  "It holds no root file system: its type is {{value}}.": "它没有根文件系统：其类型为 {{value}}。",
  "{{chosen_name}} is not installed any more.": "{{chosen_name}} 已不再安装。",
  "{{chosen_name}} is unhealthy": "{{chosen_name}} 异常",
  "{{chosen_name}} is unhealthy: {{chosen_detail}}": "{{chosen_name}} 异常：{{chosen_detail}}",
  "None of its entries is an image that can be scanned.": "其中没有可以扫描的镜像。",
  "{{reported}} of {{images}} platforms have been scanned.":
    "{{images}} 个平台中已扫描 {{reported}} 个。",
  "A file in the form {{form}} holds one image.": "{{form}} 格式的文件只含一个镜像。",
  "Export the report of one of the platforms.": "请导出其中一个平台的报告。",
  "It has not been scanned to the end yet.": "尚未完成扫描。",
  "Scan it; the report stays until the next scan is complete.":
    "请扫描它；报告会保留到下一次扫描完成。",
  "Manifests of type {{mediaType}} are not scanned.": "不扫描 {{mediaType}} 类型的清单。",
  "The authorization to pull with cannot be read.": "无法读取用于拉取的授权信息。",
  "It must be Basic or Bearer.": "它必须是 Basic 或 Bearer。",
  "The image was removed before its scan began.": "镜像在扫描开始前已被删除。",
  "what is attached to the image": "镜像的附件",
  "an attestation": "证明",
  "--username and --password-stdin": "--username 和 --password-stdin",
  "PLIMSOLL_REGISTRY_USERNAME and PLIMSOLL_REGISTRY_PASSWORD":
    "PLIMSOLL_REGISTRY_USERNAME 和 PLIMSOLL_REGISTRY_PASSWORD",
  "{{what}} has no digest that can be verified": "{{what}} 没有可校验的摘要",
  "{{what}} has no valid size": "{{what}} 没有有效的大小",
  "{{name}}: manifest.json": "{{name}}：manifest.json",
  "the index {{digest}}": "索引 {{digest}}",
  "It is damaged, or something else than was expected there.": "它已损坏，或者不是此处应有的内容。",
  "{{name}}: index.json": "{{name}}：index.json",
  "Name one of: {{held}}.": "请指明其中之一：{{held}}。",
  "Name it by its digest.": "请以摘要指明。",
  "the manifest {{digest}}": "清单 {{digest}}",
  "the config {{digest}}": "config {{digest}}",
  '"{{digest}}" is no digest': "“{{digest}}”不是摘要",
  "it names no repository": "没有指明镜像路径",
  '"{{tag}}" is no tag': "“{{tag}}”不是标签",
  "it is no repository name": "不是镜像路径",
  "it is neither a tag nor a digest": "既不是标签也不是摘要",
  "it is no registry's address": "不是仓库地址",
  "its realm is no address": "其 realm 不是地址",
  "its realm holds credentials": "其 realm 含有凭据",
  "the request for a token": "获取令牌",
  "it gave none": "没有给出",
  "part of a blob": "blob 的一部分",
  "it begins too late": "起始位置过晚",
  "a web page": "网页",
  "the manifest of {{what}}": "{{what}} 的清单",
  "it leads in circles": "重定向互相循环",
  "it leads nowhere": "重定向没有目标",
  "it leads from https to something unprotected": "从 https 重定向到未加密的地址",
  "its pages lead in circles": "其分页互相循环",
  "the tags of {{repository}}": "{{repository}} 的标签",
  "the greeting /v2/": "/v2/ 握手",
  "the list of repositories": "镜像列表",
  "the next page": "下一页",
  "it is no address": "不是地址",
  "it lies on another host": "位于另一台主机",
  "the table of contents": "目录",
  "it is longer than {{metadataFileBytes}} bytes": "超过 {{metadataFileBytes}} 字节",
  "it has no FROM": "没有 FROM",
  "it has no stage {{target}}": "没有阶段 {{target}}",
  "the package's record": "软件包的记录",
  "the bill of materials": "物料清单",
  "the list of crates": "crate 列表",
  "{{reference}} has no layers": "{{reference}} 没有层",
  "{{reference}} is no image": "{{reference}} 不是镜像",
  "The service's log has the cause. Scan it again; report it if it fails again.":
    "服务日志中有原因。请重新扫描；如果再次失败，请报告。",
  "it is an index and an image at once": "它同时是索引和镜像",
  "it is neither an image nor an index": "它既不是镜像也不是索引",
  "its config": "其 config",
  "a layer": "一个层",
  "it has {{length}} layers and its config {{length2}}":
    "它有 {{length}} 层，而其 config 有 {{length2}} 层",
  "layer {{index}} has no valid diffID": "第 {{index}} 层没有有效的 diffID",
  "A digest looks like sha256:<64 hex digits>.": "摘要形如 sha256:<64 位十六进制数字>。",
  "Repository names are lower-case: letters, digits, . _ - and /.":
    "镜像路径须为小写：字母、数字、. _ - 和 /。",
  "Write HOST, HOST:PORT or http(s)://HOST[:PORT].":
    "请写成 HOST、HOST:PORT 或 http(s)://HOST[:PORT]。",
  "a member is not where the archive's directory says": "有成员不在归档目录所指的位置",
  "a member is longer than the archive": "有成员长于归档",
  "It holds no image that can be scanned.": "其中没有可以扫描的镜像。",
  "There is no such artifact.": "没有这个制品。",
  "It is already queued or being scanned.": "它已在排队或正在扫描。",
  "{{scanner}} is installed in another Harbor.": "{{scanner}} 安装在另一个 Harbor 中。",
  "The scan was cut off {{attemptLimit}} times: each time the worker that ran it died.":
    "扫描已中断 {{attemptLimit}} 次：每次执行它的工作进程都意外结束。",
  "Look at the service's log and the machine's memory. Scan it again when the cause is gone.":
    "请查看服务日志和机器的内存。原因消除后请重新扫描。",
};
