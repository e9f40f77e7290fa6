// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import ImagePlan
internal import Kernel
internal import LinuxABI

/// Device nodes of the host that containers get.
enum HostDevices {
  /// What `--device` names.
  static func look(_ request: DeviceRequest) throws(Failure) -> ContainerSpec.Device {
    let status: FileStatus
    do { status = try Files.status(request.host) } catch { throw Failure(error, .usage).during("--device") }
    guard let type = type(of: status) else {
      throw Failure(.usage, "--device \(request.host): neither a character nor a block device")
    }
    return device(request.container, type, status, access: request.access)
  }

  /// Every device below /dev, for `--privileged`; those whose places the runtime fills itself are left out.
  static func all(except known: [ContainerSpec.Device]) -> [ContainerSpec.Device] {
    var devices: [ContainerSpec.Device] = []
    collect("/dev", &devices, depth: 0)
    let standard = [
      "/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom", "/dev/tty", "/dev/console",
      "/dev/ptmx",
    ]
    return devices.filter { device in
      !standard.contains(device.path) && !known.contains { $0.path == device.path }
    }
  }

  private static func collect(_ path: String, _ devices: inout [ContainerSpec.Device], depth: Int) {
    guard depth < 8, let folder = try? Files.open(path, OpenFlags.readOnly | OpenFlags.directory),
      let names = try? folder.entries()
    else { return }
    for name in names.sorted() where !["pts", "shm", "mqueue", "fd"].contains(name) {
      let entry = path + "/" + name
      guard let status = try? Files.status(entry, follow: false) else { continue }
      if status.isDirectory {
        collect(entry, &devices, depth: depth + 1)
      } else if let type = type(of: status) {
        devices.append(device(entry, type, status, access: "rwm"))
      }
    }
  }

  private static func type(of status: FileStatus) -> String? {
    switch status.mode & 0o170000 {
    case 0o020000: "c"
    case 0o060000: "b"
    default: nil
    }
  }

  private static func device(
    _ path: String, _ type: String, _ status: FileStatus, access: String
  ) -> ContainerSpec.Device {
    ContainerSpec.Device(
      path: path, type: type, major: status.specialDevice.major, minor: status.specialDevice.minor,
      mode: status.mode & 0o7777, uid: status.uid, gid: status.gid, access: access)
  }
}
