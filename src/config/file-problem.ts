/** Why a file of the project is of no use. Its message goes on after the file's name. */
export class FileProblem extends Error {}
