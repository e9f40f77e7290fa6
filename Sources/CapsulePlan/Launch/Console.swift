// SPDX-License-Identifier: Apache-2.0

internal import OCI

extension PlanBuilder {
  /// Inside the entered root, so that the pseudo-terminal is of the container's own devpts, and before /dev may become
  /// read-only.
  mutating func setUpConsole(_ process: Process, bindConsole: Bool) {
    guard process.terminal ?? false else { return }
    // consoleSize without a terminal is ignored (config.md, MUST).
    add(
      .setUpConsole(
        ConsoleStep(
          socket: slot(.consoleSocket), width: UInt16(clamping: process.consoleSize?.width ?? 0),
          height: UInt16(clamping: process.consoleSize?.height ?? 0),
          uid: UInt32(truncatingIfNeeded: process.user?.uid ?? 0), bindConsole: bindConsole)))
  }

  /// A terminal needs somebody at its other end, and a socket for it a terminal.
  static func checkConsole(terminal: Bool, hasSocket: Bool, detached: Bool) throws(Failure) {
    if terminal, detached, !hasSocket {
      throw Failure(
        .console, "cannot allocate tty if the runtime will detach without setting console socket",
        hint: "give --console-socket, or set process.terminal to false")
    }
    if hasSocket, !terminal || !detached {
      throw Failure(
        .console, "cannot use console socket if the runtime will not detach or allocate tty",
        hint: "--console-socket is for create, run --detach and exec --detach with process.terminal")
    }
  }
}
