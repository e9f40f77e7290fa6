// SPDX-License-Identifier: Apache-2.0

/// The picture of a build on a terminal, drawn over the one before.
struct BuildDrawing {
  /// Lines above the cursor that the next drawing overwrites.
  private var drawn = 0

  /// Takes the picture away.
  mutating func clear() -> String {
    defer { drawn = 0 }
    return drawn > 0 ? "\u{1b}[\(drawn)A\r\u{1b}[J" : ""
  }

  mutating func draw(
    _ vertices: [BuildReport.Vertex], now: Int64, began: Int64, isOver: Bool, width: Int, height: Int
  ) -> String {
    let finished = vertices.count { $0.state != .running }
    let total = (now - began) / 100
    let isDone = isOver && finished == vertices.count
    var lines = [
      "[+] Building \(total / 10).\(total % 10)s (\(finished)/\(vertices.count))" + (isDone ? " FINISHED" : "")
    ]
    var shown = vertices[...]
    // What does not fit is done anyway: the picture has to be drawn over as a whole.
    while !isOver, shown.count > max(3, height - 8), shown.first?.state != .running { shown.removeFirst() }
    for vertex in shown {
      lines.append(BuildDrawing.line(vertex, now: now, width: width))
      guard vertex.state == .running else { continue }
      for text in vertex.lines.suffix(5) { lines.append(" => => # " + Table.printable(text)) }
    }
    var text = drawn > 0 ? "\u{1b}[\(drawn)A\r" : "\r"
    for line in lines { text += "\u{1b}[2K" + line.prefix(max(20, width - 1)) + "\n" }
    text += "\u{1b}[J"
    drawn = lines.count
    return text
  }

  /// ` => [2/4] WORKDIR /app                 0.1s`.
  private static func line(_ vertex: BuildReport.Vertex, now: Int64, width: Int) -> String {
    var title: String
    switch vertex.state {
    case .running, .done: title = " => " + vertex.title
    case .cached: title = " => CACHED " + vertex.title
    case .failed: title = " => ERROR " + vertex.title
    case .cancelled: title = " => CANCELED " + vertex.title
    }
    let time = " " + vertex.seconds(at: now)
    let room = max(10, width - 1 - time.count)
    title = title.count > room ? String(title.prefix(room - 1)) + "…" : title
    return title + String(repeating: " ", count: max(0, room - title.count)) + time
  }
}
