// This file is what the screens call a role; nothing is decided by it.
import { m } from "../paraglide/messages";

const WORDS: Readonly<Record<string, () => string>> = {
  guardian: m.people_role_guardian,
  staff: m.people_role_staff,
  admin: m.people_role_admin,
};

export function roleWord(role: string): string {
  return WORDS[role]?.() ?? role;
}
