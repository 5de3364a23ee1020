/** A process of another user, or one that has ended, denies access; this is an expected result. */
export async function readable<T>(look: Promise<T>): Promise<T | undefined> {
  return look.catch((error: NodeJS.ErrnoException) => {
    if (["ENOENT", "ENOTDIR", "EACCES", "EPERM", "ESRCH"].includes(error.code ?? "")) return undefined;
    throw error;
  });
}
