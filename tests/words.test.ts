import { describe, expect, test } from "vitest";
import en from "#messages/en.json" with { type: "json" };
import { findLiterals } from "#scripts/words/literals.ts";
import { findMissent } from "#scripts/words/sent.ts";
import { parse, parseAll } from "#scripts/words/syntax.ts";
import { findMissing, findUnused } from "#scripts/words/unused.ts";

const files = parseAll();

const textsIn = (source: string) => findLiterals(parse("components/x/x.tsx", source)).map(({ text }) => text);
const inside = (jsx: string) => textsIn(`export function X() { return ${jsx}; }`);

describe("words that a person can read", () => {
  test("are in the catalogue", () => {
    expect(files.flatMap(findLiterals)).toEqual([]);
  });

  test.each([
    ["a text", "<p>on</p>", "on"],
    ["a text in braces", "<p>{'on'}</p>", "on"],
    ["an arm of a condition", "<p>{a ? 'on' : null}</p>", "on"],
    ["a text put together", `<p>{\`\${n} on\`}</p>`, "on"],
    ["a label", "<button aria-label='on' />", "on"],
    ["a title", "<Card title={a || 'on'} />", "on"],
    ["a placeholder", "<input placeholder='on' />", "on"],
    ["a property", "<Menu items={[{ label: 'Remove' }]} />", "Remove"],
    ["a name", "<IconButton name='Close' />", "Close"],
  ])("are found: %s", (_what, jsx, text) => {
    expect(inside(jsx)).toEqual([text]);
  });

  test.each([
    ["in a table", "export const words = { on: 'Under way' };", "Under way"],
    ["as a default", "export const F = ({ title = 'There is a problem' }) => title;", "There is a problem"],
    ["as an argument", "show('less than a minute')", "less than a minute"],
  ])("are found: %s", (_where, source, text) => {
    expect(textsIn(source)).toEqual([text]);
  });

  test.each([
    ["a key", "<p>{t('on')}</p>"],
    ["classes", "<p className='flex items-center'>{n}</p>"],
    ["an address", "<Link href='/admin/calls' />"],
    ["a field's name", "<input name='email' type='email' />"],
    ["a sign", "<p>{a} · {b}</p>"],
    ["a comparison", "<p>{event.key === 'Enter' ? a : b}</p>"],
    ["an error for developers", "f(() => { throw new Error('There is no provider'); })"],
  ])("are not %s", (_what, jsx) => {
    expect(inside(jsx)).toEqual([]);
  });
});

const catalogue = {
  calls: { end: "End", state: { live: "Live", ended: "Ended" } },
  ui: { close: "Close", no: "No" },
};
const asks = (source: string) => [parse("components/x/x.tsx", source)];

describe("keys of the catalogue", () => {
  test("that the sources ask for are there", () => expect(findMissing(files, en)).toEqual([]));
  test("are used", () => expect(findUnused(files, en)).toEqual([]));

  test.each([
    ["a hook's", "const t = useTranslations('calls'); t('stop')", "calls.stop"],
    ["a page's", "const t = await getTranslations('calls'); t.rich('stop')", "calls.stop"],
    ["a job's", "translatorFor(locale, 'calls')('stop')", "calls.stop"],
    ["one that is handed on", "const f = (t: Translator<'calls'>) => t(a ? 'end' : 'stop')", "calls.stop"],
    [
      "one that is put together",
      `const t = useTranslations('calls'); t(\`mode.\${mode}\`)`,
      "calls.mode.([^.]+)",
    ],
  ])("missing ones are found: %s", (_whose, source, key) => {
    expect(findMissing(asks(source), catalogue).map(({ text }) => text)).toEqual([key]);
  });

  test.each([
    ["asked for", "const t = useTranslations('calls'); t('end')", ["calls.end"]],
    ["in a table", "const keys = { a: 'end' } satisfies Record<string, MessageKey<'calls'>>", ["calls.end"]],
    ["by the full key", "const t = useTranslations(); t('ui.no')", ["ui.no"]],
    [
      "put together",
      `const t = useTranslations('calls'); t(\`state.\${s}\`); const all = { live: 1 }`,
      ["calls.state.live"],
    ],
  ])("unused ones are found: all but the one %s", (_how, source, used) => {
    const all = ["calls.end", "calls.state.live", "calls.state.ended", "ui.close", "ui.no"];
    expect(findUnused(asks(source), catalogue)).toEqual(all.filter((key) => !used.includes(key)));
  });
});

describe("layouts", () => {
  test("send the browser the namespaces that its components need, and no others", () => {
    expect(findMissent(files)).toEqual([]);
  });

  test.each([
    ["one that is lacking", "['ui']"],
    ["one too many", "['calls', 'teams', 'ui']"],
  ])("are found with %s", (_what, of) => {
    const planted = [
      parse("app/a/layout.tsx", `export default () => <ClientMessages of={${of}} />;`),
      parse("app/a/page.tsx", "import { X } from '#components/x.tsx'; useTranslations('site');"),
      parse("components/x.tsx", "'use client'; import { y } from './y.ts'; useTranslations('calls');"),
      parse("components/y.ts", "export const y = () => useTranslations('ui');"),
    ];
    expect(findMissent(planted).map(({ text }) => text)).toEqual(['of={["calls","ui"]}']);
  });
});
