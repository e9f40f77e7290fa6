// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import OCI

/// The lines of a progress report and the drawing of them; guarded by one lock.
final class ProgressDisplay: @unchecked Sendable {
  private struct Line {
    var label: String
    var total: Int64?
    var current: Int64 = 0
    var note: String?
  }

  private let lock = Lock()
  private let style: Progress.Style
  private let output: Int32
  private var lines: [Line] = []
  /// Lines above the cursor that the next drawing overwrites.
  private var drawn = 0
  /// Lines at the top that are finished and scrolled away, never drawn again.
  private var settled = 0
  private var lastDrawing: Int64 = 0
  /// Milliseconds between two drawings: more often than this nobody sees.
  private let interval: Int64 = 100

  init(_ style: Progress.Style, _ output: Int32) {
    self.style = style
    self.output = output
  }

  func add(_ label: String, _ total: Int64?) -> Int {
    lock.with {
      lines.append(Line(label: label, total: total))
      update(lines.count - 1, force: false)
      return lines.count - 1
    }
  }

  func advance(_ index: Int, _ count: Int64) {
    lock.with {
      lines[index].current += count
      update(index, force: false)
    }
  }

  func finish(_ index: Int, _ note: String) {
    lock.with {
      if lines[index].note != nil { return }
      lines[index].note = note
      update(index, force: true)
    }
  }

  func say(_ text: String) {
    lock.with {
      switch style {
      case .bars:
        write((drawn > 0 ? "\u{1b}[\(drawn)A" : "") + "\r\u{1b}[J" + text + "\n")
        drawn = 0
        draw()
      case .plain: write(text + "\n")
      case .json:
        var json = JSONWriter(.compact)
        json.beginObject()
        json.member("message", text)
        json.endObject()
        write(json.string + "\n")
      case .quiet: break
      }
    }
  }

  private func update(_ index: Int, force: Bool) {
    switch style {
    case .bars:
      let now = Clock.monotonic().milliseconds
      if !force, now - lastDrawing < interval { return }
      lastDrawing = now
      draw()
    case .plain: if force { write(ProgressDisplay.plain(lines[index]) + "\n") }
    case .json:
      let now = Clock.monotonic().milliseconds
      if !force, now - lastDrawing < interval { return }
      lastDrawing = now
      write(ProgressDisplay.json(lines[index]) + "\n")
    case .quiet: break
    }
  }

  private func draw() {
    // A bar that wraps would be counted as one line and drawn over as two.
    let width = (try? Terminal.size(output)).map { Int($0.width) } ?? 80
    var text = drawn > 0 ? "\u{1b}[\(drawn)A\r" : "\r"
    for line in lines[settled...] {
      text +=
        "\u{1b}[2K" + String(ProgressDisplay.bar(line, width: max(20, width - 1)).prefix(max(20, width - 1))) + "\n"
    }
    drawn = lines.count - settled
    while settled < lines.count, lines[settled].note != nil {
      settled += 1
      drawn -= 1
    }
    write(text)
  }

  private static func bar(_ line: Line, width: Int) -> String {
    let label = line.label + " "
    if let note = line.note { return label + note }
    guard let total = line.total, total > 0 else { return label + megabytes(line.current) }
    let figures = " " + megabytes(line.current) + "/" + megabytes(total)
    let cells = min(40, width - label.count - figures.count - 2)
    guard cells > 4 else { return label + figures }
    let full = Int(min(Int64(cells), line.current * Int64(cells) / total))
    return label + "[" + String(repeating: "=", count: full) + String(repeating: " ", count: cells - full) + "]"
      + figures
  }

  private static func plain(_ line: Line) -> String {
    let size = line.total ?? line.current
    return line.label + ": " + (line.note ?? "") + (size > 0 ? " (" + megabytes(size) + ")" : "")
  }

  private static func json(_ line: Line) -> String {
    var json = JSONWriter(.compact)
    json.beginObject()
    json.member("task", line.label)
    json.member("current", line.current)
    if let total = line.total { json.member("total", total) }
    json.member("done", line.note != nil)
    if let note = line.note { json.member("note", note) }
    json.endObject()
    return json.string
  }

  /// `12.3 MB`, in decimal megabytes.
  private static func megabytes(_ count: Int64) -> String {
    let tenths = count / 100_000
    return "\(tenths / 10).\(tenths % 10) MB"
  }

  private func write(_ text: String) { try? Descriptors.write(Array(text.utf8), to: output) }
}
