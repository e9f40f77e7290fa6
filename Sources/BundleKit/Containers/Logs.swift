// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan
internal import Kernel
internal import LinuxABI
internal import OCI

/// Reads a container's log, from its end or from a time on, and further as long as the container runs.
package struct LogReader: Sendable {
  /// Lines from the end; nil for all.
  package var tail: Int?
  /// RFC 3339; empty for all.
  package var since = ""
  package var until = ""
  package var follows = false
  package var showsTimes = false
  private let containers: ContainerStore
  private let record: ContainerRecord

  package init(_ containers: ContainerStore, _ record: ContainerRecord) {
    self.containers = containers
    self.record = record
  }

  /// Gives each line to `body`, with the stream it came from.
  package func read(_ body: (String, LogStream) throws(Failure) -> Void) throws(Failure) {
    let path = containers.folder(record.id).log
    guard let file = try? Files.open(path, OpenFlags.readOnly) else {
      if follows { return try wait(for: path, body) }
      return
    }
    var rest: [UInt8] = []
    var lines: [[UInt8]] = []
    try take(file, &rest, &lines)
    if let tail { lines.removeFirst(max(lines.count - tail, 0)) }
    for line in lines { try give(line, body) }
    guard follows else { return }
    while true {
      // Asked before reading: what was written before the end is then read after it.
      let isOver = !isAlive
      var lines: [[UInt8]] = []
      try take(file, &rest, &lines)
      for line in lines { try give(line, body) }
      if isOver { return }
      let interval: Int64 = 100
      Clock.sleep(milliseconds: interval)
    }
  }

  private var isAlive: Bool {
    guard let record = try? containers.read(record.id) else { return false }
    return record.isWatched || record.isRunning
  }

  private func wait(for path: String, _ body: (String, LogStream) throws(Failure) -> Void) throws(Failure) {
    while isAlive, !Files.exists(path) { Clock.sleep(milliseconds: 100) }
    if Files.exists(path) { try read(body) }
  }

  private func take(
    _ file: borrowing Descriptor, _ rest: inout [UInt8], _ lines: inout [[UInt8]]
  ) throws(Failure) {
    while true {
      let count: Int
      do { count = try file.read(into: &rest, limit: 1 << 16) } catch { throw Failure(error, .store) }
      if count == 0 { return }
      var start = 0
      while let end = rest[start...].firstIndex(of: 0x0a) {
        lines.append(Array(rest[start..<end]))
        start = end + 1
      }
      rest.removeFirst(start)
    }
  }

  private func give(_ line: [UInt8], _ body: (String, LogStream) throws(Failure) -> Void) throws(Failure) {
    guard let value = try? JSONValue(parsing: line), let text = value["log"]?.string else { return }
    let time = value.text("time")
    if !since.isEmpty, time < since { return }
    if !until.isEmpty, time >= until { return }
    try body(showsTimes ? time + " " + text : text, LogStream(rawValue: value.text("stream")) ?? .output)
  }

  /// A point in time as people give it: RFC 3339, seconds since 1970, or how long ago (`90s`, `10m`, `1h30m`).
  package static func time(_ text: String) throws(Failure) -> String {
    let bad = Failure(.usage, "\(text): not a time", hint: "for example 10m or 2026-11-24T10:00:00Z")
    if let seconds = Timestamp.seconds(text) { return Timestamp.rfc3339(seconds: seconds, nanoseconds: 0) }
    if let seconds = Int64(text) { return Timestamp.rfc3339(seconds: seconds, nanoseconds: 0) }
    var seconds: Int64 = 0
    var digits = ""
    for character in text {
      if character.isNumber {
        digits.append(character)
        continue
      }
      guard let number = Int64(digits), number < 1 << 32 else { throw bad }
      switch character {
      case "s": seconds += number
      case "m": seconds += number * 60
      case "h": seconds += number * 3600
      case "d": seconds += number * 86_400
      default: throw bad
      }
      digits = ""
    }
    guard digits.isEmpty, !text.isEmpty else { throw bad }
    return Timestamp.rfc3339(seconds: Clock.now().seconds - seconds, nanoseconds: 0)
  }
}
