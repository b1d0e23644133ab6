import type { CallRef } from "#lib/access.ts";
import { applied, interrupted, type LiveMessage, type LiveState, nothingYet } from "#lib/live/rules.ts";

/** Doubles up to half a minute, with jitter to spread reconnecting browsers. */
const retryDelayMs = (attempt: number) => Math.min(1_000 * 2 ** attempt, 30_000) * (0.5 + Math.random() / 2);
/** The server sends a beat every 20 s, so a longer silence means a dead connection. */
const silenceTimeoutMs = 50_000;

/**
 * One EventSource as a store for `useSyncExternalStore`. Reconnects after every loss, at once when the network or the page
 * comes back, and never after the sign-in has ended.
 */
export const liveConnection = (path = "/api/events") => {
  let waitsFor: string | null = null;
  let state: LiveState = nothingYet;
  let source: EventSource | null = null;
  let attempt = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const watchers = new Set<() => void>();

  const become = (next: LiveState) => {
    if (next === state) return;
    state = next;
    for (const watcher of watchers) watcher();
  };
  const close = () => {
    clearTimeout(timer);
    source?.close();
    source = null;
  };
  const lost = () => {
    close();
    become(interrupted(state));
    if (state.status !== "ended" && watchers.size > 0) timer = setTimeout(open, retryDelayMs(attempt++));
  };
  const stillThere = () => {
    clearTimeout(timer);
    timer = setTimeout(lost, silenceTimeoutMs);
  };
  const open = () => {
    close();
    source = new EventSource(waitsFor ? `${path}?waiting=${waitsFor}` : path);
    stillThere();
    source.onopen = stillThere;
    source.onerror = lost;
    source.addEventListener("beat", stillThere);
    source.onmessage = ({ data }) => {
      attempt = 0;
      stillThere();
      become(applied(state, JSON.parse(data) as LiveMessage));
      if (state.status === "ended") close();
    };
  };
  const comeBack = () => {
    if (source || state.status === "ended" || document.visibilityState === "hidden") return;
    attempt = 0;
    open();
  };
  /** A page restored from the back/forward cache holds a dead connection. */
  const wake = ({ persisted }: PageTransitionEvent) => persisted && lost();

  const begin = () => {
    open();
    addEventListener("online", comeBack);
    addEventListener("pageshow", wake);
    document.addEventListener("visibilitychange", comeBack);
  };
  const end = () => {
    close();
    removeEventListener("online", comeBack);
    removeEventListener("pageshow", wake);
    document.removeEventListener("visibilitychange", comeBack);
  };

  return {
    now: () => state,
    /** Says that this page is in the call's waiting room, or in none any more. */
    waitFor: (ref: CallRef | null) => {
      const next = ref && `${ref.type}:${ref.id}`;
      if (next === waitsFor) return;
      waitsFor = next;
      if (source) open();
    },
    watch: (watcher: () => void) => {
      watchers.add(watcher);
      if (watchers.size === 1) begin();
      return () => {
        watchers.delete(watcher);
        if (watchers.size === 0) end();
      };
    },
  };
};
