// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan
package import Dockerfile

extension ByteSize {
  /// The bytes that docker's options write as `512m`, `1.5g`, `64MiB`.
  package static func parse(_ text: String, option: String) throws(Failure) -> Int64 {
    guard let size = try? ByteSize(parsing: text) else {
      throw Failure(.usage, "\(option) \(text): not a size", hint: "for example 64m or 1.5g")
    }
    return size.bytes
  }
}

/// `--cpus`: a number of processors, kept in billionths as the engines' documents do.
package enum ProcessorShare {
  package static func parse(_ text: String) throws(Failure) -> Int64 {
    guard let number = Double(text), number > 0, number < 1_000_000 else {
      throw Failure(.usage, "--cpus \(text): not a number of processors", hint: "for example 0.5")
    }
    return Int64((number * 1_000_000_000).rounded())
  }
}

/// `--ulimit name=soft[:hard]`.
package struct UserLimit: Equatable, Sendable {
  /// As config.json names it: `RLIMIT_NOFILE`.
  package var type: String
  /// -1 is unlimited, which is 2^64 - 1 for the kernel.
  package var soft: UInt64
  package var hard: UInt64

  package init(parsing text: String) throws(Failure) {
    let bad = Failure(.usage, "--ulimit \(text): not NAME=SOFT[:HARD]", hint: "for example nofile=1024:2048")
    let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
    guard parts.count == 2 else { throw bad }
    guard UserLimit.names.contains(parts[0]) else {
      throw Failure(
        .usage, "--ulimit \(text): no limit is called \"\(parts[0])\"",
        hint: "known: " + UserLimit.names.joined(separator: ", "))
    }
    let values = parts[1].split(separator: ":", omittingEmptySubsequences: false).map { UserLimit.value(String($0)) }
    guard values.count <= 2, let first = values.first, let soft = first, let last = values.last, let hard = last,
      soft <= hard
    else { throw bad }
    type = "RLIMIT_" + parts[0].uppercased()
    self.soft = soft
    self.hard = hard
  }

  private static let names = [
    "as", "core", "cpu", "data", "fsize", "locks", "memlock", "msgqueue", "nice", "nofile", "nproc", "rss", "rtprio",
    "rttime", "sigpending", "stack",
  ]

  private static func value(_ text: String) -> UInt64? {
    if text == "-1" || text == "unlimited" { return .max }
    return text.utf8.first == UInt8(ascii: "+") ? nil : UInt64(text)
  }
}
