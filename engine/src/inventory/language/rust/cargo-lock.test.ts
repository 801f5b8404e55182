import { expect, it } from "vitest";
import { cargoLock } from "./cargo-lock.ts";

const read = (text: string) =>
  cargoLock
    .read(Buffer.from(text), "Cargo.lock")
    .packages?.map(({ type, name, version }) => `${type} ${name} ${version}`);

it.each([
  ["Cargo.lock", true],
  ["app/Cargo.lock", true],
  ["app/MyCargo.lock", false],
  ["app/Cargo.lock/x", false],
])("%s is read: %s", (path, wanted) => {
  expect(cargoLock.wants(path)).toBe(wanted);
});

it("gives every crate of a lock file, in all its versions", () => {
  const text = `version = 3

[[package]]
name = "app"
version = "0.1.0"
dependencies = ["time 0.1.43"]

[[package]]
name = "time"
version = "0.1.43"
source = "registry+https://github.com/rust-lang/crates.io-index"
checksum = "ca8a50ef"

[[package]]
name = "unfinished"

[metadata]
"checksum time 0.1.43" = "ca8a50ef"
`;
  expect(read(text)).toEqual(["cargo app 0.1.0", "cargo time 0.1.43"]);
  expect(read("version = 3\n")).toEqual([]);
});

it("says that another text is none", () => {
  expect(() => read("<<<<<<< HEAD\n")).toThrow("Cargo.lock is no TOML");
});
