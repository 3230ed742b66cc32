// What this browser remembers of its reader. Where storage is blocked, it remembers nothing.

/** The value kept under a name, or null. */
export function kept(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

/** Keeps a value under a name; null forgets it. */
export function keep(name, value) {
  try {
    if (value === null) localStorage.removeItem(name);
    else localStorage.setItem(name, value);
  } catch { // nothing is kept, and the page works until it is closed
  }
}
