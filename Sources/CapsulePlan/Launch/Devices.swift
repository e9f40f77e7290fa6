// SPDX-License-Identifier: Apache-2.0

internal import LinuxABI
internal import OCI

/// /dev of the container: default devices, `linux.devices`, and the links programs expect.
extension PlanBuilder {
  /// config-linux.md, "Default Devices"; /dev/console comes with the terminal, /dev/ptmx is a link.
  private static let defaultDevices: [(path: String, major: UInt32, minor: UInt32)] = [
    ("/dev/null", 1, 3), ("/dev/zero", 1, 5), ("/dev/full", 1, 7), ("/dev/random", 1, 8), ("/dev/urandom", 1, 9),
    ("/dev/tty", 5, 0),
  ]

  /// Those of every Linux system; kept when the image has its own.
  private static let links: [(path: String, target: String)] = [
    ("/dev/fd", "/proc/self/fd"), ("/dev/stdin", "/proc/self/fd/0"), ("/dev/stdout", "/proc/self/fd/1"),
    ("/dev/stderr", "/proc/self/fd/2"),
  ]

  /// Nothing is made in a /dev that is a bind: it is the host's, and complete.
  mutating func makeDevices() {
    guard !isDevBound else { return }
    let configured = spec.linux?.devices ?? []
    for device in PlanBuilder.defaultDevices
    where !configured.contains(where: { PlanBuilder.path(of: $0) == device.path }) {
      addDevice(
        DeviceStep(
          path: device.path, kind: .character, major: device.major, minor: device.minor, mode: 0o666, uid: 0, gid: 0))
    }
    for (index, device) in configured.enumerated() {
      // Always a link into the container's own devpts (CVE-2025-52565 is what else it could become).
      guard PlanBuilder.path(of: device) != "/dev/ptmx" else { continue }
      addDevice(step(for: device, index: index))
    }
    for link in PlanBuilder.links { add(.makeSymlink(path: link.path, target: link.target, replace: false)) }
    // As runc: where the kernel has no such file, the link would lead nowhere.
    if facts.hasKernelCore { add(.makeSymlink(path: "/dev/core", target: "/proc/kcore", replace: false)) }
    add(.makeSymlink(path: "/dev/ptmx", target: "pts/ptmx", replace: true))
  }

  private var isDevBound: Bool {
    for mount in spec.mounts ?? [] where LexicalPath.cleaned(mount.destination ?? "") == "/dev" {
      if MountOptions(mount.options ?? []).bind { return true }
    }
    return false
  }

  private static func path(of device: Device) -> String { LexicalPath.cleaned(device.path ?? "") }

  private func step(for device: Device, index: Int) -> DeviceStep {
    DeviceStep(
      path: PlanBuilder.path(of: device), kind: DeviceStep.Kind(configured: device.type ?? "") ?? .character,
      major: UInt32(truncatingIfNeeded: device.major ?? 0), minor: UInt32(truncatingIfNeeded: device.minor ?? 0),
      mode: UInt32(truncatingIfNeeded: device.fileMode ?? 0o666) & FileMode.permissions,
      uid: UInt32(truncatingIfNeeded: device.uid ?? 0), gid: UInt32(truncatingIfNeeded: device.gid ?? 0),
      configIndex: index)
  }

  private mutating func addDevice(_ device: DeviceStep) {
    var device = device
    // A FIFO is no device: any user may make one.
    if mustBindDevices, device.kind != .fifo {
      // Without privileges of its own the parent can copy no mount; the child can, in its own namespaces.
      device.bind = isPrivileged ? .tree(slot(.hostDevice(path: device.path))) : .path(device.path)
    }
    add(.makeDevice(device))
  }
}

extension DeviceStep.Kind {
  /// `linux.devices[].type` (mknod(1)): `u` is an old name of `c`.
  init?(configured type: String) {
    switch type {
    case "c", "u": self = .character
    case "b": self = .block
    case "p": self = .fifo
    default: return nil
    }
  }
}
