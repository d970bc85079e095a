// This file is what the screens call a role; nothing is decided by it.
const WORDS: Record<string, string> = { guardian: "parent" };

export function roleWord(role: string): string {
  return WORDS[role] ?? role;
}
