/**
 * Makes something while the PG… variables of this process are out of sight. The library `postgres` takes from them what it was
 * not told, and `PGTARGETSESSIONATTRS` whatever it was told (it ends on `any`, libpq's default); they are meant for another
 * database.
 */
export function withoutPgVariables<T>(make: () => T): T {
  const hidden = Object.entries(process.env).filter(([name]) => name.startsWith("PG"));
  for (const [name] of hidden) delete process.env[name];
  try {
    return make();
  } finally {
    Object.assign(process.env, Object.fromEntries(hidden));
  }
}
