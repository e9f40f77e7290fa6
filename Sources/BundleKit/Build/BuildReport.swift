// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Kernel
internal import OCI

/// Tells people, or a program, what a build is doing, in the words of `docker build`; any thread may call it.
package final class BuildReport: @unchecked Sendable {
  package enum Style: String, CaseIterable, Sendable {
    /// Lines that are drawn over, on a terminal.
    case terminal
    /// `#5 [2/4] WORKDIR /app`, `#5 DONE 0.1s`, and what programs say.
    case plain
    /// One JSON object a line.
    case json
    /// Nothing.
    case quiet
  }

  private let lock = Lock()
  private let style: Style
  private let output: Int32
  private var vertices: [Vertex] = []
  private var drawing = BuildDrawing()
  private var speaker = 0
  private var ticker: Worker<Void>?
  private var isOver = false
  private let began = BuildReport.now

  /// A step as it is shown.
  struct Vertex {
    enum State: Equatable {
      case running
      case cached
      case done
      case failed(String)
      /// Given up because of another one.
      case cancelled
    }
    var title: String
    var state = State.running
    var began: Int64
    var ended: Int64?
    /// The last lines of what it said, and the one that has no end yet.
    var lines: [String] = []
    var pending: [UInt8] = []

    /// Tenths of a second, as they are shown.
    func seconds(at now: Int64) -> String {
      let tenths = ((ended ?? now) - began) / 100
      return "\(tenths / 10).\(tenths % 10)s"
    }
  }

  /// Writes to descriptor `output`, which has to stay open.
  package init(_ style: Style, to output: Int32 = 2) {
    self.style = style
    self.output = output
  }

  /// Drawn when `output` is a terminal, lines when not.
  package static func automatic(to output: Int32 = 2) -> BuildReport {
    BuildReport((try? Terminal.size(output)) != nil ? .terminal : .plain, to: output)
  }

  private static var now: Int64 { Clock.monotonic().milliseconds }

  // MARK: Steps

  /// Begins a step; the number it is called by.
  package func begin(_ title: String) -> Int {
    lock.with {
      vertices.append(Vertex(title: Table.printable(title), began: BuildReport.now))
      let index = vertices.count - 1
      switch style {
      case .plain: say(index, title: true, [])
      case .json: tell(index, "started")
      case .terminal: draw()
      case .quiet: break
      }
      if style == .terminal, ticker == nil { startTicker() }
      return index
    }
  }

  /// What its program said.
  package func said(_ index: Int, _ bytes: [UInt8]) {
    lock.with {
      vertices[index].pending += bytes
      while let end = vertices[index].pending.firstIndex(of: 0x0a) {
        add(line: Array(vertices[index].pending[..<end]), to: index)
        vertices[index].pending.removeFirst(end + 1)
      }
      // A line without an end, however long, takes no more memory than this.
      if vertices[index].pending.count > 1 << 16 { flush(index) }
    }
  }

  /// A remark of our own about it.
  package func remark(_ index: Int, _ line: String) { said(index, Array(line.utf8) + [0x0a]) }

  package func cached(_ index: Int) { end(index, .cached) }
  package func done(_ index: Int) { end(index, .done) }
  package func failed(_ index: Int, _ message: String) { end(index, .failed(message)) }
  package func cancelled(_ index: Int) { end(index, .cancelled) }

  /// The last lines that its program said.
  package func lastLines(_ index: Int) -> [String] {
    lock.with {
      flush(index)
      return vertices[index].lines
    }
  }

  /// A line for people beside the steps.
  package func say(_ line: String) {
    lock.with {
      switch style {
      case .plain: write(Table.printable(line) + "\n")
      case .terminal:
        if !isOver { write(drawing.clear()) }
        write(Table.printable(line) + "\n")
        draw()
      case .json: write(JSONValue.object([("message", .string(line))]).compact + "\n")
      case .quiet: break
      }
    }
  }

  /// Everything is over: the last picture stays, and what is said from now on stands below it.
  package func finish() {
    let ticker = lock.with { () -> Worker<Void>? in
      if style == .terminal, !isOver { draw(isLast: true) }
      isOver = true
      lock.wake()
      defer { self.ticker = nil }
      return self.ticker
    }
    _ = try? ticker?.join()
  }

  // MARK: Inside the lock

  private func flush(_ index: Int) {
    if vertices[index].pending.isEmpty { return }
    let line = vertices[index].pending
    vertices[index].pending = []
    add(line: line, to: index)
  }

  private func add(line: [UInt8], to index: Int) {
    var bytes = line
    if bytes.last == 0x0d { bytes.removeLast() }
    let text = String(decoding: bytes, as: UTF8.self)
    vertices[index].lines.append(text)
    if vertices[index].lines.count > 20 { vertices[index].lines.removeFirst() }
    switch style {
    case .plain: say(index, title: false, [text])
    case .json: tell(index, "output", text)
    case .terminal, .quiet: break
    }
  }

  private func end(_ index: Int, _ state: Vertex.State) {
    lock.with {
      flush(index)
      vertices[index].state = state
      vertices[index].ended = BuildReport.now
      switch style {
      case .plain: say(index, title: false, nil)
      case .json: tell(index, "ended")
      case .terminal: draw()
      case .quiet: break
      }
    }
  }

  /// Plain lines, or with nil the end of a step.
  ///
  /// Whoever speaks after another says its name again.
  private func say(_ index: Int, title: Bool, _ lines: [String]?) {
    let name = "#\(index + 1) "
    let vertex = vertices[index]
    var text = ""
    if speaker != index + 1, speaker != 0 { text += "\n" }
    if title || speaker != index + 1 { text += name + vertex.title + "\n" }
    speaker = index + 1
    for line in lines ?? [] {
      let milliseconds = BuildReport.now - vertex.began
      let fraction = String(milliseconds % 1000 + 1000).dropFirst()
      text += name + "\(milliseconds / 1000).\(fraction) " + line + "\n"
    }
    if lines == nil {
      switch vertex.state {
      case .running: break
      case .cached: text += name + "CACHED\n"
      case .done: text += name + "DONE " + vertex.seconds(at: BuildReport.now) + "\n"
      case .failed(let message): text += name + "ERROR: " + Table.printable(message) + "\n"
      case .cancelled: text += name + "CANCELED\n"
      }
      text += "\n"
      speaker = 0
    }
    write(text)
  }

  private func tell(_ index: Int, _ event: String, _ text: String? = nil) {
    let vertex = vertices[index]
    var members: [(String, JSONValue)] = [
      ("step", .integer(index + 1)), ("event", .string(event)), ("title", .string(vertex.title)),
    ]
    if let text { members.append(("text", .string(text))) }
    if event == "ended" {
      switch vertex.state {
      case .running: break
      case .cached: members.append(("result", .string("cached")))
      case .done: members.append(("result", .string("done")))
      case .failed(let message):
        members += [("result", .string("failed")), ("error", .string(message))]
      case .cancelled: members.append(("result", .string("cancelled")))
      }
      members.append(("milliseconds", .integer((vertex.ended ?? BuildReport.now) - vertex.began)))
    }
    write(JSONValue.object(members).compact + "\n")
  }

  private func draw(isLast: Bool = false) {
    if isOver { return }
    let size = try? Terminal.size(output)
    // Terminals that nobody told their size say 0.
    let (width, height) = (size.map { Int($0.width) } ?? 0, size.map { Int($0.height) } ?? 0)
    write(
      drawing.draw(
        vertices, now: BuildReport.now, began: began, isOver: isLast, width: width > 0 ? width : 80,
        height: height > 0 ? height : 24))
  }

  /// Times go on while nothing else happens.
  private func startTicker() {
    ticker = try? Worker { [self] () throws(Failure) in
      while true {
        Clock.sleep(milliseconds: 100)
        let over = lock.with { () -> Bool in
          if !isOver { draw() }
          return isOver
        }
        if over { return }
      }
    }
  }

  private func write(_ text: String) { try? Descriptors.write(Array(text.utf8), to: output) }
}
