import { execFileSync } from "node:child_process";
import { join } from "node:path";
import compile from "icu-minify/compile";
import format from "icu-minify/format";
import { describe, expect, test } from "vitest";
import { translatorFor } from "#lib/catalogue.ts";
import { type PseudoLocale, pseudo } from "#lib/pseudo-locale.ts";
import en from "#messages/en.json" with { type: "json" };
import { type Catalogue, keysOf } from "#scripts/words/keys.ts";

const root = join(import.meta.dirname, "..");
const messageAt = (key: string) =>
  key.split(".").reduce<Catalogue | string>((at, part) => (at as Catalogue)[part] ?? "", en) as string;

test("every message is valid ICU", () => {
  for (const key of keysOf(en)) expect(() => compile(messageAt(key)), key).not.toThrow();
});

test("apostrophes are typographic: ICU escapes with straight ones", () => {
  expect(keysOf(en).filter((key) => /\p{L}'(\p{L}|\s|$)/u.test(messageAt(key)))).toEqual([]);
});

test("a translator counts in the reader's way, outside of any request", () => {
  const t = translatorFor("en-GB", "ui");
  expect(t("percent", { value: 1234 })).toBe("1,234 percent");
});

test("plain Node, which has no bundler, writes the same words", () => {
  const script = `import { translatorFor } from "#lib/catalogue.ts";
    process.stdout.write(translatorFor("en-GB", "ui")("percent", { value: 1234 }));`;
  const args = ["--conditions=react-server", "--input-type=module", "--eval", script];
  expect(execFileSync(process.execPath, args, { cwd: root, encoding: "utf8" })).toBe("1,234 percent");
});

describe("pseudo-locales", () => {
  const formatters = {
    getNumberFormat: (locale?: Intl.LocalesArgument) => new Intl.NumberFormat(locale),
    getPluralRules: (locale?: Intl.LocalesArgument) => new Intl.PluralRules(locale),
    getDateTimeFormat: (locale?: Intl.LocalesArgument) => new Intl.DateTimeFormat(locale),
  };
  const written = (message: string, locale: PseudoLocale, values = {}) =>
    format(pseudo(compile(message), locale), "en", values, { formatters });

  test("en-XA is accented, longer and in brackets", () => {
    expect(written("Join visit", "en-XA")).toBe("[Jööîîñ vîîšîîţ]");
  });

  test("ar-XB runs from right to left", () => {
    expect(written("Join visit", "ar-XB")).toBe("\u200f\u202eJoin\u202c\u200f \u200f\u202evisit\u202c\u200f");
  });

  test("values and numbers stay as they are", () => {
    const message = "{count, plural, one {# visit} other {# visits}} with {name}";
    expect(written(message, "en-XA", { count: 2, name: "Ana" })).toBe("[2 vîîšîîţš ŵîîţĥ Ana]");
  });

  test("tags stay around their words", () => {
    const values = { link: (chunks: unknown[]) => `<a>${chunks.join("")}</a>` };
    expect(written("Open <link>this</link>.", "en-XA", values)).toBe("[ÖÖpééñ <a>ţĥîîš</a>.]");
  });
});
