import { expect, test } from "vitest";
import { resolveAllowed } from "./address.ts";

test.each([
  ["169.254.169.254", "AWS's, Google's and Azure's metadata"],
  ["169.254.170.2", "a container's"],
  ["100.100.100.200", "Alibaba's"],
  ["168.63.129.16", "Azure's wire server"],
  ["fd00:ec2::254", "AWS's over IPv6"],
  ["::ffff:169.254.169.254", "link-local, mapped"],
  ["::ffff:a9fe:a9fe", "the same in hexadecimal"],
  ["64:ff9b::a9fe:a9fe", "link-local through NAT64"],
  ["fe80::1", "link-local"],
  ["0.0.0.0", "no address"],
  ["::", "no address"],
  ["224.0.0.1", "many at once"],
  ["255.255.255.255", "all at once"],
])("nothing is ever sent to %s: %s", async (host) => {
  await expect(resolveAllowed(host, true)).rejects.toMatchObject({ code: "bad-request" });
});

test.each(["127.0.0.1", "127.8.9.10", "::1", "::ffff:127.0.0.1", "localhost"])(
  "this machine (%s) is sent to only where the service serves it alone",
  async (host) => {
    await expect(resolveAllowed(host, false)).rejects.toMatchObject({ code: "bad-request" });
    expect(await resolveAllowed(host, true)).toMatchObject({ address: expect.any(String) });
  },
);

test.each(["10.1.2.3", "192.168.0.9", "203.0.113.7", "2001:db8::7", "fd12::7"])(
  "%s may be a chat of one's own",
  async (host) => {
    expect(await resolveAllowed(host, false)).toMatchObject({ address: host });
  },
);
