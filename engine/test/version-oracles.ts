import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import semver from "semver";
import type { VersionScheme } from "../src/version/schemes.ts";

export type Pair = readonly [a: string, b: string];

/** An ecosystem's own reference. */
export type Oracle = {
  readonly name: string;
  readonly scheme: VersionScheme;
  readonly installed: boolean;
  /** All pairs at once: below 0, 0 or above for each, NaN where the reference refuses a version. */
  readonly compare: (pairs: readonly Pair[]) => number[];
  /** Pairs, with a space between, that are to be ordered otherwise than the reference does; each has its reason beside it. */
  readonly apart?: RegExp;
  /** Pairs to ask; a process for each comparison takes fewer. */
  readonly pairs: number;
};

const alpine = new URL(
  "../../../shared/images/alpine-minirootfs-3.20.3-x86_64.tar.gz",
  import.meta.url,
).pathname;
const mavenClasses = "/usr/share/maven/lib/*";
const goSemver = join(
  answer("go", "env", "GOROOT"),
  "src/cmd/vendor/golang.org/x/mod/semver/semver.go",
);
export const composerSemver = "/usr/share/php/Composer/Semver/autoload.php";

/** Reads tab-separated pairs from standard input and prints a number or `NaN` for each. */
const perl = `
use Dpkg::Version;
while (<STDIN>) {
  chomp;
  my ($a, $b) = map { Dpkg::Version->new($_) } split /\\t/, $_, -1;
  print $a->is_valid() && $b->is_valid() ? version_compare($a, $b) : "NaN", "\\n";
}`;

const python = (imports: string, version: string) => `
import sys
${imports}
for line in sys.stdin:
    try:
        a, b = (${version}(text) for text in line.rstrip("\\n").split("\\t"))
        print((a > b) - (a < b))
    except Exception:
        print("NaN")`;

const ruby = `
STDIN.each_line(chomp: true) do |line|
  a, b = line.split("\\t", -1)
  puts [a, b].all? { |one| Gem::Version.correct?(one) } ? Gem::Version.new(a) <=> Gem::Version.new(b) : "NaN"
end`;

const php = `
require ${JSON.stringify(composerSemver)};
$parser = new Composer\\Semver\\VersionParser();
while (($line = fgets(STDIN)) !== false) {
  try {
    [$a, $b] = array_map([$parser, "normalize"], explode("\\t", rtrim($line, "\\n")));
    echo Composer\\Semver\\Comparator::lessThan($a, $b) ? -1 : (Composer\\Semver\\Comparator::greaterThan($a, $b) ? 1 : 0), "\\n";
  } catch (UnexpectedValueException $e) { echo "NaN\\n"; }
}`;

const java = `
import java.util.Scanner;
import org.apache.maven.artifact.versioning.ComparableVersion;
public class Main {
  public static void main(String[] args) {
    Scanner in = new Scanner(System.in);
    StringBuilder out = new StringBuilder();
    while (in.hasNextLine()) {
      String[] pair = in.nextLine().split("\\t");
      out.append(new ComparableVersion(pair[0]).compareTo(new ComparableVersion(pair[1]))).append("\\n");
    }
    System.out.print(out);
  }
}`;

const go = `
package main
import ("bufio"; "fmt"; "os"; "strings"; "oracle/semver")
func main() {
  in := bufio.NewScanner(os.Stdin)
  for in.Scan() {
    pair := strings.Split(in.Text(), "\\t")
    if semver.IsValid(pair[0]) && semver.IsValid(pair[1]) { fmt.Println(semver.Compare(pair[0], pair[1])) } else { fmt.Println("NaN") }
  }
}`;

/** rpm's Lua cannot read its standard input. */
const lua =
  '%{lua: for line in io.lines("pairs") do local a, b = line:match("(.*)\\t(.*)"); print(rpm.vercmp(a, b) .. "\\n") end}';

/** Run with a loader of its own, since it is linked with musl. */
const apkLoop = `
while read -r a b; do
  case "$(lib/ld-musl-x86_64.so.1 --library-path lib sbin/apk version -t "$a" "$b")" in
    "<") echo -1 ;; "=") echo 0 ;; ">") echo 1 ;; *) echo NaN ;;
  esac
done`;

export const oracles: readonly Oracle[] = [
  {
    name: "dpkg",
    scheme: "deb",
    installed: runs("perl", "-MDpkg::Version", "-e", "1"),
    compare: (pairs) => ask(pairs, "perl", ["-e", perl]),
    pairs: 20_000,
  },
  {
    name: "apk",
    scheme: "apk",
    installed: existsSync(alpine) && process.platform === "linux" && process.arch === "x64",
    compare: (pairs) =>
      inFolder((folder) => {
        spawnSync("tar", ["-xzf", alpine, "-C", folder, "./sbin/apk", "./lib"]);
        return ask(pairs, "sh", ["-c", apkLoop], { cwd: folder });
      }),
    // apk-tools 2 counts the zeros that begin a fraction; 3 reads it as text, and so do we.
    apart: /\.00/,
    pairs: 1_000,
  },
  {
    name: "rpm",
    scheme: "rpm",
    installed: runs("rpm", "--eval", '%{lua: print(rpm.vercmp("1", "2"))}'),
    compare: (pairs) =>
      inFolder((folder) => {
        writeFileSync(join(folder, "pairs"), lines(pairs));
        return ask(pairs, "rpm", ["--eval", lua], { cwd: folder });
      }),
    pairs: 20_000,
  },
  {
    name: "node-semver",
    scheme: "npm",
    installed: true,
    compare: (pairs) =>
      pairs.map(([a, b]) => {
        const valid = [a, b].every((one) => semver.valid(one, { loose: true }));
        return valid ? semver.compare(a, b, { loose: true }) : Number.NaN;
      }),
    pairs: 20_000,
  },
  {
    name: "Python's packaging",
    scheme: "pep440",
    installed: runs("python3", "-c", "import packaging.version"),
    compare: (pairs) =>
      ask(pairs, "python3", ["-c", python("from packaging.version import Version", "Version")]),
    pairs: 20_000,
  },
  {
    name: "RubyGems",
    scheme: "gem",
    installed: runs("ruby", "-e", "Gem::Version"),
    compare: (pairs) => ask(pairs, "ruby", ["-e", ruby]),
    pairs: 20_000,
  },
  {
    name: "Maven's ComparableVersion",
    scheme: "maven",
    installed: existsSync("/usr/share/maven/lib") && runs("javac", "-version"),
    compare: (pairs) =>
      inFolder((folder) => {
        writeFileSync(join(folder, "Main.java"), java);
        return ask(pairs, "java", ["-cp", mavenClasses, join(folder, "Main.java")]);
      }),
    pairs: 20_000,
  },
  {
    name: "Go's x/mod/semver",
    scheme: "semver",
    installed: existsSync(goSemver),
    compare: (pairs) =>
      inFolder((folder) => {
        writeFileSync(join(folder, "go.mod"), "module oracle\ngo 1.21\n");
        writeFileSync(join(folder, "main.go"), go);
        spawnSync("mkdir", [join(folder, "semver")]);
        writeFileSync(join(folder, "semver/semver.go"), readFileSync(goSemver));
        return ask(pairs, "go", ["run", "."], { cwd: folder });
      }),
    pairs: 20_000,
  },
  {
    name: "composer/semver",
    scheme: "composer",
    installed: existsSync(composerSemver) && runs("php", "-v"),
    compare: (pairs) => ask(pairs, "php", ["-r", php]),
    // It has no order of branches, we need some: by name.
    apart: /^dev-\S+ dev-/,
    pairs: 20_000,
  },
  {
    name: "node-semver, which has NuGet's labels in lower case",
    scheme: "nuget",
    installed: true,
    compare: (pairs) =>
      pairs.map(([a, b]) => {
        const lower = [a.toLowerCase(), b.toLowerCase()] as const;
        return lower.every((one) => semver.valid(one)) ? semver.compare(...lower) : Number.NaN;
      }),
    pairs: 20_000,
  },
  {
    name: "rattler",
    scheme: "conda",
    installed: runs("python3", "-c", "import rattler"),
    compare: (pairs) =>
      ask(pairs, "python3", ["-c", python("from rattler import Version", "Version")]),
    // Conda itself reads `a_` as one word, which comes after `a`.
    apart: /[a-z][-_](?:\+| |$)/,
    pairs: 20_000,
  },
];

export function runs(command: string, ...parameters: string[]): boolean {
  return spawnSync(command, parameters).status === 0;
}

function answer(command: string, ...parameters: string[]): string {
  return spawnSync(command, parameters, { encoding: "utf8" }).stdout?.trim() ?? "";
}

/** Runs a program with a line for each pair on its standard input, and reads a number for each. */
export function ask(
  pairs: readonly Pair[],
  command: string,
  parameters: string[],
  options: { cwd?: string } = {},
): number[] {
  const { stdout, stderr } = spawnSync(command, parameters, {
    ...options,
    input: lines(pairs),
    encoding: "utf8",
    maxBuffer: 2 ** 26,
  });
  const answers = stdout.trim().split("\n").map(Number);
  if (answers.length !== pairs.length) throw new Error(`${command}: ${stderr.slice(0, 500)}`);
  return answers;
}

function lines(pairs: readonly Pair[]): string {
  return pairs.map((pair) => `${pair.join("\t")}\n`).join("");
}

function inFolder<T>(run: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), "plimsoll-oracle-"));
  try {
    return run(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
