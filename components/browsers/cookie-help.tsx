import { cookieSettingOf } from "#lib/browsers/rules.ts";
import { cookieSteps } from "./cookie-words.ts";

/** How to allow cookies in the browser this runs in. Not for the server's first HTML, which knows no browser. */
export function CookieHelp() {
  return (
    <>
      <ol className="mt-2 flex list-decimal flex-col gap-1 ps-6">
        {cookieSteps[cookieSettingOf(navigator.userAgent)].map((step) => (
          <li key={step}>{step}</li>
        ))}
        <li>Then sign in again.</li>
      </ol>
      <p className="mt-2">If this is a private window, use a regular one or another browser.</p>
    </>
  );
}
