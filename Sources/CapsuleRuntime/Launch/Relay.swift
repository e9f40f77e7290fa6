// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import LinuxABI

/// Bytes on their way from one descriptor to another, one piece at a time: the next is read when this one is written.
struct Relay {
  /// Read from; -1 when it has ended.
  private var source: Int32
  private let target: Int32
  /// The target is a pipe whose reader should see the end.
  private let closesTarget: Bool
  /// From the container to the caller: worth waiting for when the container has ended.
  let isOutput: Bool
  private var pending: [UInt8] = []

  /// No more than a pipe takes without blocking once it is writable (PIPE_BUF).
  private static let piece = 4096

  init(from source: Int32, to target: Int32, isOutput: Bool, closesTarget: Bool = false) {
    self.source = source
    self.target = target
    self.isOutput = isOutput
    self.closesTarget = closesTarget
  }

  /// Nothing is left to read or to write.
  var isDone: Bool { source < 0 && pending.isEmpty }

  /// What to poll for.
  var entry: PollEntry {
    pending.isEmpty ? PollEntry(source) : PollEntry(target, PollEntry.writable)
  }

  /// Goes on after the poll has answered.
  mutating func proceed(_ answer: PollEntry) {
    if answer.answer == 0 { return }
    if pending.isEmpty {
      // EIO is how the master of a terminal without other ends says that it has ended.
      let count = (try? Descriptors.read(source, into: &pending, limit: Relay.piece)) ?? 0
      if count == 0 { end() }
    } else {
      // When nobody reads any more, what comes is still taken, so that the container does not block.
      try? Descriptors.write(pending, to: target)
      pending.removeAll(keepingCapacity: true)
    }
  }

  private mutating func end() {
    source = -1
    if closesTarget { _ = Descriptor(owning: target) }
  }
}
