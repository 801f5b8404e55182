/** A step of an image's history, as the line of a Dockerfile that it once was. */
export type Instruction = {
  /** `RUN`, `COPY`, … in capitals; null where the step is of another builder and no Dockerfile was there. */
  readonly keyword: string | null;
  /** All of it, for people: `RUN apt-get install -y curl`. */
  readonly text: string;
};

/** Instructions of a Dockerfile, https://docs.docker.com/reference/dockerfile/#overview */
const keywords =
  /^(ADD|ARG|CMD|COPY|ENTRYPOINT|ENV|EXPOSE|FROM|HEALTHCHECK|LABEL|MAINTAINER|ONBUILD|RUN|SHELL|STOPSIGNAL|USER|VOLUME|WORKDIR)(?=\s|$)/i;

/** A shell that a builder put before the line: `/bin/sh -c`, `/bin/bash -o pipefail -c`, `cmd /S /C`. */
const shell =
  /^(?:\/(?:usr\/)?bin\/)?(?:ba|a|da|z|k)?sh(?:\s+-[a-z]+(?:\s+pipefail)?)*\s+-[a-z]*c\s+|^cmd \/S \/C\s+|^(?:powershell|pwsh)(?:\.exe)?\s+-Command\s+/i;

/**
 * Builders wrap a line in a shell's call, put the build's arguments before it (`|2 A=1 B=2 /bin/sh -c …`), mark what
 * runs nothing with `#(nop)` (Docker's classic builder) and add a remark of their own (`# buildkit`).
 */
export function readInstruction(command: string): Instruction {
  const line = command
    .replace(/\s*#\s*buildkit\s*$/, "")
    .replace(/^RUN\s+(?=\||\/)/, "")
    .trim();
  const called = withoutArguments(line).replace(shell, "");
  const nothing = /^#\(nop\)\s*/.exec(called);
  if (nothing) return named(called.slice(nothing[0].length).trim());
  if (called !== line || /^RUN\s/.test(command)) {
    const text = called.trim();
    return keywords.test(text) && text.startsWith("RUN") ? named(text) : named(`RUN ${text}`);
  }
  return named(line);
}

function named(line: string): Instruction {
  const text = line.replace(/^((?:COPY|ADD)\s+(?:file|dir|multi):[0-9a-f]{12})[0-9a-f]+/, "$1…");
  return { keyword: keywords.exec(text)?.[1]?.toUpperCase() ?? null, text };
}

/** Without the count and the values of build arguments that stand before a shell's call. */
function withoutArguments(line: string): string {
  const counted = /^\|(\d+)\s+/.exec(line);
  if (!counted) return line;
  const call = /(?:^|\s)(?=\/(?:usr\/)?bin\/[a-z]*sh\s+-)/.exec(line.slice(counted[0].length));
  return call ? line.slice(counted[0].length + call.index).trim() : line;
}
