import { useTranslations } from "next-intl";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Time } from "#components/ui/time.tsx";
import type { getCallType } from "#lib/call-types/server.ts";
import { useDifferences } from "./use-differences.ts";

type Version = Awaited<ReturnType<typeof getCallType>>["history"][number];
type Viewer = { timeZone: string };

/** The versions of a call type, newest first: by whom, when, and what changed. */
export function TypeHistory({ history, viewer }: { history: Version[]; viewer: Viewer }) {
  const t = useTranslations("callTypes");
  const differences = useDifferences();
  if (history.length === 0) return <EmptyState title={t("noHistory")}>{t("noHistoryHint")}</EmptyState>;
  return (
    <ol className="divide-y divide-line">
      {history.map((version, index) => {
        const before = history[index + 1];
        const lines = before ? differences(before, version) : [];
        return (
          <li key={version.version} className="flex flex-col gap-1 py-3">
            <p>
              <span className="font-semibold">
                {t(`change.${version.change}`, { version: version.version })}
              </span>{" "}
              <span className="text-ink-soft">
                {t.rich("byAt", {
                  name: version.by ?? t("bedside"),
                  time: () => <Time at={version.at} zone={viewer.timeZone} format="short" />,
                })}
              </span>
            </p>
            {lines.length > 0 && (
              <ul className="list-disc ps-6">
                {lines.map((line) => (
                  <li key={line}>{line}</li>
                ))}
              </ul>
            )}
          </li>
        );
      })}
    </ol>
  );
}
