// SPDX-License-Identifier: Apache-2.0
package import Kernel

/// Tells people, or a program, how far long work is.
///
///     let task = progress.task("layer 3f2a…", total: size)
///     task.advance(by: 65536)
///     task.finish("unpacked")
///
/// Any thread may call any of this.
package final class Progress: Sendable {
  package enum Style: String, CaseIterable, Sendable {
    /// Bars that move, on a terminal.
    case bars
    /// One line when a task starts late or ends.
    case plain
    /// One JSON object a line: `{"task":…,"current":…,"total":…,"done":…,"note":…}`.
    case json
    /// Nothing.
    case quiet
  }

  private let display: ProgressDisplay?

  /// Writes to descriptor `output`, which has to stay open.
  package init(_ style: Style, to output: Int32 = 2) {
    display = style == .quiet ? nil : ProgressDisplay(style, output)
  }

  /// Bars when `output` is a terminal, lines when not.
  package static func automatic(to output: Int32 = 2) -> Progress {
    let terminal = (try? Terminal.size(output)) != nil
    return Progress(terminal ? .bars : .plain, to: output)
  }

  /// Bars when `output` is a terminal, nothing when not: for work that somebody asked for only in passing.
  package static func onTerminal(_ output: Int32 = 2) -> Progress {
    (try? Terminal.size(output)) != nil ? Progress(.bars, to: output) : .none
  }

  /// Shows nothing.
  package static let none = Progress(.quiet)

  /// Starts a task; `total` in bytes when it is known.
  package func task(_ label: String, total: Int64?) -> ProgressTask {
    ProgressTask(display, index: display?.add(label, total) ?? 0)
  }

  /// A line for people beside the tasks: a warning, a digest.
  package func say(_ line: String) { display?.say(line) }
}

/// One line of a progress display.
package struct ProgressTask: Sendable {
  private let display: ProgressDisplay?
  private let index: Int

  init(_ display: ProgressDisplay?, index: Int) {
    self.display = display
    self.index = index
  }

  /// So many bytes more are done.
  package func advance(by count: Int) { display?.advance(index, Int64(count)) }

  /// The task is over: `note` says how (`done`, `already there`).
  package func finish(_ note: String) { display?.finish(index, note) }
}
