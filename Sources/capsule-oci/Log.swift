// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import CapsuleRuntime
internal import Kernel
internal import LinuxABI
internal import OCI

/// How important a message is; the raw value orders them.
enum LogLevel: Int, Sendable {
  case error
  case warning
  case debug

  var name: String {
    switch self {
    case .error: return "error"
    case .warning: return "warning"
    case .debug: return "debug"
    }
  }
}

/// Where messages go: a line each, in one write, in logrus's formats, which engines read.
///
/// With a file, the file has the lines, and errors go to standard error as plain text too: conmon and go-runc take them
/// from there. Without one, standard error has the lines.
final class Log {
  enum Form: Sendable {
    case text
    case json
  }

  /// Number -1 when there is none.
  private let file: Descriptor
  private let form: Form
  private let level: LogLevel

  /// A log to standard error.
  init() {
    file = Descriptor(owning: -1)
    form = .text
    level = .warning
  }

  ///
  /// `path`: The file, made if it is missing (containerd reads it even when nothing went wrong) and appended to.
  ///
  /// `level`: The least level that is written; nil: warnings on standard error, errors only in a file, because podman
  /// parses the whole file as one JSON object.
  init(path: String?, form: Form, level: LogLevel?) throws(Failure) {
    self.form = form
    self.level = level ?? (path == nil ? .warning : .error)
    guard let path else {
      file = Descriptor(owning: -1)
      return
    }
    do {
      let flags = OpenFlags.writeOnly | OpenFlags.create | OpenFlags.append | OpenFlags.noControllingTerminal
      file = try Files.open(path, flags, mode: 0o644)
    } catch {
      throw Failure(.system, error.text, hint: "--log names a file that cannot be written")
    }
  }

  func failure(_ failure: Failure) {
    var message = failure.message
    if let hint = failure.hint { message += " (\(hint))" }
    for problem in failure.cleanup { message += "; cleaning up: \(problem)" }
    write(.error, message, code: failure.code.rawValue)
  }

  func write(_ level: LogLevel, _ message: String, code: String? = nil) {
    guard level.rawValue <= self.level.rawValue else { return }
    let now = Clock.now()
    // Whole seconds, as logrus writes them: `2026-11-22T02:16:50Z`.
    let time = String(Timestamp.rfc3339(seconds: now.seconds, nanoseconds: 0).utf8.prefix(19)).map { $0 + "Z" } ?? ""
    let line: [UInt8]
    switch form {
    case .text: line = Log.textLine(level, message, time: time)
    case .json: line = Log.jsonLine(level, message, time: time, code: code)
    }
    // Nobody can be told that a message could not be written.
    guard file.raw >= 0 else {
      try? StandardStream.error.write(line)
      return
    }
    try? file.write(line)
    if level == .error { try? StandardStream.error.write(Array(message.utf8) + [0x0a]) }
  }

  private static func textLine(_ level: LogLevel, _ message: String, time: String) -> [UInt8] {
    Array("time=\"\(time)\" level=\(level.name) msg=".utf8) + quoted(message) + [0x0a]
  }

  private static func jsonLine(_ level: LogLevel, _ message: String, time: String, code: String?) -> [UInt8] {
    var json = JSONWriter(.compact)
    json.beginObject()
    json.member("level", level.name)
    json.member("msg", message)
    json.member("time", time)
    if let code { json.member("code", code) }
    json.endObject()
    return json.bytes + [0x0a]
  }

  /// logrus quotes what has other than these: letters, digits and `-._/@^+`.
  private static func quoted(_ message: String) -> [UInt8] {
    var isPlain = !message.utf8.isEmpty
    for byte in message.utf8 where !isPlainByte(byte) { isPlain = false }
    if isPlain { return Array(message.utf8) }
    var json = JSONWriter(.compact)
    json.string(message)
    return json.bytes
  }

  private static func isPlainByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
      UInt8(ascii: "/"), UInt8(ascii: "@"), UInt8(ascii: "^"), UInt8(ascii: "+"):
      return true
    default: return false
    }
  }
}
