import { describe, expect, it } from "vitest";
import { read, told } from "../../../test/read-file.ts";

describe(".NET", () => {
  it("deps.json: what is shipped, the runtime included, not what only compiles", () => {
    const text = JSON.stringify({
      runtimeTarget: { name: ".NETCoreApp,Version=v8.0/linux-x64" },
      targets: {
        ".NETCoreApp,Version=v8.0/linux-x64": {
          "App/1.0.0": { runtime: { "App.dll": {} } },
          "Newtonsoft.Json/13.0.1": { runtime: { "lib/net6.0/Newtonsoft.Json.dll": {} } },
          "Compile.Only/1.0.0": {},
          "runtimepack.Microsoft.NETCore.App.Runtime.linux-x64/8.0.1": { runtime: { x: {} } },
        },
      },
      libraries: {
        "App/1.0.0": { type: "project" },
        "Newtonsoft.Json/13.0.1": { type: "package", serviceable: true },
        "Compile.Only/1.0.0": { type: "package" },
        "Not.In.Target/2.0.0": { type: "package" },
        "runtimepack.Microsoft.NETCore.App.Runtime.linux-x64/8.0.1": { type: "runtimepack" },
      },
    });
    expect(told("app/App.deps.json", text)).toEqual([
      "nuget Newtonsoft.Json 13.0.1",
      "nuget Not.In.Target 2.0.0",
      "nuget Microsoft.NETCore.App.Runtime.linux-x64 8.0.1",
    ]);
  });

  it("packages.lock.json: each once, no projects", () => {
    const text = JSON.stringify({
      version: 1,
      dependencies: {
        "net6.0": {
          A: { type: "Direct", requested: "[1.0.0, )", resolved: "1.0.0" },
          Mine: { type: "Project" },
        },
        "net8.0": { A: { type: "Transitive", resolved: "1.0.0" } },
      },
    });
    expect(told("packages.lock.json", text)).toEqual(["nuget A 1.0.0"]);
  });

  it("packages.config", () => {
    const text = `<?xml version="1.0"?><!-- <package id="Old" version="0.1" /> -->
<packages>
  <package id="A" version="1.0.0" targetFramework="net46" />
  <package id="Tool" version="1.0.0" developmentDependency="true" />
  <package version='2.0.0'
     id='B&amp;C' />
</packages>`;
    expect(told("packages.config", text)).toEqual(["nuget A 1.0.0", "nuget B&C 2.0.0"]);
  });

  it("Packages.props: versions, not variables", () => {
    const text = `<Project><ItemGroup>
<PackageVersion Include="A" Version="1.0.0" /><PackageReference Update="B" Version="2.0.0"/>
<PackageVersion Include="C" Version="$(CVersion)" /><PackageVersion Include="D" /></ItemGroup></Project>`;
    expect(read("Directory.Packages.props", text)).toMatchObject({
      packages: [{ name: "A" }, { name: "B" }],
      faults: ["C $(CVersion) is no one version"],
    });
  });
});
