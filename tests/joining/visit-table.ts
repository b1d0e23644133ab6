import { describe, expect, test } from "vitest";
import type { Screen } from "#components/joining/visit-screen.ts";
import { screenNow } from "#components/joining/visit-selectors.ts";
import type { VisitEffect, VisitEvent, VisitState } from "#components/joining/visit-state.ts";
import { step } from "#components/joining/visit-store.ts";

// The visit's store as a table: state and event on one side, state and effects on the other.
type Row = {
  name: string;
  state: VisitState;
  event: VisitEvent;
  becomes?: Partial<VisitState>;
  /** The screen after it; on the way out its reason. */
  screen: Screen["at"] | Extract<Screen, { at: "exit" }>["reason"];
  does?: readonly VisitEffect[];
};

export const load = (request = 1): VisitEffect => ({ do: "load-view", request });
export const remember = (ready: boolean): VisitEffect => ({ do: "remember-ready", ready });
export const loaded = (view: VisitState["view"], request = 0): VisitEvent => ({
  type: "view-loaded",
  request,
  view,
  aheadMs: 0,
});
export const refused = (code: Extract<VisitEvent, { type: "view-refused" }>["code"]): VisitEvent => ({
  type: "view-refused",
  request: 0,
  code,
});

export const describeSteps = (about: string, rows: readonly Row[]) =>
  describe(about, () => {
    test.each(rows)("$name", ({ state, event, becomes = {}, screen, does = [] }) => {
      const next = step(state, event);
      const shown = screenNow(next.state);
      expect(next.state).toMatchObject(becomes);
      expect(shown.at === "exit" ? shown.reason : shown.at).toBe(screen);
      expect(next.effects).toEqual(does);
    });
  });
