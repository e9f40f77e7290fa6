// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Kernel
internal import LinuxABI

/// The terminal of a container in the foreground: its master end, and the caller's own terminal in raw mode.
final class Console {
  private let pair: SocketPair
  /// The caller's terminal: one of standard input, output and error, else the controlling one; -1 when there is none.
  private let host: Int32
  private var ownsHost = false
  private var master: Descriptor?
  private var former: Terminal.Settings?

  init() throws(Failure) {
    pair = try asFailure(.console) { () throws(KernelError) in try SocketPair(.stream) }
    for number: Int32 in 0...2 where (try? Terminal.size(number)) != nil {
      host = number
      return
    }
    if let controlling = try? Files.open("/dev/tty", OpenFlags.readWrite | OpenFlags.noControllingTerminal) {
      host = controlling.release()
      ownsHost = true
    } else {
      host = -1
    }
  }

  deinit {
    restore()
    if ownsHost { _ = Descriptor(owning: host) }
  }

  /// Where the child sends the master.
  var childSocket: Int32 { pair.second.raw }

  /// Takes the master end that the child has sent; the caller's terminal is raw from then on.
  func attach() throws(Failure) -> Int32 {
    let message = try asFailure(.console) { () throws(KernelError) in try pair.first.receive(limit: 4096) }
    guard let received = message.takeDescriptor() else {
      throw Failure(.console, "the init stage sent no terminal")
    }
    let number = received.raw
    master = consume received
    // Its output goes on to a terminal that turns LF into CR LF by itself, or into a file that wants none (runc).
    try? Terminal.clearNewlineTranslation(number)
    resize()
    if host >= 0 { former = try? Terminal.makeRaw(host) }
    return number
  }

  /// Gives the container's terminal the size of the caller's.
  func resize() {
    guard let number = Descriptors.number(of: master), host >= 0, let size = try? Terminal.size(host) else { return }
    try? Terminal.setSize(number, size)
  }

  /// Puts the caller's terminal back into the mode it was in.
  func restore() {
    if let former { try? Terminal.set(former, host) }
    former = nil
  }
}
