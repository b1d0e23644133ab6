"use client";

import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import {
  UNSTABLE_ToastRegion as Region,
  Text,
  UNSTABLE_Toast as Toast,
  UNSTABLE_ToastContent as ToastContent,
  UNSTABLE_ToastQueue as ToastQueue,
} from "react-aria-components/Toast";
import { Button } from "./button.tsx";
import { classes } from "./classes.ts";
import { Icon } from "./icon.tsx";
import { IconButton } from "./icon-button.tsx";
import { useSurfaceAttributes } from "./surface.tsx";
import { type Tone, toneIcon, toneStyle } from "./tone.ts";

export type ToastMessage = {
  text: string;
  tone?: Exclude<Tone, "neutral">;
  /** Such as "Undo". */
  action?: { label: string; onPress: () => void };
};

const queue = new ToastQueue<ToastMessage>({ maxVisibleToasts: 2 });

const shownMs = 8000;
const shownLongerMs = 20_000;

/**
 * Says what was just done. Disappears after 8 s, or 20 s with an action or a danger, but not while hovered. Use a Banner for
 * what must not be missed.
 */
export const showToast = (message: ToastMessage) =>
  queue.add(message, { timeout: message.action || message.tone === "danger" ? shownLongerMs : shownMs });

/** Where toasts appear. Once, in a layout; F6 moves there. */
export function ToastRegion() {
  const t = useTranslations("ui");
  return (
    <Region
      {...useSurfaceAttributes()}
      queue={queue}
      aria-label={t("messages")}
      className="fixed inset-x-4 bottom-20 z-50 mx-auto flex max-w-md flex-col gap-2 bg-transparent outline-none sm:end-6 sm:bottom-6 sm:start-auto sm:mx-0"
    >
      {({ toast }) => {
        const { text, tone = "success", action } = toast.content;
        return (
          <Toast
            toast={toast}
            className={classes(
              "flex animate-appear items-center gap-3 rounded-md border py-1 pe-1 ps-4 shadow-overlay",
              toneStyle[tone],
            )}
          >
            <Icon of={toneIcon[tone]} />
            <ToastContent className="flex-1">
              <Text slot="title" className="font-semibold text-ink">
                {text}
              </Text>
            </ToastContent>
            {action && (
              <Button
                variant="quiet"
                onPress={() => {
                  action.onPress();
                  queue.close(toast.key);
                }}
              >
                {action.label}
              </Button>
            )}
            <IconButton slot="close" name={t("close")} icon={<Icon of={X} />} />
          </Toast>
        );
      }}
    </Region>
  );
}
