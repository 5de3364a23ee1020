/** A process of another user, or one that ended meanwhile, hides these; that is an answer, not a fault. */
export async function readable<T>(look: Promise<T>): Promise<T | undefined> {
  return look.catch((error: NodeJS.ErrnoException) => {
    if (["ENOENT", "ENOTDIR", "EACCES", "EPERM", "ESRCH"].includes(error.code ?? "")) return undefined;
    throw error;
  });
}
