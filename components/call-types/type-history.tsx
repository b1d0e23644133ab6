import { EmptyState } from "#components/ui/empty-state.tsx";
import { Time } from "#components/ui/time.tsx";
import type { getCallType } from "#lib/call-types/server.ts";
import { changeWords, differences } from "./type-words.ts";

type Version = Awaited<ReturnType<typeof getCallType>>["history"][number];
type Viewer = { timeZone: string; locale: string };

/** The versions of a call type, the newest first: who made each, when, and what became different. */
export function TypeHistory({ history, viewer }: { history: Version[]; viewer: Viewer }) {
  if (history.length === 0) return <EmptyState title="No versions yet">Every change stands here.</EmptyState>;
  return (
    <ol className="divide-y divide-line">
      {history.map((version, index) => {
        const before = history[index + 1];
        const lines = before ? differences(before, version) : [];
        return (
          <li key={version.version} className="flex flex-col gap-1 py-3">
            <p>
              <span className="font-semibold">
                Version {version.version}: {changeWords[version.change].toLowerCase()}
              </span>{" "}
              <span className="text-ink-soft">
                by {version.by ?? "Bedside"},{" "}
                <Time at={version.at} zone={viewer.timeZone} locale={viewer.locale} format="short" />
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
