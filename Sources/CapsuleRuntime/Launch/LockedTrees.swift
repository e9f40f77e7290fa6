// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Kernel
internal import LinuxABI

/// Detached copies of host trees with their flags locked, for a container whose root is not the host's.
///
/// The kernel locks the flags of mounts when their namespace is copied into another user namespace, and ties together
/// what is mounted in one another (mount_namespaces(7)). A tree copied from our own mount namespace has nothing locked:
/// with CAP_SYS_ADMIN the container's root could make a read-only bind writable again. So a helper process makes such a
/// namespace, and another one of ours, which still may go wherever the host's root may, copies the trees out of it.
final class LockedTrees {
  /// What to copy.
  struct Source {
    var path: String
    var recursive: Bool
  }

  /// In the order of the sources, ours to close.
  private var numbers: [Int32] = []
  private var taken = 0

  /// Copies them all; without any, nothing happens.
  init(_ sources: [Source]) throws(Failure) {
    if sources.isEmpty { return }
    let holder = try NamespaceHolder([Namespaces(.user), Namespaces(.mount)])
    let pair = try asFailure(.system) { () throws(KernelError) in try SocketPair(.messages) }
    let copier = try LockedTrees.copy(sources, in: holder, pair.second)
    defer { _ = try? Processes.wait(copier.pidfd) }
    try receive(sources.count, from: pair.takeFirst())
  }

  deinit {
    for number in numbers.dropFirst(taken) { _ = Descriptor(owning: number) }
  }

  /// The copy of the next source.
  func next() -> MountTree {
    taken += 1
    return MountTree(Descriptor(owning: numbers[taken - 1]))
  }

  /// Closes the socket in any case, so that the copier does not wait to be heard.
  private func receive(_ count: Int, from answers: consuming Descriptor) throws(Failure) {
    for _ in 0..<count {
      let answer = try asFailure(.system) { () throws(KernelError) in try answers.receive(limit: 8192) }
      numbers.append(try LockedTrees.tree(in: answer))
    }
  }

  private static func tree(in answer: consuming ReceivedMessage) throws(Failure) -> Int32 {
    let bytes = answer.bytes
    if let tree = answer.takeDescriptor() { return tree.release() }
    if let message = try? FromInit.decode(bytes), case .failed(let failure) = message { throw failure }
    throw Failure(.system, "the process that copies the sources of bind mounts ended before it had copied them all")
  }

  private static func copy(
    _ sources: [Source], in holder: NamespaceHolder, _ answers: borrowing Descriptor
  ) throws(Failure) -> Processes.Child {
    let namespace = try holder.open("ns/mnt", OpenFlags.readOnly)
    let root = try holder.open("root", OpenFlags.path | OpenFlags.directory)
    let side = try asFailure(.system) { () throws(KernelError) in try Processes.clone(Processes.CloneRequest()) }
    switch consume side {
    case .parent(let child): return child
    case .child:
      do throws(Failure) {
        do {
          try NamespaceFiles.join(namespace.raw, Namespaces(.mount))
          // setns(2) leads to the namespace's root, which is not ours when the runtime was called in a chroot.
          try Mounts.changeRoot(to: root)
        } catch {
          throw Failure(error, .namespace)
        }
        for source in sources { try send(source, to: answers) }
      } catch {
        try? answers.send(FromInit.failed(error).encode())
      }
      Processes.exit(0)
    }
  }

  private static func send(_ source: Source, to answers: borrowing Descriptor) throws(Failure) {
    do {
      let tree = try MountTree(copying: source.path, recursive: source.recursive)
      try answers.send([1], passing: tree.descriptor.raw)
    } catch {
      var failure = Failure(error, .system)
      if error.errno == .EINVAL, !source.recursive {
        failure.hint = "something is mounted below it, which the container's root could uncover; use rbind"
      }
      throw failure
    }
  }
}
