import type { ReactNode } from "react";
import { Spinner } from "#components/ui/spinner.tsx";
import type { RoomState } from "./room-state.ts";
import { outsideWords } from "./room-words.ts";

/** Nobody else is here: getting in, or the only one. `action` is what the only one can do about it. */
export function NobodyHere({ state, action }: { state: RoomState; action?: ReactNode }) {
  const { phase, wasIn } = state;
  // What is wrong with the connection is said above.
  if (wasIn && phase.at !== "in") return null;
  if (wasIn) {
    return (
      <div className="flex size-full flex-col items-center justify-center gap-2 p-6 text-center">
        <p className="font-bold text-xl">You are the only one here</p>
        <p className="max-w-md text-ink-soft">
          The others can come in, or back, at any moment. You do not need to do anything.
        </p>
        {action}
      </div>
    );
  }
  const words = outsideWords(state);
  return (
    <div role="status" className="flex size-full flex-col items-center justify-center gap-3 p-6 text-center">
      <span className="text-2xl">
        <Spinner />
      </span>
      <p className="font-bold text-xl">{words ? "Not in yet" : "Taking you in"}</p>
      {words && <p className="max-w-md text-ink-soft">{words}</p>}
    </div>
  );
}
