import { useTranslations } from "next-intl";
import { cookieSettingOf } from "#lib/browsers/rules.ts";
import { cookieSteps } from "./cookie-steps.ts";

/** How to allow cookies in this browser. Only for the browser: the server's first HTML knows none. */
export function CookieHelp() {
  const t = useTranslations("browsers");
  return (
    <>
      <ol className="mt-2 flex list-decimal flex-col gap-1 ps-6">
        {cookieSteps[cookieSettingOf(navigator.userAgent)].map((step) => (
          <li key={step}>{t(step)}</li>
        ))}
        <li>{t("thenSignIn")}</li>
      </ol>
      <p className="mt-2">{t("privateWindow")}</p>
    </>
  );
}
