// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Kernel
internal import LinuxABI

/// Entries of `mounts`.
extension InitContext {
  mutating func perform(_ step: MountStep) throws(KernelError) {
    forgetDirectory()
    switch step.kind {
    case .fileSystem(let type, let source): try mount(step, type: type, source: source)
    case .bind(let source, let recursive): try bind(step, source: source, recursive: recursive)
    case .mappedBind(let source, let map, let recursive):
      try bindMapped(step, source: source, map: map, recursive: recursive)
    case .remount: try remount(step)
    case .attributesOnly: try changeAttributes(step)
    case .cgroup2(let namespaced, _, let own): try mountCgroup2(step, namespaced: namespaced, own: own)
    case .cgroup1(let hierarchies, let namespaced): try mountCgroup1(step, hierarchies, namespaced: namespaced)
    }
  }

  private mutating func mount(_ step: MountStep, type: String, source: String) throws(KernelError) {
    let isKernelView = type == "proc" || type == "sysfs"
    let place =
      isKernelView
      ? try ordinaryMountPoint(step.destination, type: type) : try mountPoint(step.destination, directory: true)
    var data = step.data
    if type == "tmpfs", place.existed { data = step.data(covering: place.status.mode) }
    if let label = step.mountLabel { data += (data.isEmpty ? "" : ",") + "context=\"" + label + "\"" }
    // Filled first, read-only afterwards.
    let flags = step.copyUp ? step.flags & ~MountFlags.readOnly : step.flags
    do {
      try Mounts.mount(type: type, source: source, flags: flags, data: data, on: place.descriptor)
    } catch {
      guard type == "sysfs", error.errno == .EPERM, ProcessNamespaces.isInUserNamespace else { throw error }
      // A user namespace without a network namespace of its own: the host's, read-only or not as asked, as crun does.
      // Outside of one EPERM has another cause, which a view of the host's devices would hide.
      do throws(KernelError) {
        let copy = try MountTree(copying: "/sys", recursive: true)
        try copy.change(MountChange(exactly: step.flags, cleared: 0), recursive: true)
        try copy.attach(to: place.descriptor)
      } catch _ { throw error }
    }
    let finished = step.propagation.isEmpty && step.recursiveSet == 0 && step.recursiveClear == 0 && !step.copyUp
    if finished { return }
    let top = try reopen(step.destination, over: place)
    if step.copyUp {
      try CopyUp.copy(from: place.descriptor, to: top)
      if step.flags & MountFlags.readOnly != 0 {
        try MountTree.change(mountOf: top, MountChange(set: MountAttributes.readOnly), recursive: false)
      }
    }
    try finish(step, top)
  }

  /// Recursive attributes, then propagation, on the mount whose root is open.
  func finish(_ step: MountStep, _ top: borrowing Descriptor) throws(KernelError) {
    if step.recursiveSet != 0 || step.recursiveClear != 0 {
      let change = MountChange(set: step.recursiveSet, clear: step.recursiveClear)
      try MountTree.change(mountOf: top, change, recursive: true)
    }
    for propagation in step.propagation {
      let flags = propagation.mountFlags
      let change = MountChange(propagation: flags & MountFlags.propagation)
      try MountTree.change(mountOf: top, change, recursive: flags & MountFlags.recursive != 0)
    }
  }

  /// `remount`: MS_BIND among the flags changes the mount only, without it the file system as well.
  private mutating func remount(_ step: MountStep) throws(KernelError) {
    let top = try root.open(step.destination, OpenFlags.path)
    try Mounts.remount(top, flags: step.flags, data: step.data)
    try finish(step, top)
  }

  private mutating func changeAttributes(_ step: MountStep) throws(KernelError) {
    let top = try root.open(step.destination, OpenFlags.path)
    if step.flags != 0 || step.clearedFlags != 0 { try setFlags(of: top, step) }
    try finish(step, top)
  }

  /// Sets exactly the flags asked for on a mount.
  ///
  /// In a user namespace flags that came from outside are locked (EPERM): those are kept, unless the options ask for
  /// their contrary, which is refused.
  func setFlags(of mount: borrowing Descriptor, _ step: MountStep) throws(KernelError) {
    do {
      return try MountTree.change(
        mountOf: mount, MountChange(exactly: step.flags, cleared: step.clearedFlags), recursive: false)
    } catch {
      if error.errno != .EPERM { throw error }
    }
    let present = try Files.fileSystem(of: mount).mountFlags
    let lockable =
      MountFlags.readOnly | MountFlags.noDevices | MountFlags.noExecute | MountFlags.noSetuid | MountFlags.accessTime
    if present & step.clearedFlags & lockable != 0 {
      throw KernelError("mount_setattr", "cannot clear locked flags", .EPERM)
    }
    let wanted = step.flags & MountFlags.accessTime
    if wanted != 0, wanted != present & MountFlags.accessTime {
      throw KernelError("mount_setattr", "cannot change locked atime flags", .EPERM)
    }
    let flags = (step.flags | present & lockable) & ~MountFlags.accessTime
    try MountTree.change(mountOf: mount, MountChange(exactly: flags, cleared: 0), recursive: false)
  }
}
