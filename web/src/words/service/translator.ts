/**
 * The service writes its sentences in English, and so they are kept. A catalogue has them by that English, `{{name}}`
 * standing for what is filled in, as gettext does it: https://www.gnu.org/software/gettext/manual/gettext.html#Concepts
 */
export type Catalogue = {
  readonly sentences: Sentences;
  /** By what is filled in: sentences that stand nowhere else, and say too little to be known elsewhere. */
  readonly within: Readonly<Record<string, Sentences>>;
  /** By what is filled in: its words, where it is one of a few. With another word a sentence is not the one meant. */
  readonly terms: Readonly<Record<string, Sentences>>;
  /** By what is filled in: what lies between its parts, and what lies between them in this language. */
  readonly lists: Readonly<Record<string, readonly [between: string, joined: string]>>;
};
type Sentences = Readonly<Record<string, string>>;

/** Null for what others said. What is of both is translated as far as it is known. */
export type Translate = (text: string) => string | null;

/** Nobody writes longer sentences, and what others say need not be looked through. */
const longest = 1_000;
/** Sentences within sentences, and places where a text may be parted. */
const deepest = 6;
const mostPartings = 8;

/** `left`: characters of sentences that nobody knows. */
type Said = { readonly text: string; readonly left: number };

export function translator(catalogue: Catalogue): Translate {
  const everywhere = phrasesOf(catalogue.sentences);
  const within = new Map(
    Object.entries(catalogue.within).map(([name, sentences]) => [name, phrasesOf(sentences)]),
  );
  /** What parts of one text say: the same part is met again and again. */
  const known = new Map<string, Said | null>();
  const before = new Map<string, string | null>();

  const translate = (text: string, depth: number): Said | null => {
    if (text.length > longest || depth > deepest) return null;
    const again = known.get(text);
    if (again !== undefined) return again;
    const said = better(
      better(inSentences(text, depth), sentence(text, everywhere, depth)),
      atPlace(text, depth),
    );
    known.set(text, said);
    return said;
  };

  const sentence = (text: string, phrases: Phrases, depth: number): Said | null => {
    const bare = withoutEnd(text.trim());
    const same = phrases.exact.get(bare);
    if (same !== undefined) return { text: same, left: 0 };
    let best: Said | null = null;
    for (const { source, names, target } of phrases.patterns) {
      const values = source.exec(bare)?.slice(1);
      if (values === undefined) continue;
      const filled = values.map((value, at) => fill(names[at] ?? "", value, depth + 1));
      if (filled.includes(null)) continue;
      best = better(best, {
        text: target.replace(
          /\{\{(\w+)\}\}/g,
          (_, name) => filled[names.indexOf(name)]?.text ?? "",
        ),
        left: filled.reduce((sum, value) => sum + (value?.left ?? 0), 0),
      });
      if (best?.left === 0) break;
    }
    return best;
  };

  /** Null where it is a word that this value never has. */
  const fill = (numbered: string, value: string, depth: number): Said | null => {
    const name = numbered.replace(/\d+$/, "");
    const [between, joined] = catalogue.lists[name] ?? [];
    if (between === undefined || joined === undefined) return fillOne(name, value, depth);
    const parts = value.split(between).map((part) => fillOne(name, part, depth) ?? left(part));
    return together(parts, joined);
  };

  const fillOne = (name: string, value: string, depth: number): Said | null => {
    const words = catalogue.terms[name];
    const word = words?.[value];
    if (word !== undefined) return { text: word, left: 0 };
    const phrases = within.get(name);
    const said = (phrases && sentence(value, phrases, depth)) ?? translate(value, depth);
    if (said !== null) return said;
    if (words !== undefined && catalogue.lists[name] === undefined && /[a-z]/i.test(value))
      return null;
    return left(value);
  };

  /** Sentences one after the other. */
  const inSentences = (text: string, depth: number): Said | null => {
    let best: Said | null = null;
    for (const [head, between, tail] of partings(text, /(?<=[.?]) |; /g)) {
      const first = sentence(head, everywhere, depth);
      const rest = translate(tail, depth + 1);
      if (rest === null && first === null) continue;
      const parts = [first ? ended(first, between) : left(head), rest ?? left(tail)];
      best = better(best, together(parts, between === "; " ? "；" : first ? "" : " "));
    }
    return best;
  };

  /** One of a place: `var/lib/a.jar: it is encrypted`. */
  const atPlace = (text: string, depth: number): Said | null => {
    let best: Said | null = null;
    for (const [head, , tail] of partings(text, /: /g)) {
      const rest = translate(tail, depth + 1);
      if (rest?.left !== 0) continue;
      const parts = head.split(", ").map((part) => fillOne("place", part, depth) ?? left(part));
      best = better(best, together([together(parts, "，"), rest], "："));
    }
    return best;
  };

  return (text) => {
    const again = before.get(text);
    if (again !== undefined) return again;
    known.clear();
    const said = translate(text, 0)?.text ?? null;
    if (before.size > 500) before.clear();
    before.set(text, said);
    return said;
  };
}

function partings(text: string, between: RegExp): [head: string, between: string, tail: string][] {
  return [...text.matchAll(between)]
    .slice(0, mostPartings)
    .map(({ 0: sign, index }) => [text.slice(0, index), sign, text.slice(index + sign.length)]);
}

type Phrases = {
  readonly exact: ReadonlyMap<string, string>;
  readonly patterns: readonly Pattern[];
};
type Pattern = {
  readonly source: RegExp;
  readonly names: readonly string[];
  readonly letters: number;
  readonly target: string;
};

function phrasesOf(sentences: Sentences): Phrases {
  const entries = Object.entries(sentences).map(
    ([text, said]) => [withoutEnd(text), said] as const,
  );
  return {
    exact: new Map(entries.filter(([text]) => !text.includes("{{"))),
    // Of two that fit alike, the one with more words.
    patterns: entries
      .filter(([text]) => text.includes("{{"))
      .map(([text, said]) => patternOf(text, said))
      .sort((a, b) => b.letters - a.letters),
  };
}

function patternOf(template: string, target: string): Pattern {
  const parts = template.split(/\{\{(\w+)\}\}/);
  const source = parts
    .map((part, at) => {
      if (at % 2 === 0) return part.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
      // A reason may have every sign in it; what stands after it is the last of its kind.
      return part === "reason" ? "(.+)" : /^value/.test(part) ? "(.*?)" : "(.+?)";
    })
    .join("");
  const words = parts.filter((_, at) => at % 2 === 0).join("");
  return {
    source: new RegExp(`^${source}$`, "s"),
    names: parts.filter((_, at) => at % 2 === 1),
    letters: words.replace(/[^A-Za-z]/g, "").length,
    target,
  };
}

/** As it was written; a name or a number is nobody's sentence. */
function left(text: string): Said {
  return { text, left: /\S\s+\S+\s+\S/.test(text) ? text.length : 0 };
}

function together(parts: readonly Said[], joined: string): Said {
  return {
    text: parts.map(({ text }) => text).join(joined),
    left: parts.reduce((sum, part) => sum + part.left, 0),
  };
}

function better(one: Said | null, other: Said | null): Said | null {
  if (one === null || other === null) return one ?? other;
  return other.left < one.left ? other : one;
}

function withoutEnd(text: string): string {
  return text.replace(/\.$/, "");
}

function ended({ text, left }: Said, between: string): Said {
  return { text: between === " " && !/[。！？…]$/.test(text) ? `${text}。` : text, left };
}
