/** Why a file of the project cannot be used. The message is printed after the name of the file. */
export class FileProblem extends Error {}
