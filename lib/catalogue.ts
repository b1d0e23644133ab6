import "server-only";
import compile from "icu-minify/compile";
import { createTranslator, type MessageKeys, type Messages, type NestedKeyOf } from "use-intl/core";
import en from "#messages/en.json" with { type: "json" };
import { isBundled, pseudoLocale } from "./env.ts";
import { type PseudoLocale, pseudo } from "./pseudo-locale.ts";

export type Namespace = keyof Messages & string;
/** A key of the catalogue within a namespace: for tables that name a message for each state. */
export type MessageKey<N extends Namespace> = MessageKeys<Messages[N], NestedKeyOf<Messages[N]>>;
/** What `useTranslations(namespace)` returns: for functions that take it. */
export type Translator<N extends Namespace> = ReturnType<typeof createTranslator<Messages, N>>;

const compileAll = (messages: object, locale: PseudoLocale | undefined): object =>
  Object.fromEntries(
    Object.entries(messages).map(([key, value]) => {
      if (typeof value !== "string") return [key, compileAll(value, locale)];
      // A plural is compiled to an object without a prototype, which React sends to no browser.
      const message = structuredClone(compile(value));
      return [key, locale ? pseudo(message, locale) : message];
    }),
  );

let known: Messages | undefined;

/**
 * Every message of the app. Next's bundles hold only the formatter of compiled messages (next.config.js), so that no
 * browser loads a parser of ICU's syntax; plain Node formats the messages as they are written.
 */
export const catalogue = (): Messages => {
  known ??= isBundled() ? (compileAll(en, pseudoLocale()) as Messages) : en;
  return known;
};

/** Words outside of requests, for pushes and files, in the locale of the person they are for. */
export const translatorFor = <N extends Namespace>(locale: string, namespace: N): Translator<N> =>
  createTranslator<Messages, N>({
    locale,
    namespace,
    messages: catalogue(),
    onError: (error) => {
      throw error;
    },
  });
