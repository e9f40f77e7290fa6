// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan
package import Kernel
internal import LinuxABI
internal import OCI

/// Hands a filter's listener to the seccomp agent (config-linux.md, "The Container Process State").
///
/// The parent does this, not the filtered process: a filter may notify connect(2) or sendmsg(2), which then would wait
/// for the very agent that has not been told yet.
package enum NotifyListener {
  /// Sends `listener` and the container process state to the agent's socket at `path`: one connection, one message,
  /// then closed.
  ///
  /// - Parameters:
  ///   - pid: of the filtered process, as we see it.
  ///   - state: the container's state document (runtime.md, "State"), rendered as JSON.
  package static func deliver(
    _ listener: borrowing Descriptor, to path: String, ociVersion: String, pid: Int32, metadata: String?, state: [UInt8]
  ) throws(Failure) {
    let agent: Descriptor
    do {
      agent = try UnixSocket.connect(path)
    } catch {
      throw Failure(
        .seccomp, "failed to connect with seccomp agent at \(path): \(error.errno.text)",
        hint: "the profile's listenerPath must be a listening stream socket before the container is made")
    }
    do {
      let message = processState(ociVersion: ociVersion, pid: pid, metadata: metadata, state: state)
      try agent.send(message, passing: listener.raw)
    } catch {
      throw Failure(.seccomp, "failed to send to the seccomp agent at \(path): \(error.errno.text)")
    }
  }

  /// The container process state, compact: agents read it in one piece of a few KiB.
  static func processState(ociVersion: String, pid: Int32, metadata: String?, state: [UInt8]) -> [UInt8] {
    var writer = JSONWriter(.compact)
    writer.beginObject()
    writer.member("ociVersion", ociVersion)
    writer.member("fds", ["seccompFd"])
    writer.member("pid", pid)
    if let metadata, !metadata.isEmpty { writer.member("metadata", metadata) }
    writer.name("state")
    return writer.bytes + state + [UInt8(ascii: "}")]
  }
}
