import { useTranslations } from "next-intl";

/** The first stop of the Tab key: jumps over the navigation to the element with the id `to`. */
export function SkipLink({ to = "main" }: { to?: string }) {
  const t = useTranslations("ui");
  return (
    <a
      href={`#${to}`}
      className="sr-only rounded-md bg-accent px-4 py-3 font-semibold text-on-accent focus:not-sr-only focus:fixed focus:top-3 focus:start-3 focus:z-50 focus:px-4 focus:py-3"
    >
      {t("skipToContent")}
    </a>
  );
}
