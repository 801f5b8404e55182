/** The page's whole style: in light and dark as the reader's system has it, and on paper. */
export const style = `
:root {
  color-scheme: light dark;
  --page: #f6f8fa; --surface: #fff; --text: #232b34; --dim: #54606e; --line: #e1e6ec; --link: #1c5d95;
  --bad: #a3231a;
  --critical: #8a0f2a; --critical-text: #fff; --high: #c7442a; --high-text: #fff;
  --medium: #e8912d; --medium-text: #231400; --low: #e8c64f; --low-text: #231d00;
  --negligible: #cfe0ee; --negligible-text: #132433; --unknown: #dfe4e9; --unknown-text: #232b34;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #14181e; --surface: #191e25; --text: #d5dae1; --dim: #98a2af; --line: #2c333d; --link: #8fbbdf;
    --bad: #ff9a8f;
    --critical: #b8173c; --high: #e26246; --high-text: #1c0700; --medium: #f0a04b; --low: #e9cb66;
    --negligible: #cadbe9; --unknown: #e9edf1;
  }
}
body { margin: 0; background: var(--page); color: var(--text); font: 14px/1.5 system-ui, sans-serif; }
main { max-width: 1200px; margin: 0 auto; padding: 24px; }
h1 { font-size: 20px; margin: 0 0 16px; overflow-wrap: anywhere; }
h2 { font-size: 16px; margin: 32px 0 8px; }
section.image { background: var(--surface); border: 1px solid var(--line); border-radius: 6px; padding: 20px; margin-bottom: 24px; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 2px 16px; margin: 0 0 16px; }
dt { color: var(--dim); } dd { margin: 0; overflow-wrap: anywhere; }
a { color: var(--link); } code { font: 12px/1.5 ui-monospace, monospace; overflow-wrap: anywhere; }
svg { display: block; width: 100%; height: 14px; border-radius: 3px; }
.counts { display: flex; flex-wrap: wrap; gap: 8px; list-style: none; padding: 0; margin: 8px 0 0; }
.mark { display: inline-block; border-radius: 3px; padding: 0 7px; font-size: 12px; font-weight: 600; white-space: nowrap; }
.critical { background: var(--critical); color: var(--critical-text); fill: var(--critical); }
.high { background: var(--high); color: var(--high-text); fill: var(--high); }
.medium { background: var(--medium); color: var(--medium-text); fill: var(--medium); }
.low { background: var(--low); color: var(--low-text); fill: var(--low); }
.negligible { background: var(--negligible); color: var(--negligible-text); fill: var(--negligible); }
.unknown { background: var(--unknown); color: var(--unknown-text); fill: var(--unknown); }
.warn { color: var(--bad); } .dim { color: var(--dim); }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th { text-align: left; color: var(--dim); font-weight: 600; font-size: 12px; white-space: nowrap; }
th, td { padding: 6px 10px 6px 0; vertical-align: top; border-top: 1px solid var(--line); }
td { overflow-wrap: anywhere; min-width: 6em; }
td.words { white-space: nowrap; }
td.layer { min-width: 14em; }
details { margin-top: 2px; } summary { cursor: pointer; color: var(--dim); }
.said { white-space: pre-wrap; max-width: 80ch; }
@media print {
  :root { --page: #fff; --surface: #fff; --text: #000; --dim: #444; --line: #bbb; --link: #000; }
  body { font-size: 10px; } main { max-width: none; padding: 0; } section.image { border: 0; padding: 0; }
  .mark, svg * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  tr { break-inside: avoid; } thead { display: table-header-group; } details { display: none; }
}
`;
