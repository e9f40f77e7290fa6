// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Kernel
internal import LinuxABI

/// Passes a service's readiness on (sd_notify(3)): the container sees a socket of ours on /run/notify/notify.sock, since
/// the host's own need not be reachable for its user, and systemd wants to hear the main process named.
struct NotifyRelay: ~Copyable {
  private let socket: Descriptor
  /// NOTIFY_SOCKET of the host.
  private let host: String

  private static let folder = "/notify"

  /// The directory that the container sees as /run/notify.
  static func directory(_ store: String) -> String { store + folder }

  /// Makes it, before the container's mounts.
  static func makeDirectory(_ store: String) throws(Failure) {
    try asFailure(.store) { () throws(KernelError) in try Files.makeDirectory(directory(store), mode: 0o755) }
  }

  /// Listens there; nil when the container has been made without.
  static func listen(_ store: String, host: String?) throws(Failure) -> NotifyRelay? {
    guard let host, Files.exists(directory(store)) else { return nil }
    return try NotifyRelay(path: directory(store) + "/notify.sock", host: host)
  }

  private init(path: String, host: String) throws(Failure) {
    socket = try asFailure(.store) { () throws(KernelError) in
      let socket = try UnixSocket.bindDatagram(path)
      // Any user of the container may say that it is ready.
      try Files.changeMode(path, 0o777)
      return socket
    }
    self.host = host
  }

  /// To be waited for.
  var number: Int32 { socket.raw }

  /// `number` of a relay that may be missing.
  static func number(of relay: borrowing NotifyRelay?) -> Int32? {
    switch relay {
    case .some(let relay): return relay.number
    case .none: return nil
    }
  }

  /// `pass` of a relay that may be missing.
  static func pass(_ relay: borrowing NotifyRelay?, pid: Int32) throws(Failure) -> Bool {
    switch relay {
    case .some(let relay): return try relay.pass(pid: pid)
    case .none: return true
    }
  }

  /// Takes one message and passes it on when it says READY=1, with the main process as the host sees it; true then.
  borrowing func pass(pid: Int32) throws(Failure) -> Bool {
    try asFailure(.system) { () throws(KernelError) in
      let message = try socket.receive(limit: 4096).bytes
      for line in message.split(separator: 0x0a) where line.elementsEqual("READY=1".utf8) {
        try UnixSocket.sendDatagram(Array("READY=1\nMAINPID=\(pid)\n".utf8), to: host)
        return true
      }
      return false
    }
  }

  /// Waits until the container is ready, or has ended.
  borrowing func wait(for process: borrowing Descriptor, pid: Int32) throws(Failure) {
    while true {
      var entries = [PollEntry(number), PollEntry(process.raw)]
      _ = try asFailure(.system) { () throws(KernelError) in try Polling.wait(&entries) }
      if entries[0].canRead, try pass(pid: pid) { return }
      if entries[1].answer != 0 { return }
    }
  }
}
