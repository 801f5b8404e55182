import { describe, expect, it } from "vitest";
import { readInstruction } from "./instruction.ts";

describe("a step of the history is read as the line that it was", () => {
  it.each([
    // BuildKit
    [
      "RUN /bin/sh -c apt-get update && apt-get install -y curl # buildkit",
      "RUN",
      "RUN apt-get update && apt-get install -y curl",
    ],
    ["RUN |2 A=1 B=two words /bin/sh -c make # buildkit", "RUN", "RUN make"],
    ["RUN /bin/bash -o pipefail -c curl x | sh # buildkit", "RUN", "RUN curl x | sh"],
    ["RUN /bin/bash -euo pipefail -c set x # buildkit", "RUN", "RUN set x"],
    ["COPY . . # buildkit", "COPY", "COPY . ."],
    ["COPY /bin/sh /bin/sh # buildkit", "COPY", "COPY /bin/sh /bin/sh"],
    ['CMD ["node" "app.js"]', "CMD", 'CMD ["node" "app.js"]'],
    ["ENV PATH=/a:/b", "ENV", "ENV PATH=/a:/b"],
    [
      "RUN /bin/sh -c cat <<EOF > /x\nRUN this\nEOF # buildkit",
      "RUN",
      "RUN cat <<EOF > /x\nRUN this\nEOF",
    ],
    ["RUN npm ci # buildkit", "RUN", "RUN npm ci"],
    // Docker's classic builder
    ["/bin/sh -c apt-get update", "RUN", "RUN apt-get update"],
    ['/bin/sh -c #(nop)  CMD ["bash"]', "CMD", 'CMD ["bash"]'],
    [
      "/bin/sh -c #(nop) ADD file:1f5d4e1a2b3c4d5e6f708192a3b4c5d6 in / ",
      "ADD",
      "ADD file:1f5d4e1a2b3c… in /",
    ],
    ["|1 VERSION=1.0 /bin/sh -c echo $VERSION", "RUN", "RUN echo $VERSION"],
    ["cmd /S /C powershell ls", "RUN", "RUN powershell ls"],
    // Others
    ["bazel build ...", null, "bazel build ..."],
    ["apko", null, "apko"],
    ["Running something", null, "Running something"],
    ["", null, ""],
  ])("%j", (command, keyword, text) => {
    expect(readInstruction(command)).toEqual({ keyword, text });
  });

  it("does not take long for a long line", () => {
    const long = `RUN |1 A=${"x ".repeat(4000)} /bin/sh -c ${"-a ".repeat(2000)}`;
    expect(readInstruction(long).keyword).toBe("RUN");
  });
});
