const entities: ReadonlyMap<string, string> = new Map([
  ["lt", "<"],
  ["gt", ">"],
  ["amp", "&"],
  ["quot", '"'],
  ["apos", "'"],
]);

/** The attributes of all elements of these names, wherever they stand. No entities are declared, nothing is fetched. */
export function* elements(
  text: string,
  names: readonly string[],
): Iterable<ReadonlyMap<string, string>> {
  let at = text.indexOf("<");
  while (at >= 0) {
    const hidden = ["<!--", "<![CDATA[", "<?"].findIndex((start) => text.startsWith(start, at));
    if (hidden >= 0) {
      const end = text.indexOf(["-->", "]]>", "?>"][hidden] ?? ">", at);
      if (end < 0) return;
      at = text.indexOf("<", end);
      continue;
    }
    const name = /^[A-Za-z_][\w.-]{0,100}/.exec(text.slice(at + 1, at + 102))?.[0];
    if (name && names.includes(name)) {
      const { attributes, end } = attributesAt(text, at + 1 + name.length);
      yield attributes;
      at = end;
    }
    at = text.indexOf("<", at + 1);
  }
}

const attribute = /\s+([A-Za-z_][\w.:-]{0,100})\s*=\s*(?:"([^"<]{0,4096})"|'([^'<]{0,4096})')/y;

function attributesAt(text: string, start: number) {
  const attributes = new Map<string, string>();
  attribute.lastIndex = start;
  let end = start;
  for (let found = attribute.exec(text); found; found = attribute.exec(text)) {
    const value = found[2] ?? found[3] ?? "";
    attributes.set(
      found[1] ?? "",
      value.replace(/&(\w+);/g, (whole, name) => entities.get(name) ?? whole).trim(),
    );
    end = attribute.lastIndex;
  }
  return { attributes, end };
}
