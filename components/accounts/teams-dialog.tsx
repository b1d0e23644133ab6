"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type FormEvent, useState, useTransition } from "react";
import type { Named } from "#components/calls/call-filters.ts";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { Checkbox } from "#components/ui/choice.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { showToast } from "#components/ui/toast.tsx";
import { setTeamsAction } from "#lib/teams/actions.ts";

export function TeamsDialog({
  person,
  teams,
  isOpen,
  onOpenChange,
}: {
  person: { id: string; name: string; teamIds: readonly string[] };
  teams: Named;
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
}) {
  const t = useTranslations("accounts");
  const router = useRouter();
  const [failure, setFailure] = useState<string | null>(null);
  const [isPending, startTransition] = useTransition();
  const save = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (isPending) return;
    const teamIds = new FormData(event.currentTarget).getAll("team");
    startTransition(async () => {
      const outcome = await setTeamsAction({ userId: person.id, teamIds, shown: person.teamIds });
      setFailure(outcome.ok ? null : outcome.message);
      if (!outcome.ok) return;
      showToast({ text: t("teamsChanged", { name: person.name }) });
      onOpenChange(false);
      router.refresh();
    });
  };
  return (
    <Dialog title={t("teamsOf", { name: person.name })} isOpen={isOpen} onOpenChange={onOpenChange}>
      {(close) => (
        <form onSubmit={save} className="flex flex-col gap-4">
          <p className="text-ink-soft">{t("teamsOfHint")}</p>
          {failure && <Banner tone="danger">{failure}</Banner>}
          {teams.length === 0 && <p>{t("noTeamYet")}</p>}
          <div>
            {teams.map(({ id, name }) => (
              <Checkbox
                key={id}
                id={`team-${person.id}-${id}`}
                name="team"
                value={id}
                optional
                label={name}
                defaultChecked={person.teamIds.includes(id)}
              />
            ))}
          </div>
          <div className="flex flex-col gap-2 sm:flex-row-reverse">
            <Button type="submit" isPending={isPending}>
              {t("save")}
            </Button>
            <Button variant="secondary" onPress={close}>
              {t("cancel")}
            </Button>
          </div>
        </form>
      )}
    </Dialog>
  );
}
