import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { PersonSearch } from "#components/accounts/person-search.tsx";
import { callTitle } from "#components/calls/call-state.tsx";
import { JoinExplanation } from "#components/joining/join-explanation.tsx";
import { joiningPath, membersPath } from "#components/members/member-paths.ts";
import { Card } from "#components/ui/card.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { me } from "#lib/accounts/server/find-home.ts";
import { findPeople } from "#lib/accounts/server/find-people.ts";
import { read } from "#lib/boundary.ts";
import { callForAdmin } from "#lib/calls/server.ts";
import { explainJoin } from "#lib/joining/server/explain-join.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("calls");
  return { title: t("whoCanJoin") };
}

type Props = {
  params: Promise<{ type: string; id: string }>;
  searchParams: Promise<{ person?: string | string[]; q?: string | string[] }>;
};

/** Explains why a person can or can't join this call, whether or not they are a member. */
export default async function JoiningPage({ params, searchParams }: Props) {
  const ref = await params;
  const { person, q } = await searchParams;
  const t = await getTranslations("calls");
  const tRoles = await getTranslations("roles");
  const text = typeof q === "string" ? q.trim().slice(0, 100) : "";
  const [viewer, call, explained, found] = await Promise.all([
    read(me),
    read((actor) => callForAdmin(actor, ref)),
    typeof person === "string" ? read((actor) => explainJoin(actor, { ...ref, userId: person })) : null,
    text ? read((actor) => findPeople(actor, { text })) : null,
  ]);
  return (
    <>
      <PageHeader
        title={t("whyNotJoin")}
        description={callTitle(t, call)}
        back={{ href: membersPath(call), label: t("members") }}
      />
      <div className="flex flex-col gap-6">
        {explained && (
          <Card title={t("rightNow")}>
            <JoinExplanation call={ref} explained={explained} timeZone={viewer.timeZone} />
          </Card>
        )}
        <Card title={explained ? t("someoneElse") : t("whoHasTrouble")}>
          <search>
            <PersonSearch path={joiningPath(call)} text={text} />
          </search>
          {found?.people.length === 0 && !found.more && (
            <EmptyState title={t("noPersonMatches", { text })}>{t("noPersonMatchesHint")}</EmptyState>
          )}
          {found && found.people.length > 0 && (
            <ul className="mt-4 divide-y divide-line">
              {found.people.map((one) => (
                <li key={one.id}>
                  <Link
                    href={joiningPath(call, one.id)}
                    className="flex min-h-11 flex-col justify-center rounded-sm px-1 py-2 hover:bg-sunken"
                  >
                    <span className="font-semibold">{one.name}</span>
                    <span className="text-ink-soft text-sm">
                      {one.email
                        ? t("accountAndEmail", { account: tRoles(one.role), email: one.email })
                        : tRoles(one.role)}
                    </span>
                  </Link>
                </li>
              ))}
            </ul>
          )}
          {found?.more && <p className="mt-4 text-ink-soft">{t("morePeople")}</p>}
        </Card>
      </div>
    </>
  );
}
