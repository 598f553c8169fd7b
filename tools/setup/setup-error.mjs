/** Set-up cannot go on. The message says what could not be done and, on its second line, what to do. */
export class SetupError extends Error {
  /**
   * @param {string} what what could not be done
   * @param {string} mend what the reader should do
   * @param {number} exitCode 3 unless a child was ended by a signal
   */
  constructor(what, mend, exitCode = 3) {
    super(`${what}\n${mend}`);
    this.name = "SetupError";
    this.exitCode = exitCode;
  }
}
