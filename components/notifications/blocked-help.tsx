import { useTranslations } from "next-intl";
import { Disclosure } from "#components/ui/disclosure.tsx";

const browsers = ["chromium", "firefox", "safari", "ios"] as const;

/** How to undo a refused permission, which no page can do itself. */
export function BlockedHelp() {
  const t = useTranslations("notifications");
  return (
    <Disclosure summary={t("howToAllow")}>
      <dl className="flex flex-col gap-3">
        {browsers.map((browser) => (
          <div key={browser}>
            <dt className="font-semibold">{t(`allowSteps.${browser}.browser`)}</dt>
            <dd>{t(`allowSteps.${browser}.steps`)}</dd>
          </div>
        ))}
      </dl>
      <p className="mt-3">{t("thenReload")}</p>
    </Disclosure>
  );
}
