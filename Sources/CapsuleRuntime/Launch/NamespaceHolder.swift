// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Kernel
internal import LinuxABI

/// A helper process that waits in new namespaces, so that they exist, until this value ends.
final class NamespaceHolder {
  let process: Processes.Child
  /// The helper ends when nobody holds this any more.
  private let pipe: Descriptor

  /// Makes the namespaces, and the process in them.
  init(_ namespaces: Namespaces) throws(Failure) {
    var pipe = try asFailure(.system) { () throws(KernelError) in try Pipe() }
    var request = Processes.CloneRequest()
    request.namespaces = namespaces
    let side = try asFailure(.namespace) { () throws(KernelError) in try Processes.clone(request) }
    switch consume side {
    case .parent(let child): process = child
    case .child:
      // Until it is killed, or until the runtime dies and the pipe ends.
      pipe.writing = Descriptor(owning: -1)
      try? Processes.setParentDeathSignal(Signal.kill.rawValue)
      var bytes: [UInt8] = []
      _ = try? pipe.reading.read(into: &bytes, limit: 1)
      Processes.exit(0)
    }
    self.pipe = pipe.takeWriting()
  }

  deinit {
    try? Processes.signal(process.pidfd, Signal.kill.rawValue)
    _ = try? Processes.wait(process.pidfd)
  }

  /// Opens an entry of the helper's directory in /proc.
  func open(_ entry: String, _ flags: Int) throws(Failure) -> Descriptor {
    try asFailure(.namespace) { () throws(KernelError) in try Files.open("/proc/\(process.pid)/\(entry)", flags) }
  }
}
