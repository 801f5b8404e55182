/**
 * Sentences for people by what they are about; `{{name}}` stands for a value. They are kept as English text: the console
 * says them in other languages by `web/src/words/service/`.
 */
export type Sentences = Readonly<Record<string, string>>;
export type Values = Readonly<Record<string, string | number>>;

export function say<Table extends Sentences>(
  table: Table,
  code: keyof Table & string,
  values: Values = {},
): string {
  return (table[code] ?? "").replace(/\{\{(\w+)\}\}/g, (_, name: string) => `${values[name]}`);
}
