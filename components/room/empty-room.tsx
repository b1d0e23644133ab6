import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Spinner } from "#components/ui/spinner.tsx";
import type { RoomState } from "./room-state.ts";
import { delayReason } from "./room-words.ts";

type EmptyRoomProps = {
  state: RoomState;
  /** The one person they wait for; null where there are several. */
  name: string | null;
  /** What they can do about it. */
  action?: ReactNode;
};

/** No one else is here: still joining, or waiting for the others. */
export function EmptyRoom({ state, name, action }: EmptyRoomProps) {
  const t = useTranslations("room");
  if (!state.wasIn) return <Joining state={state} />;
  // What is wrong with the connection is said above.
  if (state.phase.at !== "in") return null;
  return (
    <div className="flex size-full flex-col items-center justify-center gap-2 p-6 text-center">
      <p className="font-bold text-xl">{name ? t("waitingFor", { name }) : t("waitingForOthers")}</p>
      <p className="max-w-md text-ink-soft">{t("theyWillJoin")}</p>
      {action}
    </div>
  );
}

function Joining({ state }: { state: RoomState }) {
  const t = useTranslations("room");
  const delay = delayReason(state);
  return (
    <div role="status" className="flex size-full flex-col items-center justify-center gap-3 p-6 text-center">
      <span className="text-2xl">
        <Spinner />
      </span>
      <p className="font-bold text-xl">{t(delay ? "notInYet" : "joining")}</p>
      {delay && <p className="max-w-md text-ink-soft">{t(`delay.${delay}`)}</p>}
    </div>
  );
}
