"use client";

import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import {
  Dialog as AriaDialog,
  DialogTrigger as AriaDialogTrigger,
  type DialogTriggerProps,
} from "react-aria-components/Dialog";
import { Heading } from "react-aria-components/Heading";
import { Modal, ModalOverlay } from "react-aria-components/Modal";
import { Icon } from "./icon.tsx";
import { IconButton } from "./icon-button.tsx";
import { useOverlayContainer } from "./surface.tsx";

export type DialogProps = {
  title: string;
  /** Pass both, or neither inside a `DialogTrigger`. */
  isOpen?: boolean;
  onOpenChange?: (isOpen: boolean) => void;
  /** A question that needs an answer: a press outside doesn't close it. */
  isAlert?: boolean;
  width?: "sm" | "md" | "lg";
  children: ReactNode | ((close: () => void) => ReactNode);
};

const widths = { sm: "sm:max-w-md", md: "sm:max-w-xl", lg: "sm:max-w-3xl" };

/** A dialog over the page; on phones, a sheet at the bottom. */
export function Dialog({ title, isOpen, onOpenChange, isAlert, width = "sm", children }: DialogProps) {
  const t = useTranslations("ui");
  return (
    <ModalOverlay
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      isDismissable={!isAlert}
      UNSTABLE_portalContainer={useOverlayContainer()}
      className="fixed inset-0 z-40 flex items-end justify-center bg-scrim sm:items-center sm:p-6"
    >
      <Modal
        className={`max-h-[92dvh] w-full animate-appear overflow-y-auto rounded-t-lg border border-line bg-surface text-ink shadow-overlay sm:rounded-lg ${widths[width]}`}
      >
        <AriaDialog
          role={isAlert ? "alertdialog" : "dialog"}
          className="flex flex-col gap-4 p-6 outline-none"
        >
          {({ close }) => (
            <>
              <div className="flex items-start justify-between gap-3">
                <Heading slot="title" level={2} className="pt-1.5 font-bold text-xl">
                  {title}
                </Heading>
                {!isAlert && (
                  <IconButton
                    name={t("close")}
                    icon={<Icon of={X} />}
                    onPress={close}
                    className="-mt-1 -me-2"
                  />
                )}
              </div>
              {typeof children === "function" ? children(close) : children}
            </>
          )}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

/** Its children are a button and the `Dialog` that it opens. */
export function DialogTrigger(props: DialogTriggerProps) {
  return <AriaDialogTrigger {...props} />;
}
