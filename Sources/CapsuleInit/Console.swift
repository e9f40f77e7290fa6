// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Kernel
internal import LinuxABI

extension InitContext {
  /// A terminal of the container's own devpts: the master to whoever asked for it, the peer as our standard streams and
  /// controlling terminal.
  ///
  /// Both ends are checked to be what they are named (CVE-2025-52565).
  mutating func setUpConsole(_ console: ConsoleStep) throws(KernelError) {
    try openRootIfNeeded()
    let master = try openMaster()
    let peer = try Terminal.openPeer(of: master)
    guard try Files.fileSystem(of: peer).type == FileSystemMagic.devpts else {
      throw KernelError("ioctl", "TIOCGPTPEER: not on a devpts", .EXDEV)
    }
    if console.width != 0, console.height != 0 {
      try Terminal.setSize(master.raw, Terminal.Size(width: console.width, height: console.height))
    }
    do {
      try Nodes.setOwner(ofNumber: peer.raw, uid: console.uid)
    } catch {
      // The user namespace does not map the user: it owns the terminal's group at best.
      if error.errno != .EINVAL, error.errno != .EPERM { throw error }
    }
    if console.bindConsole {
      let place = try root.makeFile("/dev/console", mode: 0o666)
      try MountTree(copying: peer, recursive: false).attach(to: place)
    }
    let socket = Descriptor(owning: number(console.socket))
    try socket.send(Array("/dev/ptmx".utf8), passing: master.raw)
    for number in Int32(0)...2 { try Processes.place(peer, at: number) }
    try Terminal.becomeControlling(0)
  }

  private func openMaster() throws(KernelError) -> Descriptor {
    let flags = OpenFlags.readWrite | OpenFlags.noControllingTerminal
    let master: Descriptor
    do {
      master = try root.open("/dev/pts/ptmx", flags)
    } catch {
      // Not every devpts shows its ptmx; a bound /dev has the device.
      if error.errno != .ENOENT, error.errno != .EACCES { throw error }
      master = try root.open("/dev/ptmx", flags)
    }
    let status = try Files.status(of: master)
    guard status.mode & FileMode.typeMask == FileMode.characterDevice, status.specialDevice == (5, 2) else {
      throw KernelError("open", "/dev/ptmx: is not the pseudo-terminal multiplexer (character device 5:2)", .EINVAL)
    }
    return master
  }
}
