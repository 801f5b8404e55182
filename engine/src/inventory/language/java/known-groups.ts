/** Families whose builds leave no Maven metadata in their archives, by what they publish on Maven Central. */
const families: readonly (readonly [artifact: RegExp, group: string])[] = [
  [/^spring-boot(-|$)/, "org.springframework.boot"],
  [/^spring-security-/, "org.springframework.security"],
  [
    /^spring-(aop|aspects|beans|context|context-indexer|context-support|core|expression|instrument|jcl|jdbc|jms|messaging|orm|oxm|r2dbc|test|tx|web|webflux|webmvc|webmvc-portlet|websocket)$/,
    "org.springframework",
  ],
  [/^kafka(-|_|$)|^connect-(api|runtime|json|transforms|file)$/, "org.apache.kafka"],
  [/^lucene-/, "org.apache.lucene"],
  [/^solr-/, "org.apache.solr"],
  [/^elasticsearch-rest-/, "org.elasticsearch.client"],
  [/^elasticsearch(-core|-x-content|-cli|-geo)?$/, "org.elasticsearch"],
  [/^h2$/, "com.h2database"],
  [/^okhttp(-|$)/, "com.squareup.okhttp3"],
  [/^okio(-jvm)?$/, "com.squareup.okio"],
  [/^kotlin-(stdlib|reflect)/, "org.jetbrains.kotlin"],
  [/^grpc-/, "io.grpc"],
  [/^micrometer-/, "io.micrometer"],
  [/^reactor-(core|netty)/, "io.projectreactor"],
];

export function knownGroup(artifact: string): string | null {
  return families.find(([pattern]) => pattern.test(artifact))?.[1] ?? null;
}
