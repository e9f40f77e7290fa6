// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Kernel
internal import LinuxABI
internal import OCI

/// What a container writes, kept in the shape of docker's json-file driver: a line of output is an object of `log`,
/// `stream` and `time`; a line that has not ended yet, or is longer than 16 KiB, has no line end in `log`.
final class ContainerLog {
  private let file: Descriptor
  private var pending: [LogStream: [UInt8]] = [:]
  private static let longest = 16_384

  /// Appends to the file at `path`, which is made when it is missing.
  init(_ path: String) throws(Failure) {
    do {
      file = try Files.open(path, OpenFlags.writeOnly | OpenFlags.create | OpenFlags.append, mode: 0o600)
    } catch {
      throw Failure(error, .store)
    }
  }

  /// Takes bytes as they come.
  func append(_ bytes: [UInt8], _ stream: LogStream) {
    var line = pending[stream] ?? []
    var text: [UInt8] = []
    for byte in bytes {
      line.append(byte)
      if byte == 0x0a || line.count >= ContainerLog.longest {
        text += ContainerLog.record(line, stream)
        line.removeAll(keepingCapacity: true)
      }
    }
    pending[stream] = line
    // A full disk stops the log, not the container.
    if !text.isEmpty { try? file.write(text) }
  }

  /// Writes what has no line end.
  func finish() {
    for (stream, line) in pending where !line.isEmpty { try? file.write(ContainerLog.record(line, stream)) }
    pending = [:]
  }

  private static func record(_ line: [UInt8], _ stream: LogStream) -> [UInt8] {
    let now = Clock.now()
    var json = JSONWriter(.compact)
    json.beginObject()
    json.member("log", String(decoding: line, as: UTF8.self))
    json.member("stream", stream.rawValue)
    json.member("time", Timestamp.rfc3339(seconds: now.seconds, nanoseconds: now.nanoseconds))
    json.endObject()
    return json.bytes + [0x0a]
  }
}

/// Which of a container's outputs.
package enum LogStream: String, Sendable {
  case output = "stdout"
  case errors = "stderr"
}
