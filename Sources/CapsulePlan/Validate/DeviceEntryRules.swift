// SPDX-License-Identifier: Apache-2.0

internal import OCI

extension Validate {
  /// config-linux.md: devices and network devices.
  static let deviceRules: [Rule] = [
    // "Devices": type (string, REQUIRED) `c`, `b`, `u` or `p`; path (string, REQUIRED) "full path".
    Rule("device-node") { spec, report in
      for (index, device) in (spec.linux?.devices ?? []).enumerated() {
        let pointer = "/linux/devices/\(index)"
        let type = device.type ?? ""
        if DeviceStep.Kind(configured: type) == nil {
          report.error(pointer + "/type", "invalid device type \"\(type)\"", hint: "c, b, u or p")
        }
        let path = device.path ?? ""
        if !LexicalPath.isAbsolute(path) {
          report.error(pointer + "/path", path.isEmpty ? "missing" : "\"\(path)\" is not an absolute path")
        }
      }
    },

    // "major, minor (int64, REQUIRED unless `type` is `p`)"; the kernel has 12 and 20 bits.
    Rule("device-numbers") { spec, report in
      for (index, device) in (spec.linux?.devices ?? []).enumerated() where device.type != "p" {
        for (name, value, limit) in [("major", device.major, 1 << 12), ("minor", device.minor, 1 << 20)] {
          let pointer = "/linux/devices/\(index)/" + name
          guard let value else {
            report.error(pointer, "missing")
            continue
          }
          if value < 0 || value >= Int64(limit) { report.error(pointer, "\(value) is out of range") }
        }
      }
    },

    // "fileMode (uint32), uid (uint32), gid (uint32)". The type bits that Docker sends with the mode are not looked at.
    Rule("device-owner") { spec, report in
      for (index, device) in (spec.linux?.devices ?? []).enumerated() {
        let pointer = "/linux/devices/\(index)"
        checkID(device.uid, required: false, pointer + "/uid", &report)
        checkID(device.gid, required: false, pointer + "/gid", &report)
        if let mode = device.fileMode, mode > 0o177_777 {
          report.error(pointer + "/fileMode", "\(mode) is no file mode", hint: "decimal: 438 is 0666")
        }
      }
    },

    // "The same `type`, `major` and `minor` SHOULD NOT be used for multiple devices." Two at one path cannot both be.
    Rule("duplicate-device") { spec, report in
      let devices = spec.linux?.devices ?? []
      for (index, device) in devices.enumerated() {
        for earlier in devices[..<index] where earlier.path == device.path {
          report.error("/linux/devices/\(index)/path", "duplicated \(device.path ?? "")")
          break
        }
      }
    },

    // "Network Devices": moved into a network namespace of the container's. Names are the kernel's (dev_valid_name).
    Rule("net-device") { spec, report in
      let devices = spec.linux?.netDevices ?? []
      guard !devices.isEmpty else { return }
      if !spec.hasNamespace("network") {
        report.error(
          "/linux/netDevices", "unable to move network devices without a NET namespace", hint: addNamespace("network"))
      }
      for device in devices {
        let pointer = JSONPointer.appending(device.hostName, to: "/linux/netDevices")
        if !isInterfaceName(device.hostName) {
          report.error(pointer, "invalid network device name \"\(device.hostName)\"")
        }
        if let name = device.name, !name.isEmpty, !isInterfaceName(name) {
          report.error(pointer + "/name", "invalid network device name \"\(name)\"")
        }
      }
    },
  ]

  /// IFNAMSIZ is 16 with the terminating zero.
  static func isInterfaceName(_ name: String) -> Bool {
    guard !name.isEmpty, name.utf8.count < 16, name != ".", name != ".." else { return false }
    for byte in name.utf8 {
      switch byte {
      case UInt8(ascii: "/"), UInt8(ascii: ":"), UInt8(ascii: " "), 0x09...0x0d: return false
      default: continue
      }
    }
    return true
  }
}
