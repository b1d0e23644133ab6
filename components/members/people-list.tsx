import { useTranslations } from "next-intl";
import { Avatar } from "#components/ui/avatar.tsx";
import type { MemberRole } from "#lib/roles.ts";

/** The few people of one visit, each with their role. */
export function PeopleList({ people }: { people: { id: string; name: string; role: MemberRole }[] }) {
  const tRoles = useTranslations("roles");
  return (
    <ul className="divide-y divide-line">
      {people.map((person) => (
        <li key={person.id} className="flex items-center gap-3 py-2.5">
          <Avatar name={person.name} />
          <span className="min-w-0 break-words">
            <span className="block font-semibold">{person.name}</span>
            <span className="block text-ink-soft text-sm">{tRoles(person.role)}</span>
          </span>
        </li>
      ))}
    </ul>
  );
}
