"use client";

import { Archive, ArchiveRestore, Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { AskButton } from "#components/ui/ask-button.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { deleteCallTypeAction, setCallTypeRetiredAction } from "#lib/call-types/actions.ts";
import { callTypesPath } from "./type-paths.ts";

type Type = { id: string; name: string; isRetired: boolean; isDeletable: boolean };

/** Retires, restores or deletes a call type. Only one that was never used can be deleted. */
export function TypeActions({ type }: { type: Type }) {
  const t = useTranslations("callTypes");
  const { name } = type;
  const router = useRouter();
  const remove = async (values: unknown) => {
    const outcome = await deleteCallTypeAction(values);
    if (outcome.ok) router.push(callTypesPath);
    return outcome;
  };
  return (
    <>
      {type.isRetired ? (
        <AskButton
          variant="secondary"
          icon={<Icon of={ArchiveRestore} />}
          title={t("restoreQuestion", { name })}
          confirm={t("restore")}
          action={setCallTypeRetiredAction}
          values={{ id: type.id, retired: "false" }}
          toast={t("restored", { name })}
          question={t("restoreConsequences")}
        >
          {t("restore")}
        </AskButton>
      ) : (
        <AskButton
          variant="secondary"
          icon={<Icon of={Archive} />}
          title={t("retireQuestion", { name })}
          confirm={t("retire")}
          action={setCallTypeRetiredAction}
          values={{ id: type.id, retired: "true" }}
          toast={t("wasRetired", { name })}
          question={t("retireConsequences")}
        >
          {t("retire")}
        </AskButton>
      )}
      {type.isDeletable && (
        <AskButton
          variant="secondary"
          icon={<Icon of={Trash2} />}
          title={t("deleteQuestion", { name })}
          confirm={t("deleteType")}
          danger
          action={remove}
          values={{ id: type.id }}
          toast={t("deleted", { name })}
          question={t("deleteConsequences")}
        >
          {t("delete")}
        </AskButton>
      )}
    </>
  );
}
