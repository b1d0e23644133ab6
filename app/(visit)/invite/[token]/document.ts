import { createHash } from "node:crypto";
import { translatorFor } from "#lib/catalogue.ts";
import { pseudoLocale } from "#lib/env.ts";
import { type Html, html, styleElement } from "./html.ts";
import { css } from "./style.ts";
import type { Words } from "./words.ts";

const styleHash = createHash("sha256").update(css).digest("base64");

/** No scripts, nothing from other origins, no forms to them, and no framing. */
const policy = [
  "default-src 'none'",
  `style-src 'sha256-${styleHash}'`,
  "font-src 'self'",
  "img-src 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join("; ");

const headers = {
  "Content-Type": "text/html; charset=utf-8",
  "Content-Security-Policy": policy,
  "Referrer-Policy": "same-origin",
  "Cache-Control": "no-store",
  "X-Robots-Tag": "noindex, nofollow",
};

const mark = html`<svg viewBox="0 0 64 64" aria-hidden="true" focusable="false"><rect width="64" height="64" rx="16" fill="var(--accent)"/><path d="M21 13v23a12 12 0 1 0 12-12h-3" fill="none" stroke="var(--on-accent)" stroke-width="6.5" stroke-linecap="round" stroke-linejoin="round"/><circle cx="33" cy="36" r="4" fill="var(--on-accent)"/></svg>`;

export type Page = {
  words: Words;
  title: string;
  lead: Html | string;
  body?: Html;
  /** Full-width buttons within the thumb's reach. */
  actions?: Html;
  footer?: Html;
};

const appName = ({ locale }: Words) => translatorFor(locale, "app")("name");
const languageOf = ({ locale }: Words) => pseudoLocale() ?? locale;
const directionOf = (language: string) => (language.startsWith("ar") ? "rtl" : "ltr");

const documentOf = ({ words, title, lead, body, actions, footer }: Page) => html`<!doctype html>
<html lang="${languageOf(words)}" dir="${directionOf(languageOf(words))}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<meta name="robots" content="noindex, nofollow">
<meta name="format-detection" content="telephone=no, date=no, address=no, email=no">
<meta name="theme-color" content="#f8f4ec" media="(prefers-color-scheme: light)">
<meta name="theme-color" content="#171610" media="(prefers-color-scheme: dark)">
<title>${title} · ${appName(words)}</title>
<link rel="icon" href="/icon.svg" type="image/svg+xml">
${styleElement(css)}
</head>
<body>
<header><p>${mark} ${appName(words)}</p></header>
<main>
<div class="top"><h1>${title}</h1><p class="lead">${lead}</p></div>
${body ?? null}
${actions ? html`<div class="actions">${actions}</div>` : null}
</main>
${footer ? html`<footer class="quiet">${footer}</footer>` : null}
</body>
</html>
`;

/** The page as a response, with its own security policy and never cached. */
export const respond = (page: Page, status = 200) => new Response(documentOf(page).text, { status, headers });
