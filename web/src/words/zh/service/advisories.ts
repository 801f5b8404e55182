/** Of advisories, their databases and VEX documents: the English of the service and the engine, and what it is in Chinese. */
export const advisories: Readonly<Record<string, string>> = {
  "A snapshot of public sources, not a live database: what was published later is missing.":
    "公开来源的快照，不是实时数据库：之后发布的内容不在其中。",
  "Alpine: 3.15 to 3.24 and edge only; 3.18 and newer as of the day each was first released, 3.15 to 3.17 as of February 2023.":
    "Alpine：仅 3.15 至 3.24 和 edge；3.18 及更新版本截至各自首次发布之日，3.15 至 3.17 截至 2023 年 2 月。",
  "Debian: 10 to 14, from the changelogs of 170 to 330 source packages; what has no fix yet is not listed.":
    "Debian：10 至 14，取自 170 至 330 个源码包的变更日志；尚无修复的漏洞未列出。",
  "AlmaLinux: packages of modules are not in it, since its notices do not name their streams.":
    "AlmaLinux：不含模块中的软件包，因为公告没有写明模块流。",
  "npm, Maven and NuGet are partial.": "npm、Maven 和 NuGet 的数据不完整。",
  "{{layers}} cannot be cleared ({{cause}})": "无法清空 {{layers}}（{{cause}}）",
  "Check the folder and its permissions.": "请检查该文件夹及其权限。",
  "the Dockerfile cannot be used: {{why}}": "Dockerfile 无法使用：{{why}}",
  "Give the Dockerfile that the image is built from, and the stage by --target where it is not the last.":
    "请提供构建该镜像的 Dockerfile；如果阶段不是最后一个，用 --target 指明。",
  '"{{text}}" is no {{name}} version': "“{{text}}”不是 {{name}} 版本",
  "VEX documents say more of what was found than is followed (limit vexComparisons)":
    "VEX 文档对结果的说明超过可处理的数量（限制 vexComparisons）",
  "documents beside an image are read from its registry, and this one lies in none":
    "镜像旁的文档从其仓库读取，而此镜像不在任何仓库中",
  "Name the image by its registry, or give the documents as files.":
    "请按仓库中的名称指明镜像，或以文件提供文档。",
  "{{file}} has more than {{documentBytes}} bytes (limit documentBytes)":
    "{{file}} 超过 {{documentBytes}} 字节（限制 documentBytes）",
  "{{name}} is no VEX document": "{{name}} 不是 VEX 文档",
  "It is {{formats}} that is read, as JSON.": "可读取的是 JSON 格式的 {{formats}}。",
  "It means to be {{name}}, and its statements can only be followed if all of them can be read.":
    "它自称为 {{name}}，只有全部能读取时才能采用其中的声明。",
  "VEX documents name more products than are followed (limit vexProducts)":
    "VEX 文档涉及的产品超过可处理的数量（限制 vexProducts）",
  "Give VEX documents or folders of them; oci stands for those beside the image in its registry.":
    "请提供 VEX 文档或其文件夹；oci 表示镜像在仓库中的旁附文档。",
  "{{path}} is damaged or no advisory database: {{what}}":
    "{{path}} 已损坏，或者不是漏洞数据库：{{what}}",
  "fetch or build the database again": "请重新获取或构建数据库",
  "{{path}} has more than {{databaseBytes}} bytes (limit databaseBytes)":
    "{{path}} 超过 {{databaseBytes}} 字节（限制 databaseBytes）",
  "page {{id}} of the database has more than {{databasePageBytes}} bytes (limit databasePageBytes)":
    "数据库的第 {{id}} 页超过 {{databasePageBytes}} 字节（限制 databasePageBytes）",
  "There is no advisory database at {{path}}": "{{path}} 处没有漏洞数据库",
  "name another file, or fetch the database": "请指定另一个文件，或获取数据库",
  "The advisory database {{path}} cannot be read ({{code}})":
    "无法读取漏洞数据库 {{path}}（{{code}}）",
  "it must be a file that this user may read": "必须是此用户可读的文件",
  "The advisory database {{path}} cannot be written": "无法写入漏洞数据库 {{path}}",
  "the folder must exist, be writable, and have room": "文件夹必须存在、可写且有空间",
  "Correct the record; its form is https://ossf.github.io/osv-schema/.":
    "请更正该记录；其格式见 https://ossf.github.io/osv-schema/。",
  "there are more advisories than are read (limit documents)":
    "公告数超过可读取的数量（限制 documents）",
  "Give files or folders of OSV records: .json, .jsonl, .zip.":
    "请提供 OSV 记录的文件或文件夹：.json、.jsonl、.zip。",
  "The starter advisories cannot be read ({{name}})": "无法读取内置公告（{{name}}）",
  "Fetch the project again: git checkout -- engine/starter":
    "请重新获取项目文件：git checkout -- engine/starter",
  "there is no {{metadataFile}} beside {{file}}": "{{file}} 旁边没有 {{metadataFile}}",
  "A database is both files, as Trivy keeps them.":
    "数据库由两个文件组成，与 Trivy 保存的方式相同。",
  "its schema is {{value}}, and {{schema}} is read":
    "其 schema 为 {{value}}，可读取的是 {{schema}}",
  "Name the artifact's tag: …:{{tag}}.": "请写明制品的标签：…:{{tag}}。",
  "{{databaseFile}} holds no advisories": "{{databaseFile}} 中没有公告",
  "{{path}} is damaged": "{{path}} 已损坏",
  "Fetch the database again.": "请重新获取数据库。",
  "{{source}} cannot be read ({{code}})": "无法读取 {{source}}（{{code}}）",
  "Give {{name}}.": "请提供 {{name}}。",
  "{{from}} cannot be used: {{value}}": "{{from}} 无法使用：{{value}}",
  "{{from}} cannot be unpacked": "无法解压 {{from}}",
  "{{host}} answered {{status}}": "{{host}} 返回 {{status}}",
  "Check the address; what is kept stays in use.": "请检查地址；已有的数据继续使用。",
  "another process updates the databases in {{folder}}": "另一个进程正在更新 {{folder}} 中的数据库",
  "What is there is used meanwhile.": "在此期间使用已有的数据。",
  "the update was stopped": "更新已停止",
  "{{what}}: nothing came {{value}}for {{value2}} s":
    "{{what}}：已有 {{value2}} 秒{{value}}没有收到任何内容",
  "any more": "再也",
  "It, or what lies between, is too slow now. Try again later.":
    "它或中间的网络目前过慢。请稍后再试。",
  "{{path}} cannot be read ({{code}})": "无法读取 {{path}}（{{code}}）",
  "Give a trivy.db or its folder, its .tar.gz, OSV records, or REGISTRY/REPOSITORY:TAG.":
    "请提供 trivy.db 或其文件夹、其 .tar.gz、OSV 记录，或 REGISTRY/REPOSITORY:TAG。",
  "{{name}}: its layer should be {{digest}} ({{total}} bytes) but is {{digest2}} ({{bytes}} bytes)":
    "{{name}}：其层应为 {{digest}}（{{total}} 字节），实际为 {{digest2}}（{{bytes}} 字节）",
  "It was damaged on its way or where it is kept, or exchanged.":
    "它在传输途中或存储处损坏，或被替换。",
  "{{name}} is not {{words}} but {{is}}": "{{name}} 不是 {{words}}，而是 {{is}}",
  "Name an artifact with one layer of the type {{mediaType}}.":
    "请指明只有一个 {{mediaType}} 类型层的制品。",
  "the databases in {{folder}} cannot be written ({{code}})":
    "无法写入 {{folder}} 中的数据库（{{code}}）",
  "The folder must be writable and have room: Trivy's database takes about 1 GB.":
    "文件夹必须可写且有空间：Trivy 的数据库约占 1 GB。",
  "{{path}} is no database that can be taken over": "{{path}} 不是可导入的数据库",
  "Give a trivy.db, its folder or its .tar.gz; of OSV records: plimsoll db build.":
    "请提供 trivy.db、其文件夹或其 .tar.gz；OSV 记录请用 plimsoll db build。",
  "{{name}} holds no {{missing}}": "{{name}} 不含 {{missing}}",
  "It is another archive than was meant.": "这不是所需的归档。",
  "{{file}} is in it twice": "{{file}} 在其中出现两次",
  "{{name}} unpacks to too much (limit {{limit}})": "{{name}} 解压后过大（限制 {{limit}}）",
  "It is no database, or was damaged on its way or where it is kept.":
    "它不是数据库，或者在传输途中或存储处损坏。",
  "{{output}} cannot be written ({{code}})": "无法写入 {{output}}（{{code}}）",
  "The folder must be writable and have room.": "文件夹必须可写且有空间。",
  "{{path}} has the schema {{Version}}, not {{schemaVersion}}":
    "{{path}} 的 schema 为 {{Version}}，而不是 {{schemaVersion}}",
  "fetch the database of this schema: trivy-db:2": "请获取此 schema 的数据库：trivy-db:2",
  "{{path}} is damaged: {{what}} cannot be read": "{{path}} 已损坏：无法读取 {{what}}",
  "The file has more than {{mostBytes}} bytes.": "文件超过 {{mostBytes}} 字节。",
  "No database is so large: it is another file than was meant.":
    "数据库不会这么大：这不是所需的文件。",
  "The disk of the service is full.": "服务的磁盘已满。",
  "Make room in its data folder: for the file, and twice what is in it.":
    "请在其数据文件夹中腾出空间：除文件本身外，还需其内容的两倍。",
  "The file is empty.": "文件为空。",
  "The file did not come whole.": "文件没有完整到达。",
  "The connection ended before it. Send it again.": "连接在此之前中断。请重新发送。",
  "Another database is being taken over.": "正在导入另一个数据库。",
  "Wait until that is done.": "请等待其完成。",
  "The file is no .tar.gz.": "该文件不是 .tar.gz。",
  "Send a .tar.gz of trivy.db and its metadata.json: what plimsoll db export db.tar.gz writes, or what Trivy's registry gives.":
    "请发送含 trivy.db 及其 metadata.json 的 .tar.gz：由 plimsoll db export db.tar.gz 写出，或从 Trivy 的仓库获得。",
  "The settings name another database than a registry's.": "设置中指定的数据库不是来自仓库的。",
  "Name a registry first in PLIMSOLL_DB_SOURCES (PLIMSOLL_JAVA_DB), or leave it unset; what is imported stands in for it.":
    "请先在 PLIMSOLL_DB_SOURCES（PLIMSOLL_JAVA_DB）中指定一个仓库，或不设置它；导入的数据库会代替它。",
  "{{reference}} is not an image": "{{reference}} 不是镜像",
  "{{digest}} (attached to the image; signature not verified)":
    "{{digest}}（镜像附件；签名未验证）",
  "it has no list `vulnerabilities`": "没有 `vulnerabilities` 列表",
  "none of its `vulnerabilities` has a `cveID`": "其 `vulnerabilities` 都没有 `cveID`",
  "it has no line `CVE-…,0.…`": "没有 `CVE-…,0.…` 这样的行",
  "FIRST's terms of use": "FIRST 的使用条款",
  "page {{id}} is empty": "第 {{id}} 页为空",
  "the tree is too high": "树过高",
  "a bucket of page {{id}} is cut": "第 {{id}} 页的一个桶不完整",
  "a small bucket of page {{id}} has buckets or pages of its own":
    "第 {{id}} 页的一个小桶含有自己的桶或页",
  "the keys before page {{id}} are not in order": "第 {{id}} 页之前的键没有按序排列",
  "neither of its first pages is whole": "开头的两页都不完整",
  "its end is missing": "缺少结尾",
  "page {{id}} says that it is another": "第 {{id}} 页自称是另一页",
  "page {{id}} goes past the end": "第 {{id}} 页超出结尾",
  "page {{page}} is used twice": "第 {{page}} 页被使用两次",
  "there is no page {{id}}": "没有第 {{id}} 页",
  "page {{id}} is used twice": "第 {{id}} 页被使用两次",
  "a page is shorter than its header": "有页短于其头部",
  "page {{id}} is neither branch nor leaf": "第 {{id}} 页既不是分支也不是叶",
  "page {{id}} has more elements than room": "第 {{id}} 页的元素超过其容量",
  "elements of page {{id}} overlap": "第 {{id}} 页的元素互相重叠",
  "an element of page {{id}} lies outside it": "第 {{id}} 页有元素位于页外",
  "a key of page {{id}} is empty": "第 {{id}} 页有空键",
  "the keys of page {{id}} are not in order": "第 {{id}} 页的键没有按序排列",
};
