// SPDX-License-Identifier: Apache-2.0
internal import CLinux
package import LinuxABI

/// Making processes and naming them by descriptor.
package enum Processes {
  /// What clone3(2) is asked for.
  package struct CloneRequest: Sendable {
    /// CLONE_NEW* of the namespaces to make.
    package var namespaces = Namespaces()
    /// The cgroup v2 directory in which the child starts (CLONE_INTO_CGROUP, 5.7).
    package var cgroup: Int32?
    /// The child becomes a sibling: its parent is ours (CLONE_PARENT).
    package var asSibling = false
    package init() {}
  }

  /// A child, as its parent knows it.
  package struct Child: ~Copyable {
    package let pid: Int32
    /// Refers to the child however numbers are reused; readable when it has ended.
    package var pidfd: Descriptor
    package init(pid: Int32, pidfd: consuming Descriptor) {
      self.pid = pid
      self.pidfd = pidfd
    }
  }

  /// Which side of a clone this is.
  package enum Side: ~Copyable {
    case parent(Child)
    case child
  }

  /// clone3(2) with CLONE_PIDFD; memory is copied, as by fork(2).
  ///
  /// The child should execute or exit soon.
  package static func clone(_ request: CloneRequest) throws(KernelError) -> Side {
    let pidfdFlag: UInt64 = 0x1000
    let parentFlag: UInt64 = 0x8000
    let intoCgroup: UInt64 = 0x2_0000_0000
    let childSignal: UInt64 = 17  // SIGCHLD
    var pidfd: Int32 = -1
    // struct clone_args: flags, pidfd, child_tid, parent_tid, exit_signal, stack, stack_size, tls, set_tid,
    // set_tid_size, cgroup.
    var arguments = InlineArray<11, UInt64>(repeating: 0)
    arguments[0] = request.namespaces.rawValue | pidfdFlag
    // With CLONE_PARENT the signal is that of our own making and must not be named.
    if request.asSibling { arguments[0] |= parentFlag } else { arguments[4] = childSignal }
    // The first version's size (64, kernel 5.3) unless the cgroup is needed.
    var size = 64
    if let cgroup = request.cgroup {
      arguments[0] |= intoCgroup
      arguments[10] = UInt64(UInt32(bitPattern: cgroup))
      size = 88
    }
    let result = unsafe withUnsafeMutablePointer(to: &pidfd) { number in
      arguments[1] = UInt64(UInt(bitPattern: number))
      return unsafe withUnsafeMutablePointer(to: &arguments) {
        systemCall(SYS_clone3, Int(bitPattern: $0), size)
      }
    }
    if result < 0 { throw KernelError("clone3", "", Errno(Int32(-result))) }
    if result == 0 { return .child }
    return .parent(Child(pid: Int32(result), pidfd: Descriptor(owning: pidfd)))
  }

  /// A descriptor of the process with that pid (5.3); ESRCH when there is none.
  package static func open(_ pid: Int32) throws(KernelError) -> Descriptor {
    Descriptor(owning: Int32(try call("pidfd_open", SYS_pidfd_open, "pid \(pid)", Int(pid), 0)))
  }

  /// The pid of a pidfd's process in our pid namespace (/proc/self/fdinfo, 5.2); ESRCH when it is gone.
  package static func pid(of process: borrowing Descriptor) throws(KernelError) -> Int32 {
    let bytes = try Files.read("/proc/self/fdinfo/\(process.raw)", limit: 4096)
    for line in bytes.split(separator: 0x0a) where line.starts(with: "Pid:".utf8) {
      var pid: Int32 = 0
      for byte in line where byte >= 0x30 && byte <= 0x39 { pid = pid &* 10 &+ Int32(byte &- 0x30) }
      if pid > 0, !line.contains(UInt8(ascii: "-")) { return pid }
    }
    throw KernelError("pidfd", "", .ESRCH)
  }

  /// Sends a signal; 0 only asks whether the process is there.
  ///
  /// ESRCH when it has ended and been waited for.
  package static func signal(_ process: borrowing Descriptor, _ number: Int32) throws(KernelError) {
    _ = try call("pidfd_send_signal", SYS_pidfd_send_signal, "", Int(process.raw), Int(number), 0, 0)
  }

  /// Sends a signal to a whole process group.
  package static func signalGroup(_ group: Int32, _ number: Int32) throws(KernelError) {
    _ = try call("kill", SYS_kill, "process group \(group)", -Int(group), Int(number))
  }

  /// Sends a signal by number: only for processes that cannot have been replaced, such as our own children.
  package static func signal(pid: Int32, _ number: Int32) throws(KernelError) {
    _ = try call("kill", SYS_kill, "pid \(pid)", Int(pid), Int(number))
  }

  /// A copy of another process's descriptor (pidfd_getfd(2), 5.6), close-on-exec.
  package static func descriptor(
    _ number: Int32, of process: borrowing Descriptor
  ) throws(KernelError) -> Descriptor {
    let result = try call("pidfd_getfd", SYS_pidfd_getfd, "fd \(number)", Int(process.raw), Int(number), 0)
    return Descriptor(owning: Int32(result))
  }

  /// Our own pid, in our pid namespace.
  package static var ownPID: Int32 { Int32(systemCall(SYS_getpid)) }

  package static var effectiveUID: UInt32 { UInt32(truncatingIfNeeded: systemCall(SYS_geteuid)) }
  package static var effectiveGID: UInt32 { UInt32(truncatingIfNeeded: systemCall(SYS_getegid)) }

  /// Ends this process at once; nothing is flushed.
  package static func exit(_ status: Int32) -> Never {
    while true { _ = systemCall(SYS_exit_group, Int(status)) }
  }

  /// Becomes the adoptive parent of orphaned descendants (PR_SET_CHILD_SUBREAPER).
  package static func becomeSubreaper() throws(KernelError) {
    let setChildSubreaper = 36
    _ = try call("prctl", SYS_prctl, "PR_SET_CHILD_SUBREAPER", setChildSubreaper, 1)
  }

  /// Asks for a signal at the death of the parent (PR_SET_PDEATHSIG); 0 takes that back.
  package static func setParentDeathSignal(_ number: Int32) throws(KernelError) {
    let setParentDeathSignal = 1
    _ = try call("prctl", SYS_prctl, "PR_SET_PDEATHSIG", setParentDeathSignal, Int(number))
  }
}
