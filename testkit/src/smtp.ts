import { createServer } from "node:net";
import { createInterface } from "node:readline";

export type FakeMail = {
  readonly from: string;
  readonly to: readonly string[];
  /** Headers and text, as they came. */
  readonly text: string;
};

export type FakeSmtp = {
  readonly port: number;
  readonly mails: readonly FakeMail[];
  close(): Promise<void>;
};

/** A mail server that takes everything; of https://www.rfc-editor.org/rfc/rfc5321 what a client needs. */
export async function startSmtp(): Promise<FakeSmtp> {
  const mails: FakeMail[] = [];
  const server = createServer((socket) => {
    let from = "";
    let to: string[] = [];
    let text: string[] | null = null;
    const say = (line: string) => socket.write(`${line}\r\n`);
    const address = (line: string) => /<([^>]*)>/.exec(line)?.[1] ?? "";
    const words: Readonly<Record<string, (line: string) => void>> = {
      MAIL: (line) => {
        from = address(line);
        to = [];
        say("250 OK");
      },
      RCPT: (line) => {
        to.push(address(line));
        say("250 OK");
      },
      DATA: () => {
        text = [];
        say("354 go on");
      },
      QUIT: () => socket.end("221 bye\r\n"),
    };
    socket.on("error", () => socket.destroy());
    createInterface({ input: socket }).on("line", (line) => {
      if (text === null) {
        const act = words[line.slice(0, 4).toUpperCase()];
        if (act) act(line);
        else say("250 OK");
      } else if (line === ".") {
        mails.push({ from, to, text: text.join("\n") });
        text = null;
        say("250 taken");
      } else text.push(line);
    });
    say("220 ready");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const bound = server.address();
  if (bound === null || typeof bound === "string") throw new Error("no port was bound");
  return {
    port: bound.port,
    mails,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
