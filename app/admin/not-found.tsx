import { StaffNotFound } from "#components/accounts/staff-not-found";

export default function NotFound() {
  return <StaffNotFound />;
}
