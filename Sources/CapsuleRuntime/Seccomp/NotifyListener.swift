// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan
package import Kernel
internal import LinuxABI
package import OCI

/// Hands a filter's listener to the seccomp agent (config-linux.md, "The Container Process State").
///
/// The parent does this, not the filtered process: a filter may notify connect(2) or sendmsg(2), which then would wait
/// for the very agent that has not been told yet.
package enum NotifyListener {
  /// Sends `listener` and the container process state to the agent's socket at `path`: one connection, one message,
  /// then closed.
  ///
  ///
  /// `pid`: of the filtered process, as we see it: the container's, or that of an `exec`.
  ///
  /// `metadata`: `listenerMetadata`.
  ///
  /// `state`: the container's state (runtime.md, "State").
  package static func deliver(
    _ listener: borrowing Descriptor, to path: String, pid: Int32, metadata: String?, state: State
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
      try agent.send(processState(pid: pid, metadata: metadata, state: state), passing: listener.raw)
    } catch {
      throw Failure(.seccomp, "failed to send to the seccomp agent at \(path): \(error.errno.text)")
    }
  }

  /// The container process state, compact: agents read it in one piece of a few KiB.
  package static func processState(pid: Int32, metadata: String?, state: State) -> [UInt8] {
    var writer = JSONWriter(.compact)
    writer.beginObject()
    writer.member("ociVersion", state.ociVersion)
    writer.member("fds", ["seccompFd"])
    writer.member("pid", pid)
    if let metadata, !metadata.isEmpty { writer.member("metadata", metadata) }
    writer.name("state")
    state.writeForHooks(to: &writer)
    writer.endObject()
    return writer.bytes
  }
}
