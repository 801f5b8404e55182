import type { Wanted } from "./ecosystems.ts";
import type { Change } from "./plan.ts";
import { shellQuote } from "./quote.ts";

/**
 * Of what others bring, too, a project says the version: in Maven by `dependencyManagement`, in Gradle by constraints. Maven's
 * command changes what the project asks for itself, and nothing that others bring.
 */
export function mavenChanges({ one, to }: Wanted): Change[] {
  const [group = "", artifact = ""] = one.name.split(":");
  return [
    {
      kind: "manifest",
      file: "pom.xml",
      // https://maven.apache.org/guides/introduction/introduction-to-dependency-mechanism.html#dependency-management
      text: [
        // What is asked for with a version of its own is not managed.
        "<dependencyManagement> <!-- and no <version> where it is in <dependencies> itself -->",
        "  <dependencies>",
        "    <dependency>",
        `      <groupId>${group}</groupId>`,
        `      <artifactId>${artifact}</artifactId>`,
        `      <version>${to}</version>`,
        "    </dependency>",
        "  </dependencies>",
        "</dependencyManagement>",
      ].join("\n"),
    },
    {
      kind: "command",
      tool: "mvn",
      // https://www.mojohaus.org/versions/versions-maven-plugin/use-dep-version-mojo.html
      text: `mvn versions:use-dep-version ${shellQuote(`-Dincludes=${one.name}`)} ${shellQuote(`-DdepVersion=${to}`)} -DforceVersion=true`,
    },
    {
      kind: "manifest",
      file: "build.gradle",
      // https://docs.gradle.org/current/userguide/dependency_constraints.html
      text: `dependencies { constraints { implementation("${one.name}:${to}") } }`,
    },
  ];
}

/** Advisories leave out for what it was built (Guava's `-jre`), and some the case (Netty's `.Final`). */
export function mavenSpelling(fixed: string, installed: string): string {
  const flavour = /-(jre|android)$/.exec(installed)?.[0] ?? "";
  if (flavour !== "" && /^[\d.]+$/.test(fixed)) return fixed + flavour;
  return installed.endsWith(".Final") ? fixed.replace(/\.final$/i, ".Final") : fixed;
}
