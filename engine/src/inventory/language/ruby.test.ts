import { describe, expect, it } from "vitest";
import { read, told } from "../../../test/read-file.ts";

describe("a gem's specification", () => {
  const path = "usr/lib/ruby/gems/3.1.0/specifications/nokogiri-1.15.4-x86_64-linux.gemspec";

  it("is read as RubyGems writes it", () => {
    const text = `# -*- encoding: utf-8 -*-
# stub: nokogiri 1.15.4 x86_64-linux lib

Gem::Specification.new do |s|
  s.name = "nokogiri".freeze
  s.version = "1.15.4"
  s.platform = "x86_64-linux".freeze
  s.required_rubygems_version = Gem::Requirement.new(">= 0".freeze) if s.respond_to? :required_rubygems_version=
  s.licenses = ["MIT".freeze, "Ruby"]
  s.add_dependency("racc".freeze, ["~> 1.4".freeze])
end
`;
    expect(read(path, text).packages).toEqual([
      {
        name: "nokogiri",
        version: "1.15.4",
        type: "gem",
        source: null,
        architecture: "x86_64-linux",
        licenses: ["MIT", "Ruby"],
        maintainer: null,
      },
    ]);
  });

  it.each([
    ['s.name = "a"\ns.version = Gem::Version.new("1.2")', "specifications/a.gemspec"],
    ["spec.name='a'\nspec.version = '1.2'", "specifications/a.gemspec"],
    ['s.name = "a"\ns.version = A::VERSION', "specifications/default/a-1.2.gemspec"],
    ['s.name = "a"\ns.version = A::VERSION', "specifications/a-1.2-java.gemspec"],
    ["# stub: a 1.2 ruby lib", "specifications/x.gemspec"],
  ])("is understood though written otherwise: %j", (text, file) => {
    expect(told(file, text)).toEqual(["gem a 1.2"]);
  });

  it("is never run, and says what it lacks", () => {
    expect(() => read("specifications/x.gemspec", 's.name = `id`\nraise "x"')).toThrow(
      "no name or no version",
    );
  });
});
