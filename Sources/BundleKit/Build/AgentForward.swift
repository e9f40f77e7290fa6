// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Kernel
internal import LinuxABI

/// A socket of our own before the user's ssh agent: a step may be somebody whom the agent's own socket does not let in.
final class AgentForward {
  let path: String
  private let stopping: Int32
  private let worker: Worker<Void>

  /// Listens at `path`, for whom `uid`, `gid` and `mode` say.
  init(to socket: String, at path: String, uid: UInt32, gid: UInt32, mode: UInt32) throws(Failure) {
    self.path = path
    let listener: Int32
    let reading: Int32
    do throws(KernelError) {
      // Whether there is an agent is told now, not when the program asks.
      _ = try UnixSocket.connect(socket)
      let listening = try UnixSocket.listen(path)
      try Nodes.setOwner(path, at: Files.workingDirectory, uid: uid, gid: gid)
      try Files.changeMode(path, mode)
      (reading, stopping) = try Pipe().release()
      listener = listening.release()
    } catch { throw Failure(error, .build).during("forward the ssh agent") }
    worker = try Worker { () throws(Failure) in
      AgentForward.forward(Descriptor(owning: listener), to: socket, until: Descriptor(owning: reading))
    }
  }

  func stop() {
    _ = Descriptor(owning: stopping)
    _ = try? worker.join()
  }

  /// Carries bytes for everybody who connects; a connection ends when either side does.
  private static func forward(
    _ listener: consuming Descriptor, to socket: String, until stop: consuming Descriptor
  ) {
    var pairs: [(Int32, Int32)] = []
    defer { for pair in pairs { close(pair) } }
    while true {
      var entries = [PollEntry(stop.raw), PollEntry(listener.raw)]
      for pair in pairs { entries += [PollEntry(pair.0), PollEntry(pair.1)] }
      guard (try? Polling.wait(&entries)) != nil else { return }
      if entries[0].answer != 0 { return }
      var ended: Set<Int> = []
      for index in pairs.indices {
        let (client, agent) = pairs[index]
        if entries[2 + index * 2].answer != 0, !pass(client, agent) { ended.insert(index) }
        if entries[3 + index * 2].answer != 0, !pass(agent, client) { ended.insert(index) }
      }
      for index in ended.sorted(by: >) {
        close(pairs.remove(at: index))
      }
      if entries[1].answer != 0, let client = try? UnixSocket.accept(listener),
        let agent = try? UnixSocket.connect(socket)
      {
        pairs.append((client.release(), agent.release()))
      }
    }
  }

  private static func close(_ pair: (Int32, Int32)) {
    _ = Descriptor(owning: pair.0)
    _ = Descriptor(owning: pair.1)
  }

  private static func pass(_ from: Int32, _ to: Int32) -> Bool {
    var bytes: [UInt8] = []
    guard let count = try? Descriptors.read(from, into: &bytes, limit: 65_536), count > 0 else { return false }
    return (try? Descriptors.write(bytes, to: to)) != nil
  }
}
