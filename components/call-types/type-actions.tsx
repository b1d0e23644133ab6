"use client";

import { Archive, ArchiveRestore, Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { AskButton } from "#components/ui/ask-button.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { deleteCallTypeAction, setCallTypeRetiredAction } from "#lib/call-types/actions.ts";
import { callTypesPath } from "./type-words.ts";

type Type = { id: string; name: string; isRetired: boolean; isDeletable: boolean };

/** Retiring a type, bringing it back, and deleting one that was never used: each after a plain question. */
export function TypeActions({ type }: { type: Type }) {
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
          title={`Bring ${type.name} back?`}
          confirm="Bring it back"
          action={setCallTypeRetiredAction}
          values={{ id: type.id, retired: "false" }}
          toast={`${type.name} is in use again`}
          question="New calls can be made of it again."
        >
          Bring back
        </AskButton>
      ) : (
        <AskButton
          variant="secondary"
          icon={<Icon of={Archive} />}
          title={`Retire ${type.name}?`}
          confirm="Retire it"
          action={setCallTypeRetiredAction}
          values={{ id: type.id, retired: "true" }}
          toast={`${type.name} is retired`}
          question="No new calls can be made of it. Those there are go on as before. You can bring it back."
        >
          Retire
        </AskButton>
      )}
      {type.isDeletable && (
        <AskButton
          variant="secondary"
          icon={<Icon of={Trash2} />}
          title={`Delete ${type.name}?`}
          confirm="Delete it"
          danger
          action={remove}
          values={{ id: type.id }}
          toast={`${type.name} was deleted`}
          question="No call was ever of it. This cannot be undone."
        >
          Delete
        </AskButton>
      )}
    </>
  );
}
